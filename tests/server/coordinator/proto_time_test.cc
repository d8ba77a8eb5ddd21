#include "server/coordinator/proto_time.h"

#include <gtest/gtest.h>

namespace lehr::server {
namespace {

TEST(ProtoTimeTest, DurationsSurviveTheWayThereAndBack) {
  for (const absl::Duration duration :
       {absl::ZeroDuration(), absl::Milliseconds(1500), absl::Hours(1000),
        absl::Nanoseconds(1), absl::Milliseconds(-1500)}) {
    EXPECT_EQ(FromProto(ToProto(duration)), duration);
  }
}

TEST(ProtoTimeTest, TimestampsHaveNanosecondsThatAreNotNegative) {
  const auto after = ToProto(absl::FromUnixMillis(1500));
  EXPECT_EQ(after.seconds(), 1);
  EXPECT_EQ(after.nanos(), 500000000);
  const auto before = ToProto(absl::FromUnixMillis(-500));
  EXPECT_EQ(before.seconds(), -1);
  EXPECT_EQ(before.nanos(), 500000000);
}

}  // namespace
}  // namespace lehr::server
