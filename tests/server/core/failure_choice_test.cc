#include "server/core/failure_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::HasSubstr;

v1::FailedSegment Failed(std::int64_t id, v1::FailureClass failure,
                         const std::string& error) {
  v1::FailedSegment segment;
  segment.set_segment_id(id);
  segment.set_failure_class(failure);
  segment.set_error(error);
  return segment;
}

TEST(FailureChoiceTest, WithoutConditionsAllAreChosen) {
  const auto choice = FailureChoice::Make({});
  ASSERT_OK(choice);
  EXPECT_TRUE(choice->Includes(Failed(1, v1::FAILURE_CLASS_SPEC, "")));
}

TEST(FailureChoiceTest, AllConditionsMustHold) {
  v1::RetrySegmentsRequest request;
  request.add_segment_ids(1);
  request.add_segment_ids(2);
  request.add_failure_classes(v1::FAILURE_CLASS_CRASH);
  request.add_failure_classes(v1::FAILURE_CLASS_RESOURCE);
  request.set_error("no space (left|there)");
  const auto choice = FailureChoice::Make(request);
  ASSERT_OK(choice);
  const std::string full = "write: no space left on device";
  EXPECT_TRUE(choice->Includes(Failed(2, v1::FAILURE_CLASS_RESOURCE, full)));
  EXPECT_FALSE(choice->Includes(Failed(3, v1::FAILURE_CLASS_RESOURCE, full)));
  EXPECT_FALSE(choice->Includes(Failed(2, v1::FAILURE_CLASS_NUMERIC, full)));
  EXPECT_FALSE(choice->Includes(Failed(2, v1::FAILURE_CLASS_CRASH, "SIGSEGV")));
}

TEST(FailureChoiceTest, WhatIsNoExpressionIsRefusedWithTheReason) {
  v1::RetrySegmentsRequest request;
  request.set_error("atom (lost");
  EXPECT_THAT(
      FailureChoice::Make(request),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("missing )")));
}

// With backtracking this would take longer than the universe is old.
TEST(FailureChoiceTest, AnEvilExpressionTakesLinearTime) {
  v1::RetrySegmentsRequest request;
  request.set_error("(a*)*b");
  const auto choice = FailureChoice::Make(request);
  ASSERT_OK(choice);
  EXPECT_FALSE(choice->Includes(
      Failed(1, v1::FAILURE_CLASS_SPEC, std::string(100'000, 'a'))));
}

}  // namespace
}  // namespace lehr::server
