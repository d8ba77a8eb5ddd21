#include "worker/time_left.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::worker {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(TimeLeftTest, ComesFromTheFlagOrFromSlurm) {
  const auto end = [](const char* flag, const char* slurm) {
    return EndOfTime(flag, slurm, kNow).value();
  };
  EXPECT_EQ(end("3h50m", nullptr), kNow + absl::Minutes(230));
  EXPECT_EQ(end("90s", "1800000500"), kNow + absl::Seconds(90));
  EXPECT_EQ(end("", "1800000500"), kNow + absl::Seconds(500));
  EXPECT_EQ(end("", nullptr), absl::InfiniteFuture());
  // Of a job that is over, or of something that is not Slurm.
  EXPECT_EQ(end("", "1700000000"), absl::InfiniteFuture());
  EXPECT_EQ(end("", "tomorrow"), absl::InfiniteFuture());
}

TEST(TimeLeftTest, RefusesWhatIsNoTime) {
  for (const char* flag : {"soon", "-1h", "0s", "90"}) {
    EXPECT_THAT(EndOfTime(flag, nullptr, kNow),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         testing::HasSubstr("--time-left")))
        << flag;
  }
}

TEST(TimeLeftTest, LeavesAsMuchEarlierAsCheckpointsTake) {
  const absl::Time end = kNow + absl::Hours(4);
  EXPECT_EQ(TimeToLeave(kNow, end, absl::ZeroDuration()),
            end - absl::Seconds(15));
  EXPECT_EQ(TimeToLeave(kNow, end, absl::Minutes(1)), end - absl::Seconds(195));
  // But half of the time is for work.
  EXPECT_EQ(TimeToLeave(kNow, end, absl::Hours(2)), kNow + absl::Hours(2));
  EXPECT_EQ(TimeToLeave(kNow, absl::InfiniteFuture(), absl::Hours(2)),
            absl::InfiniteFuture());
}

}  // namespace
}  // namespace lehr::worker
