#include "client/segment_page.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

// Segment 4, a ramp, and segment 5, which measures its end.
v1::GetSweepResponse TwoSegments() {
  v1::GetSweepResponse sweep;
  sweep.mutable_sweep()->set_sweep_id(2);
  sweep.mutable_sweep()->set_name("small");
  auto* ramp = sweep.add_segments();
  ramp->set_segment_id(4);
  ramp->set_label("sample/ramp to 300 K");
  ramp->set_state(v1::SEGMENT_STATE_DONE);
  ramp->set_attempts(2);
  ramp->set_atoms(1440);
  ramp->set_steps(8500);
  ramp->set_worker("w:1");
  ramp->mutable_run_time()->set_seconds(41);
  ramp->set_points(7);
  ramp->set_key(std::string(32, '\x01'));
  ramp->set_state_key(std::string(32, '\x02'));
  ramp->set_end_state_sha256(std::string(32, '\x03'));
  ramp->set_curve_sha256(std::string(32, '\x04'));
  ramp->add_saved_as("as_cast");
  ramp->add_saved_as("glass");
  auto* energy = sweep.add_segments();
  energy->set_segment_id(5);
  energy->set_parent_segment_id(4);
  energy->set_label("test/energy");
  energy->set_state(v1::SEGMENT_STATE_DONE);
  auto* observable = energy->add_observables();
  observable->set_name("volume_per_atom");
  observable->set_unit("A^3");
  observable->set_value(16.3214);
  observable->set_standard_error(0.02);
  observable = energy->add_observables();
  observable->set_name("temperature");
  observable->set_unit("K");
  observable->set_value(300);
  return sweep;
}

std::string Hash(const std::string& digits) {
  std::string hash;
  for (int i = 0; i < 32; ++i) hash += digits;
  return hash;
}

TEST(SegmentPageTest, HasAllThatIsKnownOfASegment) {
  const v1::GetSweepResponse sweep = TwoSegments();
  EXPECT_EQ(SegmentPage(sweep, sweep.segments(0)),
            "sample/ramp to 300 K  (segment 4 of small, sweep 2)\n"
            "state         done\n"
            "saved as      as_cast, glass\n"
            "starts from   nothing\n"
            "atoms         1 440\n"
            "steps         8 500\n"
            "points        7\n"
            "attempts      2\n"
            "worker        w:1\n"
            "time          41 s\n"
            "key           " +
                Hash("01") + "\nstate key     " + Hash("02") +
                "\nend state     " + Hash("03") + "\ncurve         " +
                Hash("04") + "\n");
}

TEST(SegmentPageTest, ObservablesHaveTheirErrorsAndUnits) {
  const v1::GetSweepResponse sweep = TwoSegments();
  const std::string page = SegmentPage(sweep, sweep.segments(1));
  EXPECT_THAT(page,
              HasSubstr("starts from   segment 4 (sample/ramp to 300 K)\n"));
  EXPECT_THAT(page, HasSubstr("\n\n"
                              "observable              value  unit\n"
                              "---------------  ------------  ----\n"
                              "volume_per_atom  16.32 ± 0.02  A^3\n"
                              "temperature               300  K\n"));
}

TEST(SegmentPageTest, AFailureHasItsErrorAndTheStateBeforeIt) {
  v1::GetSweepResponse sweep = TwoSegments();
  v1::Segment* segment = sweep.mutable_segments(0);
  EXPECT_THAT(SegmentPage(sweep, *segment), Not(HasSubstr("failed state")));
  segment->set_state(v1::SEGMENT_STATE_FAILED);
  segment->set_error("atom 7 was lost");
  segment->set_failed_state_sha256(std::string(32, '\x05'));
  const std::string page = SegmentPage(sweep, *segment);
  EXPECT_THAT(page, HasSubstr("error         atom 7 was lost\n"));
  EXPECT_THAT(page, HasSubstr("failed state  " + Hash("05") + "\n"));
}

TEST(SegmentPageTest, SecondResultsAreThere) {
  v1::GetSweepResponse sweep = TwoSegments();
  v1::Segment* segment = sweep.mutable_segments(0);
  EXPECT_THAT(SegmentPage(sweep, *segment), Not(HasSubstr("confirmed")));
  segment->set_confirmations(2);
  auto* divergence = segment->add_divergences();
  divergence->set_worker("sick:7");
  divergence->set_attempt(3);
  divergence->set_kept_worker("well:1");
  divergence->set_other_sha256(std::string(32, '\x0a'));
  divergence->set_kept_sha256(std::string(32, '\x0b'));
  const std::string page = SegmentPage(sweep, *segment);
  EXPECT_THAT(page, HasSubstr("confirmed     2 times, by the same result\n"));
  EXPECT_THAT(page, ContainsRegex("kept +well:1 .*" + Hash("0b")));
  EXPECT_THAT(page, ContainsRegex("other +sick:7 +3 .*" + Hash("0a")));
}

TEST(SegmentPageTest, ASegmentOfAnotherSweepIsNotFound) {
  EXPECT_THAT(FindSegment(TwoSegments(), 9),
              StatusIs(absl::StatusCode::kNotFound,
                       "sweep 2 (small) has no segment 9: `lehr show 2` lists "
                       "those it has"));
}

}  // namespace
}  // namespace lehr::client
