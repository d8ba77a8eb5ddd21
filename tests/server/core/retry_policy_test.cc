#include "server/core/retry_policy.h"

#include <gtest/gtest.h>

namespace lehr::server {
namespace {

TEST(RetryPolicyTest, NeverRetriesWhatTheSimulationOrTheSpecIsToBlameFor) {
  for (const auto code :
       {absl::StatusCode::kInvalidArgument, absl::StatusCode::kOutOfRange,
        absl::StatusCode::kFailedPrecondition, absl::StatusCode::kNotFound,
        absl::StatusCode::kAlreadyExists, absl::StatusCode::kDataLoss}) {
    EXPECT_EQ(RetryDelay(code, 1), std::nullopt)
        << absl::StatusCodeToString(code);
  }
}

TEST(RetryPolicyTest, RetriesABugOfOursOnce) {
  EXPECT_EQ(RetryDelay(absl::StatusCode::kInternal, 1), absl::ZeroDuration());
  EXPECT_EQ(RetryDelay(absl::StatusCode::kInternal, 2), std::nullopt);
}

TEST(RetryPolicyTest, WaitsTwiceAsLongAfterEachFailureUpToALimit) {
  EXPECT_EQ(RetryDelay(absl::StatusCode::kUnavailable, 1), absl::Seconds(5));
  EXPECT_EQ(RetryDelay(absl::StatusCode::kUnavailable, 2), absl::Seconds(10));
  EXPECT_EQ(RetryDelay(absl::StatusCode::kUnavailable, 7), absl::Minutes(5));
  EXPECT_EQ(RetryDelay(absl::StatusCode::kUnavailable, 8), std::nullopt);
}

TEST(RetryPolicyTest, WaitsLongerForAFullDiskThanForAPeerThatIsAway) {
  for (int failures = 1; failures < 8; ++failures) {
    EXPECT_GT(*RetryDelay(absl::StatusCode::kResourceExhausted, failures),
              *RetryDelay(absl::StatusCode::kUnavailable, failures));
  }
}

TEST(RetryPolicyTest, GivesUpAfterEnoughFailuresWhateverTheCode) {
  for (int code = 0; code <= 16; ++code) {
    EXPECT_EQ(RetryDelay(static_cast<absl::StatusCode>(code), 100),
              std::nullopt);
  }
}

}  // namespace
}  // namespace lehr::server
