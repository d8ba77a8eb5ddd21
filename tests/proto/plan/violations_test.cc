#include "proto/plan/violations.h"

#include <absl/strings/str_format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/rpc_status.h"
#include "tests/support/status_matchers.h"

namespace lehr::plan {
namespace {

v1::SpecViolations DetailIn(const absl::Status& status) {
  v1::SpecViolations detail;
  EXPECT_TRUE(detail.ParseFromString(DetailOf(status).value_or("x")));
  return detail;
}

TEST(ViolationsTest, NoneIsOk) { EXPECT_OK(Violations().ToStatus()); }

TEST(ViolationsTest, MessageHoldsTheFirstAndTheNumberOfOthers) {
  Violations violations;
  violations.Add("a", "expected 1, found 2");
  EXPECT_THAT(
      violations.ToStatus(),
      StatusIs(absl::StatusCode::kInvalidArgument, "a: expected 1, found 2"));
  violations.Add("b", "bad");
  violations.Add("c", "bad");
  EXPECT_THAT(violations.ToStatus(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "a: expected 1, found 2; and 2 more"));
  const v1::SpecViolations detail = DetailIn(violations.ToStatus());
  ASSERT_EQ(detail.violations_size(), 3);
  EXPECT_EQ(detail.violations(2).field(), "c");
  EXPECT_EQ(detail.violations(2).message(), "bad");
}

TEST(ViolationsTest, AFieldIsReportedOnce) {
  Violations violations;
  violations.Add("a", "first");
  violations.Add("a", "second");
  const v1::SpecViolations detail = DetailIn(violations.ToStatus());
  ASSERT_EQ(detail.violations_size(), 1);
  EXPECT_EQ(detail.violations(0).message(), "first");
}

TEST(ViolationsTest, DetailFitsIntoTheTrailersOfAnAnswer) {
  Violations violations;
  for (int i = 0; i < 1000; ++i) {
    violations.Add(absl::StrFormat("sample[%d].hold.time_ps", i),
                   "expected a time of at least 0 ps, found -1 ps");
  }
  const absl::Status status = violations.ToStatus();
  EXPECT_LE(DetailOf(status)->size(), kMaxViolationBytes);
  const v1::SpecViolations detail = DetailIn(status);
  ASSERT_GT(detail.violations_size(), 20);
  const int listed = detail.violations_size() - 1;
  EXPECT_EQ(detail.violations(listed).message(),
            absl::StrFormat("and %d more, not listed", 1000 - listed));
}

}  // namespace
}  // namespace lehr::plan
