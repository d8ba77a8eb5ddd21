#include "server/core/retry_policy.h"

#include <gtest/gtest.h>

namespace lehr::server {
namespace {

constexpr int kAnyCode[] = {0, 1,  2,  3,  4,  5,  6,  7, 8,
                            9, 10, 11, 12, 13, 14, 15, 16};

TEST(RetryPolicyTest, TheCodeTellsWhoseFaultItWas) {
  EXPECT_EQ(ClassOf(absl::StatusCode::kOutOfRange), v1::FAILURE_CLASS_NUMERIC);
  EXPECT_EQ(ClassOf(absl::StatusCode::kInvalidArgument),
            v1::FAILURE_CLASS_SPEC);
  EXPECT_EQ(ClassOf(absl::StatusCode::kUnavailable),
            v1::FAILURE_CLASS_TRANSIENT);
  EXPECT_EQ(ClassOf(absl::StatusCode::kResourceExhausted),
            v1::FAILURE_CLASS_RESOURCE);
  EXPECT_EQ(ClassOf(absl::StatusCode::kDataLoss), v1::FAILURE_CLASS_INTERNAL);
  EXPECT_EQ(ClassOf(absl::StatusCode::kInternal), v1::FAILURE_CLASS_INTERNAL);
}

TEST(RetryPolicyTest, EveryCodeHasAClassThatIsNotForThoseWhoLeave) {
  for (const int code : kAnyCode) {
    const v1::FailureClass failure =
        ClassOf(static_cast<absl::StatusCode>(code));
    EXPECT_GE(failure, v1::FAILURE_CLASS_RESOURCE) << code;
    EXPECT_EQ(RetryDelay(failure, 5), std::nullopt) << code;
  }
}

TEST(RetryPolicyTest, NeverRetriesWhatTheSimulationOrTheSpecIsToBlameFor) {
  for (const auto failure : {v1::FAILURE_CLASS_NUMERIC, v1::FAILURE_CLASS_SPEC,
                             v1::FAILURE_CLASS_INTERNAL}) {
    EXPECT_EQ(RetryDelay(failure, 1), std::nullopt);
  }
}

TEST(RetryPolicyTest, WhoLeavesCanDoSoForEver) {
  for (const auto failure :
       {v1::FAILURE_CLASS_PREEMPTED, v1::FAILURE_CLASS_WALLTIME,
        v1::FAILURE_CLASS_DRAINED}) {
    EXPECT_EQ(RetryDelay(failure, 1'000'000), absl::ZeroDuration());
    EXPECT_FALSE(IsOfTheHost(failure));
  }
}

TEST(RetryPolicyTest, WaitsTwiceAsLongAfterEachFailure) {
  EXPECT_EQ(RetryDelay(v1::FAILURE_CLASS_TRANSIENT, 1), absl::Seconds(5));
  EXPECT_EQ(RetryDelay(v1::FAILURE_CLASS_TRANSIENT, 2), absl::Seconds(10));
  EXPECT_EQ(RetryDelay(v1::FAILURE_CLASS_TRANSIENT, 4), absl::Seconds(40));
  EXPECT_EQ(RetryDelay(v1::FAILURE_CLASS_TRANSIENT, 5), std::nullopt);
}

TEST(RetryPolicyTest, WaitsLongerForAFullHostThanForAPeerThatIsAway) {
  for (int failures = 1; failures < 3; ++failures) {
    EXPECT_GT(*RetryDelay(v1::FAILURE_CLASS_RESOURCE, failures),
              *RetryDelay(v1::FAILURE_CLASS_TRANSIENT, failures));
  }
  EXPECT_EQ(RetryDelay(v1::FAILURE_CLASS_RESOURCE, 3), std::nullopt);
}

TEST(RetryPolicyTest, ACrashMayHappenOnceAndALossNineTimes) {
  EXPECT_EQ(RetryDelay(v1::FAILURE_CLASS_CRASH, 1), absl::ZeroDuration());
  EXPECT_EQ(RetryDelay(v1::FAILURE_CLASS_CRASH, 2), std::nullopt);
  EXPECT_EQ(RetryDelay(v1::FAILURE_CLASS_LOST, 9), absl::ZeroDuration());
  EXPECT_EQ(RetryDelay(v1::FAILURE_CLASS_LOST, 10), std::nullopt);
}

}  // namespace
}  // namespace lehr::server
