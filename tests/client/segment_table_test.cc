#include "client/segment_table.h"

#include <string>

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(SegmentTableTest, SegmentsShowAttemptsTimeWorkerAndError) {
  v1::GetSweepResponse sweep;
  auto* segment = sweep.add_segments();
  segment->set_segment_id(7);
  segment->set_label("melt");
  segment->set_state(v1::SEGMENT_STATE_FAILED);
  segment->set_attempts(3);
  segment->set_worker("w:1");
  segment->set_error("atom lost");
  segment->mutable_run_time()->set_seconds(70);
  const std::string text = SegmentsText(sweep);
  for (const char* part :
       {"melt", "7", "failed", "3", "1 min 10 s", "w:1", "atom lost"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(SegmentTableTest, NamesOfStatesHaveAColumnWhereThereAreAny) {
  v1::GetSweepResponse sweep;
  auto* first = sweep.add_segments();
  first->set_segment_id(1);
  first->set_label("melt");
  first->set_state(v1::SEGMENT_STATE_READY);
  EXPECT_THAT(SegmentsText(sweep), Not(HasSubstr("saved as")));
  auto* second = sweep.add_segments();
  second->set_segment_id(2);
  second->set_parent_segment_id(1);
  second->set_label("quench");
  second->set_state(v1::SEGMENT_STATE_DONE);
  second->add_saved_as("as_cast");
  second->add_saved_as("glass");
  EXPECT_EQ(SegmentsText(sweep),
            "id  segment  saved as        state  atoms  steps  points  attempts"
            "  time  worker  error\n"
            "--  -------  --------------  -----  -----  -----  ------  --------"
            "  ----  ------  -----\n"
            " 1  melt                     ready      0      0       0         0"
            "\n"
            " 2  quench   as_cast, glass  done       0      0       0         0"
            "\n");
}

TEST(SegmentTableTest, AFailedSegmentSaysThatItHasLeftAState) {
  v1::GetSweepResponse sweep;
  sweep.mutable_sweep()->set_sweep_id(3);
  auto* segment = sweep.add_segments();
  segment->set_segment_id(12);
  segment->set_state(v1::SEGMENT_STATE_FAILED);
  EXPECT_THAT(SegmentsText(sweep), Not(HasSubstr("kept")));
  segment->set_failed_state_sha256(std::string(32, 's'));
  EXPECT_THAT(
      SegmentsText(sweep),
      HasSubstr("\n\nsegment 12: the last good state before its failure "
                "is kept: lehr show 3 --segment 12\n"));
}

TEST(SegmentTableTest, ConfirmationsAndDivergencesAreShownWhereThereAreAny) {
  v1::GetSweepResponse sweep;
  auto* segment = sweep.add_segments();
  segment->set_segment_id(4);
  segment->set_label("melt");
  EXPECT_THAT(SegmentsText(sweep), Not(HasSubstr("confirmed")));
  EXPECT_THAT(SegmentsText(sweep), Not(HasSubstr("different")));
  segment->set_confirmations(1);
  auto* divergence = segment->add_divergences();
  divergence->set_worker("sick:7");
  divergence->set_kept_worker("well:1");
  const std::string text = SegmentsText(sweep);
  EXPECT_THAT(text, HasSubstr("confirmed"));
  EXPECT_THAT(text, HasSubstr("\nsegment 4 (melt) has a second, different "
                              "result:\n"));
  EXPECT_THAT(text, HasSubstr("sick:7"));
  EXPECT_THAT(text, HasSubstr("well:1"));
}

}  // namespace
}  // namespace lehr::client
