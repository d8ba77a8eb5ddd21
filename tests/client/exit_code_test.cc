#include "client/exit_code.h"

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

TEST(ExitCodeTest, EveryKindOfFailureHasItsCode) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), 0);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("")), 2);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("")), 3);
  EXPECT_EQ(ExitCodeOf(absl::DeadlineExceededError("")), 3);
  EXPECT_EQ(ExitCodeOf(absl::NotFoundError("")), 4);
  EXPECT_EQ(ExitCodeOf(absl::FailedPreconditionError("")), 5);
  EXPECT_EQ(ExitCodeOf(absl::InternalError("")), 5);
  EXPECT_EQ(ExitCodeOf(absl::CancelledError("")), 130);
}

TEST(ExitCodeTest, ASweepThatEndedBadlyIsOne) {
  EXPECT_EQ(ExitCodeOf(v1::SWEEP_STATE_RUNNING), 0);
  EXPECT_EQ(ExitCodeOf(v1::SWEEP_STATE_DONE), 0);
  EXPECT_EQ(ExitCodeOf(v1::SWEEP_STATE_FAILED), 1);
  EXPECT_EQ(ExitCodeOf(v1::SWEEP_STATE_CANCELLED), 1);
}

}  // namespace
}  // namespace lehr::client
