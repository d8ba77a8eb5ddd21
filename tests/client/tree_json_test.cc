#include "client/tree_json.h"

#include <gtest/gtest.h>

#include "tests/client/planned_segments.h"

namespace lehr::client {
namespace {

TEST(TreeJsonTest, HasEverySegment) {
  const Json json = TreeJson(PlanTree(GlassPlan().plan()));
  ASSERT_EQ(json.size(), 10u);
  EXPECT_EQ(json[1]["label"], "sample/ramp to 300 K");
  EXPECT_EQ(json[1]["above"], 0);
  EXPECT_EQ(json[1]["begins_ps"], 2.0);
  EXPECT_EQ(json[1]["lasts_ps"], 17.0);
  EXPECT_EQ(json[1]["saved_as"], Json::array({"as_cast"}));
  EXPECT_EQ(json[1]["state"], "waiting");
  EXPECT_FALSE(json[1].contains("segment_id"));
  EXPECT_EQ(json[7]["continues"], true);
  EXPECT_EQ(json[9]["measured"][0]["segment"], 4);
  EXPECT_EQ(json[9]["measured"][0]["factor"], 0.9);
}

}  // namespace
}  // namespace lehr::client
