#include "server/service/slice_size.h"

#include <gtest/gtest.h>

namespace lehr::server {
namespace {

TEST(SliceSizeTest, ComesToWhatFitsIntoTheTime) {
  SliceSize size;
  // 40 us each: 250 fit into 10 ms.
  for (int i = 0; i < 10; ++i) {
    size.Learn(size.most() * absl::Microseconds(40));
  }
  EXPECT_EQ(size.most(), 250);
}

TEST(SliceSizeTest, OneSlowSliceHalvesItAtMost) {
  SliceSize size;
  const int before = size.most();
  size.Learn(absl::Seconds(5));
  EXPECT_EQ(size.most(), before / 2);
}

TEST(SliceSizeTest, GetsOnHoweverSlowOrFastItIs) {
  SliceSize slow;
  SliceSize fast;
  for (int i = 0; i < 30; ++i) {
    slow.Learn(absl::Seconds(5));
    fast.Learn(absl::ZeroDuration());
  }
  EXPECT_EQ(slow.most(), SliceSize::kLeast);
  EXPECT_EQ(fast.most(), SliceSize::kMost);
}

}  // namespace
}  // namespace lehr::server
