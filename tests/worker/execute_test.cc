#include "worker/execute.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/log.h"
#include "tests/worker/executor_fixture.h"
#include "worker/curve.h"

namespace lehr::worker {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kSteps = 400;

TEST_F(ExecutorTest, CreatesALattice) {
  const auto outcome = Execute(LeaseOf(CreateWork()));
  ASSERT_OK(outcome);
  ASSERT_TRUE(outcome->end_state.has_value());
  EXPECT_EQ(outcome->atoms, 108);
  EXPECT_EQ(outcome->end_state->elements, std::vector<std::string>{"Cu"});
  EXPECT_NEAR(outcome->end_state->masses[0], 63.546, 1e-9);
  EXPECT_NEAR(outcome->end_state->box.lengths[1], 3 * kToyLatticeConstant,
              1e-12);
  EXPECT_FALSE(outcome->curve.has_value());
  EXPECT_EQ(outcome->steps_taken, 0);
}

TEST_F(ExecutorTest, ReplicatesAndOpensSurfaces) {
  v1::Work replicate;
  v1::Counts& counts = *replicate.mutable_advance()
                            ->mutable_law()
                            ->mutable_replicate()
                            ->mutable_counts();
  counts.set_x(2);
  counts.set_y(1);
  counts.set_z(1);
  const std::string twice = After(replicate, Crystal());
  v1::Work surface;
  surface.mutable_advance()->mutable_law()->mutable_surface()->set_axis(
      v1::AXIS_X);
  const auto slab = Execute(LeaseOf(surface, twice));
  ASSERT_OK(slab);
  EXPECT_EQ(slab->atoms, 216);
  EXPECT_FALSE(slab->end_state->box.periodic[0]);
  EXPECT_NEAR(slab->end_state->bulk_lengths[0], 6 * kToyLatticeConstant, 1e-12);
}

TEST_F(ExecutorTest, DynamicsRecordsACurve) {
  const auto outcome =
      Execute(LeaseOf(DynamicsWork(HoldLaw(300), kSteps), Warm(600)));
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->steps_taken, kSteps);
  EXPECT_EQ(outcome->end_state->law_step, kSteps);
  ASSERT_TRUE(outcome->curve.has_value());
  EXPECT_EQ(RecordSteps(*outcome->curve, kSteps), 10);
}

TEST_F(ExecutorTest, TheNextLawBeginsAtItsFirstStep) {
  // The end state of a law carries its steps and thermostat; work that starts
  // there is a new law all the same.
  const std::string held = After(DynamicsWork(HoldLaw(300), 50), Warm(600));
  const auto outcome = Execute(LeaseOf(DynamicsWork(HoldLaw(500), 30), held));
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->end_state->law_step, 30);
  EXPECT_EQ(outcome->steps_taken, 30);
}

TEST_F(ExecutorTest, ResumedEqualsUndisturbed) {
  v1::Lease lease =
      LeaseOf(DynamicsWork(PullLaw(300, 0.01), kSteps), Warm(600));
  SnapshotList snapshots(true);
  const auto undisturbed = Execute(lease, 1, &snapshots);
  ASSERT_OK(undisturbed);
  ASSERT_FALSE(snapshots.snapshots.empty());
  for (const Snapshot& snapshot : snapshots.snapshots) {
    SCOPED_TRACE(snapshot.step);
    ASSERT_LT(snapshot.step, kSteps);
    v1::Checkpoint& checkpoint = *lease.mutable_checkpoint();
    checkpoint.set_step(snapshot.step);
    checkpoint.set_state_sha256(Keep(snapshot.state));
    checkpoint.set_curve_sha256(Keep(snapshot.curve.SerializeAsString()));
    const auto resumed = Execute(lease);
    ASSERT_OK(resumed);
    EXPECT_EQ(resumed->steps_taken, kSteps - snapshot.step);
    EXPECT_EQ(md::EncodeState(*resumed->end_state),
              md::EncodeState(*undisturbed->end_state));
    EXPECT_EQ(resumed->curve->SerializeAsString(),
              undisturbed->curve->SerializeAsString());
  }
}

TEST_F(ExecutorTest, ContinuesAtTheIntervalOfTheCheckpoint) {
  v1::Lease lease = LeaseOf(DynamicsWork(HoldLaw(300), 100), Warm(600));
  const auto first = Execute(lease);
  ASSERT_OK(first);
  // The end of a shorter run of the same law is a checkpoint of the longer; it
  // was recorded every 10 steps.
  lease.mutable_work()->mutable_advance()->set_steps(200);
  lease.set_record_steps(25);
  v1::Checkpoint& checkpoint = *lease.mutable_checkpoint();
  checkpoint.set_step(100);
  checkpoint.set_state_sha256(Keep(*first->end_state));
  checkpoint.set_curve_sha256(Keep(first->curve->SerializeAsString()));
  const auto longer = Execute(lease);
  ASSERT_OK(longer);
  EXPECT_EQ(longer->steps_taken, 100);
  EXPECT_EQ(RecordSteps(*longer->curve, 200), 10);
}

TEST_F(ExecutorTest, BeginsAgainIfTheCheckpointIsOfNoUse) {
  SetLogThreshold(Severity::kError);
  v1::Lease lease = LeaseOf(DynamicsWork(HoldLaw(300), 100), Warm(600));
  const auto whole = Execute(lease);
  ASSERT_OK(whole);
  const auto expect_all_again = [&] {
    const auto again = Execute(lease);
    ASSERT_OK(again);
    EXPECT_EQ(again->steps_taken, 100);
    EXPECT_EQ(md::EncodeState(*again->end_state),
              md::EncodeState(*whole->end_state));
  };
  v1::Checkpoint& checkpoint = *lease.mutable_checkpoint();
  checkpoint.set_step(50);
  checkpoint.set_state_sha256("lost");
  checkpoint.set_curve_sha256("lost");
  expect_all_again();
  checkpoint.set_state_sha256(Keep("no state"));
  expect_all_again();
  checkpoint.set_state_sha256(Keep(*whole->end_state));  // of another step
  expect_all_again();
  // Between two records: the next row would be a mean of fewer steps.
  lease.mutable_work()->mutable_advance()->set_steps(105);
  const auto odd = Execute(lease);
  ASSERT_OK(odd);
  checkpoint.set_step(105);
  checkpoint.set_state_sha256(Keep(*odd->end_state));
  checkpoint.set_curve_sha256(Keep(odd->curve->SerializeAsString()));
  lease.mutable_work()->mutable_advance()->set_steps(100);
  expect_all_again();
  SetLogThreshold(Severity::kInfo);
}

TEST_F(ExecutorTest, SameBitsOnOneAndTwoThreads) {
  const v1::Lease lease =
      LeaseOf(DynamicsWork(PullLaw(300, 0.01), kSteps), Warm(600));
  const auto one = Execute(lease, 1);
  const auto two = Execute(lease, 2);
  ASSERT_OK(one);
  ASSERT_OK(two);
  EXPECT_EQ(md::EncodeState(*one->end_state), md::EncodeState(*two->end_state));
  EXPECT_EQ(one->curve->SerializeAsString(), two->curve->SerializeAsString());
}

TEST_F(ExecutorTest, SavesBeforeLeaving) {
  const v1::Lease lease =
      LeaseOf(DynamicsWork(HoldLaw(300), 1'000'000'000), Warm(600));
  AttemptControl control(lease.id());
  SnapshotList snapshots(true);
  snapshots.on_save = [&] {
    if (snapshots.snapshots.size() == 2) control.Stop(StopReason::kLeaving);
  };
  const auto outcome = Execute(lease, 1, &snapshots, &control);
  EXPECT_TRUE(absl::IsCancelled(outcome.status())) << outcome.status();
  ASSERT_EQ(snapshots.snapshots.size(), 3U);
  const Snapshot& last = snapshots.snapshots.back();
  EXPECT_GE(last.step, snapshots.snapshots[1].step);
  EXPECT_EQ(RecordSteps(last.curve, last.step), 10);
  EXPECT_EQ(last.state.law_step, last.step);
}

TEST_F(ExecutorTest, SavesNothingForAnAttemptThatWasCancelled) {
  const v1::Lease lease =
      LeaseOf(DynamicsWork(HoldLaw(300), 1'000'000'000), Warm(600));
  AttemptControl control(lease.id());
  SnapshotList snapshots(true);
  snapshots.on_save = [&] { control.Stop(StopReason::kCancelled); };
  const auto outcome = Execute(lease, 1, &snapshots, &control);
  EXPECT_TRUE(absl::IsCancelled(outcome.status())) << outcome.status();
  EXPECT_EQ(snapshots.snapshots.size(), 1U);
}

TEST_F(ExecutorTest, Minimizes) {
  v1::Work work;
  v1::MinimizeLaw& law =
      *work.mutable_advance()->mutable_law()->mutable_minimize();
  law.set_force_tolerance_ev_per_angstrom(1e-4);
  const std::string shaken = After(DynamicsWork(HoldLaw(300), 100), Warm(600));
  const auto outcome = Execute(LeaseOf(work, shaken));
  ASSERT_OK(outcome);
  EXPECT_GT(outcome->steps_taken, 0);
  EXPECT_EQ(outcome->atoms, 108);
  ASSERT_TRUE(outcome->end_state.has_value());
  EXPECT_EQ(outcome->end_state->law_step, 0);
}

TEST_F(ExecutorTest, SaysWhatIsMissing) {
  v1::Lease lease = LeaseOf(DynamicsWork(HoldLaw(300), 10), "nowhere");
  EXPECT_THAT(Execute(lease), StatusIs(absl::StatusCode::kNotFound,
                                       HasSubstr("start state: artifact")));
  lease = LeaseOf(DynamicsWork(HoldLaw(300), 10), Crystal());
  lease.set_potential_sha256("nothing");
  EXPECT_THAT(Execute(lease), StatusIs(absl::StatusCode::kNotFound,
                                       HasSubstr("toy.eam.alloy: artifact")));
  lease = LeaseOf(v1::Work(), Crystal());
  EXPECT_THAT(Execute(lease), StatusIs(absl::StatusCode::kInvalidArgument,
                                       HasSubstr("there is no")));
  lease = LeaseOf(DynamicsWork(HoldLaw(300), 0), Crystal());
  EXPECT_THAT(Execute(lease),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("steps")));
}

TEST_F(ExecutorTest, TheEnginesErrorComesThrough) {
  v1::DynamicsLaw law = HoldLaw(300);
  law.set_time_step_fs(500);  // atoms fly through each other
  const auto outcome = Execute(LeaseOf(DynamicsWork(law, 1000), Warm(2000)));
  EXPECT_TRUE(absl::IsOutOfRange(outcome.status())) << outcome.status();
}

}  // namespace
}  // namespace lehr::worker
