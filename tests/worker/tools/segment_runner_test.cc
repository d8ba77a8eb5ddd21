#include "worker/tools/segment_runner.h"

#include <string>
#include <string_view>

#include <gmock/gmock.h>

#include "lehr/md/state_file.h"
#include "proto/plan/stage_plan.h"
#include "tests/worker/executor_fixture.h"
#include "tests/worker/tools/tool_fixture.h"

namespace lehr::worker {
namespace {

// Executors with artifacts in memory, and files of the toy metal.
class SegmentRunnerTest : public ExecutorTest {
 protected:
  SegmentRunnerTest() {
    const std::string path = (MakeTestFolder() / "toy.eam.alloy").string();
    EXPECT_OK(WriteFileDurably(path, ToyMetal()));
    const auto source = ReadPotential(path);
    EXPECT_OK(source);
    potential_ = *source;
  }

  // A hold of 100 steps and a pull of 50, with a row each 10 steps.
  static plan::Plan HoldAndPull() {
    v1::SweepSpec spec;
    spec.mutable_settings()->set_record_ps(0.02);
    v1::HoldStage& hold = *spec.add_sample()->mutable_hold();
    hold.mutable_temperature_kelvin()->set_number(300);
    hold.mutable_time_ps()->set_number(0.2);
    v1::DeformStage& pull = *spec.add_sample()->mutable_deform();
    pull.mutable_rate_per_second()->set_number(1e11);
    pull.mutable_to_strain()->set_number(0.01);
    v1::StressStrainMeasure& measure = *spec.add_sample()
                                            ->mutable_measure()
                                            ->add_measures()
                                            ->mutable_stress_strain();
    measure.mutable_yield_window_strain()->set_number(0.01);
    measure.mutable_flow_from_strain()->set_number(0.005);
    measure.mutable_flow_to_strain()->set_number(0.01);
    auto plan = plan::PlanStages(
        spec, {.atoms = static_cast<std::int64_t>(ToyAlloy().atoms.size()),
               .at_rest = false});
    EXPECT_OK(plan);
    return *std::move(plan);
  }

  // A state that is saved, a pull, and what that did to the atoms. With `again`
  // the state after the pull gets the same name.
  static plan::Plan PullAndCompare(bool again) {
    v1::SweepSpec spec;
    v1::HoldStage& hold = *spec.add_sample()->mutable_hold();
    hold.mutable_temperature_kelvin()->set_number(300);
    hold.mutable_time_ps()->set_number(0.1);
    spec.add_sample()->mutable_save()->set_name("relaxed");
    v1::DeformStage& pull = *spec.add_sample()->mutable_deform();
    pull.mutable_rate_per_second()->set_number(1e11);
    pull.mutable_to_strain()->set_number(0.03);
    // The latest state is another one.
    spec.add_sample()->mutable_minimize();
    if (again) spec.add_sample()->mutable_save()->set_name("relaxed");
    v1::MeasureStage& measure = *spec.add_sample()->mutable_measure();
    v1::LocalStrainMeasure& strain =
        *measure.add_measures()->mutable_local_strain();
    strain.set_reference("relaxed");
    strain.mutable_cutoff_angstrom()->set_number(3.1);
    measure.add_measures()->mutable_structure();
    auto plan = plan::PlanStages(
        spec, {.atoms = static_cast<std::int64_t>(ToyAlloy().atoms.size()),
               .at_rest = false});
    EXPECT_OK(plan);
    return *std::move(plan);
  }

  PotentialSource potential_;
};

double ValueOf(const Outcome& outcome, std::string_view name) {
  for (const v1::Observable& observable : outcome.observables) {
    if (observable.name() == name) return observable.value();
  }
  ADD_FAILURE() << "no " << name;
  return 0;
}

TEST_F(SegmentRunnerTest, SameBitsAsLeasesThatWereInterrupted) {
  const plan::Plan plan = HoldAndPull();
  ASSERT_EQ(plan.segments.size(), 3U);
  SegmentRunner runner(potential_, ToyAlloy(), 2);
  std::string start = Keep(ToyAlloy());
  for (const plan::PlannedSegment& segment : plan.segments) {
    AttemptControl control{v1::AttemptId()};
    const auto whole = runner.Run(segment, &control);
    ASSERT_OK(whole);
    if (!whole->end_state.has_value()) continue;
    v1::Lease lease = LeaseOf(segment.work, start);
    lease.set_record_steps(segment.record_steps);
    SnapshotList snapshots(true);
    ASSERT_OK(Execute(lease, 1, &snapshots));
    ASSERT_FALSE(snapshots.snapshots.empty());
    const Snapshot& middle =
        snapshots.snapshots[snapshots.snapshots.size() / 2];
    v1::Checkpoint& checkpoint = *lease.mutable_checkpoint();
    checkpoint.set_step(middle.step);
    checkpoint.set_state_sha256(Keep(middle.state));
    checkpoint.set_curve_sha256(Keep(middle.curve.SerializeAsString()));
    const auto resumed = Execute(lease, 1);
    ASSERT_OK(resumed);
    EXPECT_LT(resumed->steps_taken, whole->steps_taken);
    EXPECT_EQ(md::EncodeState(*resumed->end_state),
              md::EncodeState(*whole->end_state));
    EXPECT_EQ(resumed->curve->SerializeAsString(),
              whole->curve->SerializeAsString());
    start = Keep(*resumed->end_state);
  }
}

TEST_F(SegmentRunnerTest, MeasurementsGetTheCurvesThatTheyRead) {
  const plan::Plan plan = HoldAndPull();
  SegmentRunner runner(potential_, ToyAlloy(), 1);
  absl::StatusOr<Outcome> last;
  for (const plan::PlannedSegment& segment : plan.segments) {
    AttemptControl control{v1::AttemptId()};
    last = runner.Run(segment, &control);
    ASSERT_OK(last);
  }
  EXPECT_FALSE(last->end_state.has_value());
  EXPECT_EQ(last->observables.front().name(), "yield_stress");
}

TEST_F(SegmentRunnerTest, MeasurementsGetTheSavedStateThatTheyCompareWith) {
  const plan::Plan plan = PullAndCompare(false);
  ASSERT_EQ(plan.segments.size(), 5U);
  SegmentRunner runner(potential_, ToyAlloy(), 1);
  std::string start = Keep(ToyAlloy());
  std::string relaxed;
  for (const plan::PlannedSegment& segment : plan.segments) {
    AttemptControl control{v1::AttemptId()};
    const auto outcome = runner.Run(segment, &control);
    ASSERT_OK(outcome) << segment.label;
    if (outcome->end_state.has_value()) {
      start = Keep(*outcome->end_state);
      if (!segment.saved_as.empty()) relaxed = start;
    }
    if (!segment.work.measurement().has_local_strain()) continue;
    // The same bits as of a lease that names both states.
    v1::Lease lease = LeaseOf(segment.work, start);
    lease.set_reference_state_sha256(relaxed);
    const auto leased = Execute(lease);
    ASSERT_OK(leased);
    EXPECT_EQ(ValueOf(*outcome, "strain_mean"),
              ValueOf(*leased, "strain_mean"));
    // Along y by 3 %, along x and z less by some third of it: eta_Mises is
    // about 0.03 * (1 + 1/3) / sqrt(3).
    EXPECT_NEAR(ValueOf(*outcome, "strain_mean"), 0.023, 0.006);
  }
}

TEST_F(SegmentRunnerTest, TheLastStateOfANameCounts) {
  const plan::Plan plan = PullAndCompare(true);
  SegmentRunner runner(potential_, ToyAlloy(), 1);
  for (const plan::PlannedSegment& segment : plan.segments) {
    AttemptControl control{v1::AttemptId()};
    const auto outcome = runner.Run(segment, &control);
    ASSERT_OK(outcome) << segment.label;
    if (!segment.work.measurement().has_local_strain()) continue;
    EXPECT_NEAR(ValueOf(*outcome, "strain_mean"), 0, 1e-9);
  }
}

TEST_F(SegmentRunnerTest, TheStartMayBeComparedWith) {
  v1::SweepSpec spec;
  spec.add_sample()->mutable_save()->set_name("given");
  v1::HoldStage& hold = *spec.add_sample()->mutable_hold();
  hold.mutable_temperature_kelvin()->set_number(300);
  hold.mutable_time_ps()->set_number(0.02);
  spec.add_sample()->mutable_minimize();
  v1::LocalStrainMeasure& strain = *spec.add_sample()
                                        ->mutable_measure()
                                        ->add_measures()
                                        ->mutable_local_strain();
  strain.set_reference("given");
  strain.mutable_cutoff_angstrom()->set_number(3.1);
  const auto plan = plan::PlanStages(
      spec, {.atoms = static_cast<std::int64_t>(ToyAlloy().atoms.size()),
             .at_rest = false});
  ASSERT_OK(plan);
  SegmentRunner runner(potential_, ToyAlloy(), 1);
  for (const plan::PlannedSegment& segment : plan->segments) {
    AttemptControl control{v1::AttemptId()};
    const auto outcome = runner.Run(segment, &control);
    ASSERT_OK(outcome) << segment.label;
    if (!segment.work.measurement().has_local_strain()) continue;
    // Both have the crystal as their inherent structure. The box of the hold is
    // a little larger or smaller, the same along all axes to some tenths of a
    // per cent.
    EXPECT_LT(ValueOf(*outcome, "strain_mean"), 0.005);
  }
}

TEST_F(SegmentRunnerTest, StopsWhenAsked) {
  const plan::Plan plan = HoldAndPull();
  SegmentRunner runner(potential_, ToyAlloy(), 1);
  AttemptControl control{v1::AttemptId()};
  control.Stop(StopReason::kCancelled);
  EXPECT_TRUE(
      absl::IsCancelled(runner.Run(plan.segments.front(), &control).status()));
}

}  // namespace
}  // namespace lehr::worker
