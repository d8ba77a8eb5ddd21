// Coordinator: what a sweep says of its segments.

#include "server/coordinator/segment_report.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/sha256.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;

// 1,004 segments.
const char kCycles[] = R"(
  treatments { name: "t"
    stages { cycle { count { number: 1000 }
                     body { hold { time_ps { number: 1 } } } } } })";

class SegmentReportTest : public CoordinatorTest {
 protected:
  SegmentReportTest() : w_(Register("w")) {}

  v1::GetSweepResponse Get(const v1::GetSweepRequest& request) {
    const auto response = coordinator_->GetSweep(request);
    EXPECT_OK(response);
    return response.ok() ? *response : v1::GetSweepResponse();
  }

  // Executes everything; each number found has a unit of `bytes`.
  void WorkThroughWith(std::size_t bytes) {
    while (const auto lease = Lease(w_)) {
      v1::CompleteAttemptRequest result = ResultOf(*lease);
      if (result.observables_size() > 0) {
        result.mutable_observables(0)->set_unit(std::string(bytes, 'u'));
      }
      for (const std::string& sha256 :
           {result.end_state_sha256(), result.curve_sha256()}) {
        if (!sha256.empty()) AddArtifact(sha256);
      }
      ASSERT_OK(Report(w_, result));
    }
  }

  const std::string w_;
};

TEST_F(SegmentReportTest, PagesHaveAllSegmentsOnceHoweverLargeTheyAre) {
  v1::GetSweepRequest request;
  request.set_sweep_id(Submit(kCycles, "a"));
  WorkThroughWith(8192);
  std::set<std::int64_t> ids;
  int observables = 0;
  int pages = 0;
  do {
    const v1::GetSweepResponse page = Get(request);
    EXPECT_LT(page.ByteSizeLong(), 4u << 20);  // what gRPC lets through
    EXPECT_EQ(page.has_spec(), pages == 0);
    for (const v1::Segment& segment : page.segments()) {
      EXPECT_TRUE(ids.insert(segment.segment_id()).second);
      observables += segment.observables_size();
    }
    ++pages;
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(ids.size(), 1004u);
  EXPECT_EQ(observables, 1002);  // of all but the first two, which are instant
  EXPECT_EQ(pages, 3);
}

TEST_F(SegmentReportTest, APageHasAsManyAsAreAskedFor) {
  v1::GetSweepRequest request;
  request.set_sweep_id(Submit(kCycles, "a"));
  request.set_page_size(1000);
  const v1::GetSweepResponse first = Get(request);
  EXPECT_EQ(first.segments_size(), 1000);
  request.set_page_token(first.next_page_token());
  const v1::GetSweepResponse last = Get(request);
  EXPECT_EQ(last.segments_size(), 4);
  EXPECT_EQ(last.next_page_token(), "");
  request.set_page_size(-1);
  EXPECT_THAT(coordinator_->GetSweep(request),
              StatusIs(absl::StatusCode::kInvalidArgument, _));
}

TEST_F(SegmentReportTest, WithoutObservablesMoreSegmentsFitIntoAPage) {
  v1::GetSweepRequest request;
  request.set_sweep_id(Submit(kCycles, "a"));
  WorkThroughWith(8192);
  request.set_without_observables(true);
  const v1::GetSweepResponse all = Get(request);
  EXPECT_EQ(all.segments_size(), 1004);
  EXPECT_EQ(all.next_page_token(), "");
  EXPECT_EQ(all.segments(1003).observables_size(), 0);
}

TEST_F(SegmentReportTest, OneSegmentCanBeAskedFor) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const v1::Segment ramp = SegmentAt(id, "sample/ramp to 300 K");
  v1::GetSweepRequest request;
  request.set_sweep_id(id);
  request.set_segment_id(ramp.segment_id());
  const v1::GetSweepResponse one = Get(request);
  ASSERT_EQ(one.segments_size(), 1);
  EXPECT_EQ(one.segments(0).SerializeAsString(), ramp.SerializeAsString());
  EXPECT_EQ(one.next_page_token(), "");
  request.set_segment_id(1000);
  EXPECT_THAT(coordinator_->GetSweep(request),
              StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(SegmentReportTest, StepsDoneAreThoseOfTheWorkerOrOfTheCheckpoint) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const v1::Lease ramp = WorkUpTo(w_, "sample/ramp to 300 K");
  const auto steps_done = [&] {
    return SegmentAt(id, "sample/ramp to 300 K").steps_done();
  };
  EXPECT_EQ(steps_done(), 0);
  ASSERT_OK(Checkpoint(w_, ramp, 20));
  EXPECT_EQ(steps_done(), 20);
  v1::HeartbeatRequest heartbeat;
  heartbeat.set_session(w_);
  *heartbeat.add_progress()->mutable_id() = ramp.id();
  heartbeat.mutable_progress(0)->set_steps_done(30);
  ASSERT_OK(coordinator_->Heartbeat(heartbeat, now_));
  EXPECT_EQ(steps_done(), 30);
  ASSERT_OK(Return(w_, ramp));
  EXPECT_EQ(steps_done(), 20);
  WorkThrough(w_);
  const v1::Segment done = SegmentAt(id, "sample/ramp to 300 K");
  EXPECT_EQ(done.steps_done(), done.steps());
}

TEST_F(SegmentReportTest, ADivergenceNamesBothWorkers) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const v1::Lease first = *Lease(w_);
  now_ += 2 * kTimeToLive;
  ASSERT_OK(coordinator_->ExpireLeases(now_));
  const std::string other = Register("other");
  ASSERT_OK(Complete(other, *Lease(other)));
  v1::CompleteAttemptRequest late = ResultOf(first);
  late.set_end_state_sha256(Sha256Of("sick"));
  EXPECT_THAT(Report(w_, late), StatusIs(absl::StatusCode::kAborted, _));
  const v1::Segment segment = SegmentAt(id, first.label());
  ASSERT_EQ(segment.divergences_size(), 1);
  const v1::Divergence& divergence = segment.divergences(0);
  EXPECT_EQ(divergence.worker(), "w");
  EXPECT_EQ(divergence.kept_worker(), "other");
  EXPECT_EQ(divergence.attempt(), 1);
  EXPECT_EQ(divergence.other_sha256(), Sha256Of("sick"));
  EXPECT_EQ(divergence.kept_sha256(), segment.end_state_sha256());
  EXPECT_EQ(divergence.observed().seconds(), absl::ToUnixSeconds(now_));
}

}  // namespace
}  // namespace lehr::server
