#include "client/garbage_table.h"

#include <gtest/gtest.h>

namespace lehr::client {
namespace {

TEST(GarbageTableTest, SaysWhatGoesAndWhatStays) {
  v1::CollectGarbageResponse garbage;
  auto* removed = garbage.add_removed();
  removed->set_what("checkpoints of finished segments");
  removed->set_artifacts(12);
  removed->set_bytes(3400000);
  garbage.mutable_kept()->set_what("states, curves and potentials");
  garbage.mutable_kept()->set_artifacts(1200);
  garbage.mutable_kept()->set_bytes(999999);
  EXPECT_EQ(GarbageText(garbage, true),
            "          what                              files    size\n"
            "--------  --------------------------------  -----  ------\n"
            "would go  checkpoints of finished segments     12  3.4 MB\n"
            "stays     states, curves and potentials     1 200  1.0 MB\n");
  EXPECT_EQ(GarbageText(garbage, false).find("would"), std::string::npos);
}

}  // namespace
}  // namespace lehr::client
