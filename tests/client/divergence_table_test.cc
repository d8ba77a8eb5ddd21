#include "client/divergence_table.h"

#include <string>

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

using ::testing::ContainsRegex;

TEST(DivergenceTableTest, BothWorkersAndBothHashesAreShown) {
  v1::Segment segment;
  auto* divergence = segment.add_divergences();
  divergence->set_attempt(2);
  divergence->set_worker("sick:7");
  divergence->set_kept_worker("well:1");
  divergence->set_other_sha256("\x0a\x0b");
  divergence->set_kept_sha256("\x0c\x0d");
  const std::string text = DivergencesText(segment);
  EXPECT_THAT(text, ContainsRegex("kept +well:1 +0c0d\n"));
  EXPECT_THAT(text, ContainsRegex("other +sick:7 +2 +1970-01-0[0-9].* 0a0b\n"));
}

}  // namespace
}  // namespace lehr::client
