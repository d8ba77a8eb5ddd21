#include "server/coordinator/provenance.h"

#include <set>
#include <string>

#include <gmock/gmock.h>

#include "proto/support/version.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::HasSubstr;

class ProvenanceTest : public CoordinatorTest {
 protected:
  absl::StatusOr<v1::GetProvenanceResponse> ProvenanceOf(std::int64_t sweep_id,
                                                         int point) {
    v1::GetProvenanceRequest request;
    request.set_sweep_id(sweep_id);
    request.set_point(point);
    return coordinator_->GetProvenance(request);
  }
};

TEST_F(ProvenanceTest, EveryStepStandsBehindWhatItStartsFrom) {
  const std::int64_t id = Submit(kMeasured, "a");
  const std::string worker = Register("w");
  WorkThrough(worker);
  for (const v1::PointResult& point : ResultsOf(id)) {
    const auto provenance = ProvenanceOf(id, point.point());
    ASSERT_OK(provenance);
    EXPECT_EQ(provenance->point().point(), point.point());
    EXPECT_EQ(provenance->numerics_version(), kNumericsVersion);
    EXPECT_EQ(provenance->potential().sha256(), TestPotentialSha256());
    EXPECT_EQ(provenance->spec().name(), provenance->sweep().name());
    std::set<std::int64_t> seen;
    for (const v1::ProvenanceStep& step : provenance->steps()) {
      const v1::Segment& segment = step.segment();
      EXPECT_TRUE(segment.parent_segment_id() == 0 ||
                  seen.contains(segment.parent_segment_id()));
      EXPECT_TRUE(seen.insert(segment.segment_id()).second);
      EXPECT_EQ(step.start_state_key().empty(),
                segment.parent_segment_id() == 0);
      ASSERT_EQ(step.attempts_size(), 1);
      EXPECT_EQ(step.attempts(0).worker(), "w");
      EXPECT_EQ(step.attempts(0).state(), "SUCCEEDED");
      EXPECT_TRUE(step.attempts(0).has_ended());
    }
    EXPECT_FALSE(seen.empty());
  }
}

// The pulled point's stress is a part of as_cast's yield stress: what measured
// that is there, and the number that came of it.
TEST_F(ProvenanceTest, MeasurementsWhoseNumbersEnteredALawAreThere) {
  const std::int64_t id = Submit(kPulled, "a");
  const std::string worker = Register("w");
  WorkThrough(worker);
  const auto provenance = ProvenanceOf(id, 1);
  ASSERT_OK(provenance);
  int measured = 0;
  bool has_yield_stress = false;
  for (const v1::ProvenanceStep& step : provenance->steps()) {
    for (const v1::MeasuredNumber& number : step.segment().measured()) {
      EXPECT_EQ(number.observable(), "yield_stress");
      EXPECT_TRUE(number.has_value());
      // The law has it, too, and no reference any more.
      EXPECT_EQ(step.work().DebugString().find("yield_stress"),
                std::string::npos);
      ++measured;
    }
    for (const v1::Observable& observable : step.segment().observables()) {
      if (observable.name() == "yield_stress" && measured == 0) {
        has_yield_stress = true;
      }
    }
  }
  EXPECT_GT(measured, 0);
  EXPECT_TRUE(has_yield_stress);
}

TEST_F(ProvenanceTest, FailedAttemptsAreKept) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string worker = Register("w");
  const auto lease = Lease(worker);
  ASSERT_TRUE(lease.has_value());
  ASSERT_OK(Fail(worker, *lease, absl::StatusCode::kUnavailable, "away"));
  now_ += absl::Hours(1);
  const std::string other = Register("other");
  WorkThrough(other);
  const auto provenance = ProvenanceOf(id, 0);
  ASSERT_OK(provenance);
  const v1::ProvenanceStep& first = provenance->steps(0);
  ASSERT_EQ(first.attempts_size(), 2);
  EXPECT_EQ(first.attempts(0).state(), "FAILED");
  EXPECT_EQ(first.attempts(0).message(), "away");
  EXPECT_EQ(first.attempts(1).worker(), "other");
}

TEST_F(ProvenanceTest, WhatThereIsNotIsNotFound) {
  const std::int64_t id = Submit(kAnnealed, "a");
  EXPECT_THAT(ProvenanceOf(id, 3),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no point 3")));
  EXPECT_THAT(ProvenanceOf(id, -1),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("")));
  EXPECT_THAT(ProvenanceOf(id + 1, 0),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no sweep")));
}

}  // namespace
}  // namespace lehr::server
