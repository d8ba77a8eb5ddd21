#include "client/failures_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::ListFailuresResponse OneGroup() {
  v1::ListFailuresResponse failures;
  failures.mutable_sweep()->set_sweep_id(3);
  failures.mutable_sweep()->set_name("glass");
  failures.mutable_sweep()->set_state(v1::SWEEP_STATE_PAUSED);
  failures.mutable_sweep()->set_reason("20 segments failed: lehr failures 3");
  v1::FailureGroup& group = *failures.add_groups();
  group.set_failure_class(v1::FAILURE_CLASS_CRASH);
  group.set_error("SIGSEGV");
  group.set_count(20);
  group.set_points(1);
  for (int i = 0; i < 5; ++i) {
    v1::FailedSegment& example = *group.add_examples();
    example.set_segment_id(40 + i);
    example.set_label("aged/hold");
  }
  group.add_associations("kelvin = 1000: 20 of 20, in the sweep 21 of 64");
  group.add_places("node7: 19 of 20");
  group.add_places("node8: 1 of 20");
  for (int i = 0; i < 20; ++i) {
    group.mutable_log()->append("line " + std::to_string(i) + "\n");
  }
  group.set_advice("held: lehr retry 3 --class crash");
  return failures;
}

TEST(FailuresPageTest, AGroupSaysHowManyWhyWhereAndWhatToDo) {
  const std::string text = FailuresText(OneGroup());
  EXPECT_THAT(text, HasSubstr("glass (sweep 3)  paused: 20 segments failed"));
  EXPECT_THAT(text, HasSubstr("20 segments (1 point), crash: SIGSEGV\n"));
  EXPECT_THAT(text, HasSubstr("  such as   segment 40, aged/hold\n"));
  EXPECT_THAT(text, HasSubstr("mostly    kelvin = 1000: 20 of 20"));
  EXPECT_THAT(text, HasSubstr("where     node7: 19 of 20; node8: 1 of 20"));
  EXPECT_THAT(text, HasSubstr("then      held: lehr retry 3 --class crash"));
}

TEST(FailuresPageTest, OfExamplesAndLogsTheMostTellingAreShown) {
  const std::string text = FailuresText(OneGroup());
  EXPECT_THAT(text, HasSubstr("segment 42"));
  EXPECT_THAT(text, Not(HasSubstr("segment 43")));
  EXPECT_THAT(text, HasSubstr("line 19"));
  EXPECT_THAT(text, HasSubstr("line 12"));
  EXPECT_THAT(text, Not(HasSubstr("line 11\n")));
}

TEST(FailuresPageTest, WithoutFailuresItSaysSo) {
  v1::ListFailuresResponse failures = OneGroup();
  failures.clear_groups();
  EXPECT_THAT(FailuresText(failures), HasSubstr("nothing has failed\n"));
}

}  // namespace
}  // namespace lehr::client
