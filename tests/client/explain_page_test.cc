#include "client/explain_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::ExplainResponse Response() {
  v1::ExplainResponse response;
  response.set_summary("point 3 waits");
  v1::SegmentExplanation& segment = *response.add_segments();
  segment.set_segment_id(12);
  segment.set_label("sample/ramp to 300 K");
  segment.set_state(v1::SEGMENT_STATE_READY);
  segment.add_why("no worker is there");
  segment.add_why("and another reason");
  segment.add_next("it starts soon");
  return response;
}

TEST(ExplainPageTest, ReasonsStandUnderEachOther) {
  EXPECT_EQ(ExplainPage(Response()),
            "point 3 waits\n"
            "\n"
            "segment 12  sample/ramp to 300 K  (ready)\n"
            "  why    no worker is there\n"
            "         and another reason\n"
            "  next   it starts soon\n");
}

TEST(ExplainPageTest, DifferencesAreATable) {
  v1::ExplainResponse response = Response();
  v1::NearestKey& nearest = *response.mutable_segments(0)->mutable_nearest();
  nearest.set_segment_id(7);
  nearest.set_label("sample/ramp to 300 K");
  nearest.set_sweep("first");
  v1::FieldDifference& difference = *nearest.add_differences();
  difference.set_field("sample/ramp to 300 K: cooling rate [K/s]");
  difference.set_here("1e+12");
  difference.set_there("1e+13");
  const std::string page = ExplainPage(response);
  EXPECT_THAT(page,
              HasSubstr("segment 7 (sample/ramp to 300 K) of sweep first\n"));
  EXPECT_THAT(page, HasSubstr("cooling rate [K/s]  1e+12  1e+13"));
}

TEST(ExplainPageTest, OfALogTheEndIsShown) {
  v1::ExplainResponse response = Response();
  v1::Attempt& attempt = *response.mutable_segments(0)->add_attempts();
  attempt.set_attempt(1);
  attempt.set_state("FAILED");
  std::string log;
  for (int i = 0; i < 30; ++i) log += "line " + std::to_string(i) + "\n";
  attempt.set_log(log);
  const std::string page = ExplainPage(response);
  EXPECT_THAT(page, HasSubstr("    | line 29\n"));
  EXPECT_THAT(page, Not(HasSubstr("line 19\n")));
}

}  // namespace
}  // namespace lehr::client
