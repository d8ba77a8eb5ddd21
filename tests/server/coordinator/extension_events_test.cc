// Coordinator: points are added to a sweep.

#include <string>

#include <absl/strings/str_replace.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/coordinator/coordinator.h"
#include "tests/proto/plan/sweeps.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// kAnnealed with other temperatures.
std::string Annealed(const std::string& kelvins) {
  return absl::StrReplaceAll(kAnnealed, {{"600, 900", kelvins}});
}

class ExtensionEventsTest : public CoordinatorTest {
 protected:
  absl::StatusOr<v1::ExtendSweepResponse> TryExtend(std::int64_t sweep_id,
                                                    const std::string& text,
                                                    bool dry_run = false,
                                                    int replicas = 1) {
    v1::ExtendSweepRequest request;
    request.set_sweep_id(sweep_id);
    request.set_dry_run(dry_run);
    *request.mutable_spec() = plan::ParseSweep(plan::kSample + text);
    if (replicas > 1) request.mutable_spec()->set_replicas(replicas);
    const auto plan = plan::MakePlan(request.spec());
    if (!plan.ok()) return plan.status();
    auto response = coordinator_->ExtendSweep(request, *plan, now_);
    Check();
    return response;
  }
  v1::ExtendSweepResponse Extend(std::int64_t sweep_id, const std::string& text,
                                 int replicas = 1) {
    const auto response = TryExtend(sweep_id, text, false, replicas);
    EXPECT_OK(response);
    return response.ok() ? *response : v1::ExtendSweepResponse();
  }

  std::string PointText(std::int64_t sweep_id, int number) {
    const v1::PointResult point =
        ResultsOf(sweep_id)[static_cast<std::size_t>(number)];
    std::string text = point.treatment();
    for (const auto& parameter : point.parameters()) {
      text += " " + std::to_string(static_cast<int>(parameter.value()));
    }
    return text + " " + std::to_string(point.replica());
  }
};

TEST_F(ExtensionEventsTest, PointsKeepTheirNumbersAndNewOnesFollow) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const v1::ExtendSweepResponse extended =
      Extend(id, Annealed("500, 600, 700, 900"));
  EXPECT_EQ(extended.added().points(), 2);
  EXPECT_EQ(extended.sweep().points(), 5);
  EXPECT_EQ(PointText(id, 0), "as_cast 0");
  EXPECT_EQ(PointText(id, 1), "annealed 600 0");
  EXPECT_EQ(PointText(id, 2), "annealed 900 0");
  EXPECT_EQ(PointText(id, 3), "annealed 500 0");
  EXPECT_EQ(PointText(id, 4), "annealed 700 0");
}

TEST_F(ExtensionEventsTest, NothingIsComputedTwice) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const std::vector<std::string> before = WorkThrough(w);
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_DONE);
  const v1::ExtendSweepResponse extended =
      Extend(id, Annealed("600, 700, 900"));
  EXPECT_EQ(extended.sweep().state(), v1::SWEEP_STATE_RUNNING);
  const std::vector<std::string> after = WorkThrough(w);
  EXPECT_EQ(after.size(),
            static_cast<std::size_t>(extended.added().segments() -
                                     extended.added().segments_done()));
  EXPECT_LT(after.size(), before.size());
  const v1::Sweep sweep = SweepOf(id);
  EXPECT_EQ(sweep.state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(sweep.points_done(), 4);
  EXPECT_TRUE(sweep.has_ended());
}

TEST_F(ExtensionEventsTest, TheEndIsThatOfOneSubmissionOfEverything) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  WorkUpTo(w, "annealed/hold 600 K");
  Extend(id, Annealed("600, 700, 900"), 2);
  now_ += 10 * kTimeToLive;
  ASSERT_OK(coordinator_->ExpireLeases(now_));
  WorkThrough(Register("x"));
  const std::int64_t whole = Submit(Annealed("600, 700, 900"), "b");
  const v1::Sweep sweep = SweepOf(id);
  EXPECT_EQ(sweep.points(), 8);
  EXPECT_EQ(sweep.points_done(), 8);
  EXPECT_EQ(SweepOf(whole).state(), v1::SWEEP_STATE_DONE) << "all is shared";
  for (const v1::PointResult& point : ResultsOf(id)) {
    EXPECT_EQ(point.state(), v1::SWEEP_STATE_DONE);
    // Each is compared to the as_cast of its own replica.
    const bool is_baseline = point.treatment() == "as_cast";
    EXPECT_EQ(point.observables_size(), is_baseline ? 1 : 2);
  }
}

TEST_F(ExtensionEventsTest, ARunningSweepGoesOnWithMore) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  Extend(id, Annealed("600, 700, 900"));
  EXPECT_THAT(Heartbeat(w, {*lease}), IsEmpty());
  ASSERT_OK(Complete(w, *lease));
  WorkThrough(w);
  EXPECT_EQ(SweepOf(id).points_done(), 4);
}

TEST_F(ExtensionEventsTest, ADryRunChangesNothingAndSaysTheSame) {
  const std::int64_t id = Submit(kAnnealed, "a");
  WorkThrough(Register("w"));
  const auto dry = TryExtend(id, Annealed("600, 700, 900"), /*dry_run=*/true);
  ASSERT_OK(dry);
  EXPECT_EQ(dry->sweep().state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(dry->sweep().points(), 3);
  EXPECT_THAT(ResultsOf(id), SizeIs(3));
  const v1::ExtendSweepResponse real = Extend(id, Annealed("600, 700, 900"));
  EXPECT_EQ(dry->added().SerializeAsString(), real.added().SerializeAsString());
  EXPECT_GT(real.added().atom_steps().to_do(), 0);
  EXPECT_EQ(real.added().atom_steps().to_do(),
            real.added().atom_steps().shared());
}

TEST_F(ExtensionEventsTest, ARepeatAddsNothing) {
  const std::int64_t id = Submit(kAnnealed, "a");
  Extend(id, Annealed("600, 700, 900"));
  const std::string w = Register("w");
  WorkThrough(w);
  const v1::ExtendSweepResponse repeat = Extend(id, Annealed("600, 700, 900"));
  EXPECT_EQ(repeat.added().points(), 0);
  EXPECT_EQ(repeat.added().atom_steps().to_do(), 0);
  EXPECT_EQ(repeat.sweep().state(), v1::SWEEP_STATE_DONE);
  EXPECT_THAT(WorkThrough(w), IsEmpty());
}

TEST_F(ExtensionEventsTest, APointThatTheFileLacksIsNamed) {
  const std::int64_t id = Submit(kAnnealed, "a");
  EXPECT_THAT(TryExtend(id, Annealed("600, 700")),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("point 2 (annealed, kelvin 900, replica 0) as "
                                 "it is, found none")));
  EXPECT_EQ(SweepOf(id).points(), 3);
}

TEST_F(ExtensionEventsTest, AnotherWayToThePointIsNamedFieldByField) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string longer = absl::StrReplaceAll(
      Annealed("600, 900, 950"), {{"time_ps { number: 1 } } } }\n  test",
                                   "time_ps { number: 5 } } } }\n  test"}});
  ASSERT_NE(longer, Annealed("600, 900, 950"));
  EXPECT_THAT(TryExtend(id, longer),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("point 1 (annealed, kelvin 600"),
                             HasSubstr("time [ps]: expected 1 (500 steps), "
                                       "found 5 (2500 steps)"))));
}

TEST_F(ExtensionEventsTest, WhatHasFailedStaysSoUntilItIsTriedAgain) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = WorkUpTo(w, "annealed/hold 600 K");
  ASSERT_OK(Fail(w, lease, absl::StatusCode::kOutOfRange, "atom 5 is lost"));
  WorkThrough(w);
  ASSERT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_FAILED);
  Extend(id, Annealed("600, 700, 900"));
  EXPECT_EQ(SweepOf(id).segments().failed(), 1);
  EXPECT_THAT(WorkThrough(w), Not(IsEmpty()));
  const v1::Sweep sweep = SweepOf(id);
  EXPECT_EQ(sweep.state(), v1::SWEEP_STATE_FAILED);
  EXPECT_EQ(sweep.points_done(), 3);
}

// Found by the simulation, seed 405.
TEST_F(ExtensionEventsTest, WhatWasCancelledAfterItsEndIsOpenedAgain) {
  const std::string w = Register("w");
  const std::int64_t id = Submit(Annealed("600, 900"), "a");
  ASSERT_OK(
      Fail(w, *Lease(w), absl::StatusCode::kInvalidArgument, "impossible"));
  ASSERT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_FAILED);
  v1::CancelSweepRequest cancel;
  cancel.set_sweep_id(Submit(Annealed("600, 900"), "b"));
  ASSERT_OK(coordinator_->CancelSweep(cancel, now_));
  Extend(id, Annealed("600, 900, 700"));
  EXPECT_FALSE(WorkThrough(w).empty());
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(ExtensionEventsTest, ACancelledSweepIsNotExtended) {
  const std::int64_t id = Submit(kAnnealed, "a");
  v1::CancelSweepRequest cancel;
  cancel.set_sweep_id(id);
  ASSERT_OK(coordinator_->CancelSweep(cancel, now_));
  EXPECT_THAT(TryExtend(id, Annealed("600, 700, 900")),
              StatusIs(absl::StatusCode::kFailedPrecondition, _));
  EXPECT_THAT(TryExtend(99, kAnnealed),
              StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(ExtensionEventsTest, TheSpecIsTheNewOneAndTheOldOneIsKept) {
  const std::int64_t id = Submit(kAnnealed, "a");
  Extend(id, Annealed("600, 700, 900"));
  v1::GetSweepRequest request;
  request.set_sweep_id(id);
  const auto sweep = coordinator_->GetSweep(request);
  ASSERT_OK(sweep);
  EXPECT_EQ(sweep->spec().treatments(1).parameters(0).list().values_size(), 3);
  Statement row = database_->Query(
      "SELECT points, spec FROM sweep_extensions WHERE sweep_id = ?1", id);
  ASSERT_TRUE(row.Step());
  EXPECT_EQ(row.Int(0), 3);
  v1::SweepSpec before;
  ASSERT_TRUE(before.ParseFromString(row.Bytes(1)));
  EXPECT_EQ(before.treatments(1).parameters(0).list().values_size(), 2);
  EXPECT_FALSE(row.Step());
}

TEST_F(ExtensionEventsTest, TheFirstSubmissionMayStillBeRepeated) {
  const std::int64_t id = Submit(kAnnealed, "a");
  Extend(id, Annealed("600, 700, 900"));
  const auto repeat = TrySubmit(kAnnealed, "a");
  ASSERT_OK(repeat);
  EXPECT_EQ(repeat->sweep_id(), id);
}

TEST_F(ExtensionEventsTest, AShorterHoldBecomesTheBeginningOfALongerOne) {
  const std::string holds = R"(
    treatments {
      name: "annealed"
      parameters { name: "ps" list { values: [4] } }
      stages { hold { temperature_kelvin { number: 600 }
                      time_ps { parameter: "ps" } } } }
    test { measure { measures { energy { time_ps { number: 1 } } } } })";
  const std::int64_t id = Submit(holds, "a");
  Extend(id, absl::StrReplaceAll(holds, {{"[4]", "[2, 4]"}}));
  v1::GetSweepRequest request;
  request.set_sweep_id(id);
  const auto sweep = coordinator_->GetSweep(request);
  ASSERT_OK(sweep);
  int continued = 0;
  for (const v1::Segment& segment : sweep->segments()) {
    continued += segment.continues_segment_id() != 0 ? 1 : 0;
  }
  EXPECT_EQ(continued, 1);
  WorkThrough(Register("w"));
  EXPECT_EQ(SweepOf(id).points_done(), 2);
}

}  // namespace
}  // namespace lehr::server
