#include "worker/execute_measurement.h"

#include <cmath>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/worker/executor_fixture.h"

namespace lehr::worker {
namespace {

using testing::HasSubstr;
using testing::Key;
using testing::UnorderedElementsAre;

std::map<std::string, v1::Observable> ByName(const Outcome& outcome) {
  std::map<std::string, v1::Observable> result;
  for (const v1::Observable& observable : outcome.observables) {
    result[observable.name()] = observable;
  }
  return result;
}

std::string Bytes(const Outcome& outcome) {
  std::string bytes;
  for (const v1::Observable& observable : outcome.observables) {
    bytes += observable.SerializeAsString();
  }
  return bytes;
}

v1::Work EnergyWork(std::int64_t settle_steps, std::int64_t steps) {
  v1::Work work;
  v1::EnergyMeasurement& energy = *work.mutable_measurement()->mutable_energy();
  *energy.mutable_dynamics() = HoldLaw(300);
  energy.set_settle_steps(settle_steps);
  energy.set_steps(steps);
  energy.set_force_tolerance_ev_per_angstrom(1e-3);
  return work;
}

class MeasurementTest : public ExecutorTest {};

TEST_F(MeasurementTest, EnergyHasItsObservablesWithUnits) {
  const auto outcome = Execute(LeaseOf(EnergyWork(500, 1000), Warm(600)));
  ASSERT_OK(outcome);
  EXPECT_FALSE(outcome->end_state.has_value());
  EXPECT_FALSE(outcome->curve.has_value());
  EXPECT_GE(outcome->steps_taken, 1500);
  auto found = ByName(*outcome);
  EXPECT_THAT(found, UnorderedElementsAre(
                         Key("potential_energy"), Key("temperature"),
                         Key("volume_per_atom"), Key("density"),
                         Key("pressure"), Key("inherent_structure_energy")));
  EXPECT_EQ(found["potential_energy"].unit(), "eV/atom");
  EXPECT_EQ(found["inherent_structure_energy"].unit(), "eV/atom");
  EXPECT_EQ(found["temperature"].unit(), "K");
  EXPECT_EQ(found["volume_per_atom"].unit(), "A^3");
  EXPECT_EQ(found["density"].unit(), "g/cm^3");
  EXPECT_EQ(found["pressure"].unit(), "GPa");
  // The box is fixed, so volume and density are exact: a³/4, and 63.546 amu in
  // it.
  const double volume = std::pow(kToyLatticeConstant, 3) / 4;
  EXPECT_NEAR(found["volume_per_atom"].value(), volume, 1e-9);
  EXPECT_NEAR(found["density"].value(), 63.546 * 1.66053906660 / volume, 1e-6);
  // 108 atoms at 300 K: one standard deviation of T is 300 sqrt(2/321) = 24 K;
  // a mean over 2 ps is within that.
  EXPECT_NEAR(found["temperature"].value(), 300, 25);
  // Equipartition: about 3/2 k T = 39 meV above the minimum.
  const double above = found["potential_energy"].value() -
                       found["inherent_structure_energy"].value();
  EXPECT_GT(above, 0.02);
  EXPECT_LT(above, 0.06);
  EXPECT_TRUE(found["potential_energy"].has_standard_error());
  EXPECT_FALSE(found["inherent_structure_energy"].has_standard_error());
}

TEST_F(MeasurementTest, EnergyDoesNotDependOnThreadsOrRecording) {
  v1::Lease lease = LeaseOf(EnergyWork(100, 300), Warm(600));
  const auto one = Execute(lease, 1);
  ASSERT_OK(one);
  const auto two = Execute(lease, 2);
  ASSERT_OK(two);
  EXPECT_EQ(Bytes(*one), Bytes(*two));
  lease.set_record_steps(7);
  const auto other = Execute(lease, 1);
  ASSERT_OK(other);
  EXPECT_EQ(Bytes(*one), Bytes(*other));
}

TEST_F(MeasurementTest, ResumedEnergyEqualsUndisturbed) {
  v1::Lease lease = LeaseOf(EnergyWork(100, 640), Warm(600));
  SnapshotList snapshots(true);
  const auto undisturbed = Execute(lease, 1, &snapshots);
  ASSERT_OK(undisturbed);
  ASSERT_FALSE(snapshots.snapshots.empty());
  const Snapshot& snapshot = snapshots.snapshots.back();
  v1::Checkpoint& checkpoint = *lease.mutable_checkpoint();
  checkpoint.set_step(snapshot.step);
  checkpoint.set_state_sha256(Keep(snapshot.state));
  checkpoint.set_curve_sha256(Keep(snapshot.curve.SerializeAsString()));
  const auto resumed = Execute(lease);
  ASSERT_OK(resumed);
  EXPECT_EQ(Bytes(*resumed), Bytes(*undisturbed));
  EXPECT_LT(resumed->steps_taken, undisturbed->steps_taken);
}

TEST_F(MeasurementTest, ElasticConstantsOfACubicCrystal) {
  v1::Work work;
  v1::ElasticMeasurement& elastic =
      *work.mutable_measurement()->mutable_elastic();
  elastic.set_strain(1e-3);
  elastic.set_force_tolerance_ev_per_angstrom(1e-5);
  const auto outcome = Execute(LeaseOf(work, Crystal()));
  ASSERT_OK(outcome);
  auto found = ByName(*outcome);
  EXPECT_EQ(found.size(), 12U + 21U);
  EXPECT_EQ(found["elastic_rearrangements"].value(), 0);
  EXPECT_EQ(found["elastic_restarts"].value(), 0);
  EXPECT_EQ(found["elastic_test_strain"].value(), 1e-3);
  // Reuss is below Voigt, Hill between, and a cubic crystal is anisotropic.
  EXPECT_LT(found["shear_modulus_reuss"].value(),
            found["shear_modulus_hill"].value());
  EXPECT_LT(found["shear_modulus_hill"].value(),
            found["shear_modulus"].value());
  EXPECT_NEAR(found["bulk_modulus_hill"].value(),
              found["bulk_modulus_reuss"].value(), 0.1);
  EXPECT_GT(found["anisotropy"].value(), 0.1);
  EXPECT_EQ(found["c44"].unit(), "GPa");
  EXPECT_EQ(found["poisson_ratio"].unit(), "1");
  EXPECT_FALSE(found.contains("c21")) << "the upper triangle says it all";
  const double c11 = found["c11"].value();
  const double c12 = found["c12"].value();
  // Copper-like: 100 to 250 GPa, and cubic. The central difference leaves an
  // error of second order in the strain of 1e-3, well below 1 %.
  EXPECT_GT(c11, c12);
  EXPECT_GT(c12, 50);
  EXPECT_LT(c11, 300);
  EXPECT_NEAR(found["c33"].value(), c11, 0.01 * c11);
  EXPECT_NEAR(found["c23"].value(), c12, 0.01 * c11);
  EXPECT_NEAR(found["c16"].value(), 0, 0.01 * c11);
  EXPECT_NEAR(found["bulk_modulus"].value(), (c11 + 2 * c12) / 3, 0.01 * c11);
}

// A curve with an elastic line of 100 GPa to 5 % and a plateau of 4 GPa, in the
// direction of `sign`; the engineering stress is half the true one.
v1::Curve PlateauCurve(std::string_view axis, double end, double sign = 1) {
  v1::Curve curve;
  v1::Column& strain = *curve.add_columns();
  strain.set_name("strain_" + std::string(axis));
  v1::Column& stress = *curve.add_columns();
  stress.set_name("stress_" + std::string(axis) + std::string(axis));
  v1::Column& engineering = *curve.add_columns();
  engineering.set_name("stress_engineering_" + std::string(axis));
  // Means over records that end at multiples of 0.001.
  for (double e = 0.0005; e < end; e += 0.001) {
    strain.add_values(sign * e);
    stress.add_values(sign * (e < 0.05 ? 100 * e : 4));
    engineering.add_values(sign * (e < 0.05 ? 50 * e : 2));
  }
  return curve;
}

v1::Work StressStrainWork(v1::Axis axis) {
  v1::Work work;
  v1::StressStrainMeasurement& measurement =
      *work.mutable_measurement()->mutable_stress_strain();
  measurement.set_axis(axis);
  measurement.set_smoothing_strain(0.002);
  measurement.set_yield_window_strain(0.12);
  measurement.set_flow_from_strain(0.15);
  measurement.set_flow_to_strain(0.20);
  return work;
}

TEST_F(MeasurementTest, StressStrainReadsTheCurveOfItsAxis) {
  v1::Lease lease = LeaseOf(StressStrainWork(v1::AXIS_Y), Crystal());
  lease.add_curve_sha256s(Keep(PlateauCurve("y", 0.2).SerializeAsString()));
  const auto outcome = Execute(lease);
  ASSERT_OK(outcome);
  auto found = ByName(*outcome);
  EXPECT_THAT(found,
              UnorderedElementsAre(Key("yield_stress"), Key("yield_strain"),
                                   Key("flow_stress"), Key("stress_drop"),
                                   Key("tangent_modulus"),
                                   Key("yield_stress_engineering"),
                                   Key("flow_stress_engineering"),
                                   Key("stress_drop_engineering")));
  EXPECT_NEAR(found["flow_stress_engineering"].value(), 2, 1e-9);
  EXPECT_NEAR(found["yield_stress_engineering"].value(), 4.85 / 2, 1e-9);
  EXPECT_EQ(found["stress_drop_engineering"].unit(), "GPa");
  EXPECT_NEAR(found["tangent_modulus"].value(), 100, 1e-6);
  EXPECT_NEAR(found["flow_stress"].value(), 4, 1e-9);
  // The running mean over three rows, each 0.1 GPa above the one before, ends
  // its rise at 4.85 GPa.
  EXPECT_NEAR(found["yield_stress"].value(), 4.85, 1e-9);
  EXPECT_NEAR(found["stress_drop"].value(),
              found["yield_stress"].value() - found["flow_stress"].value(),
              1e-12);
  EXPECT_EQ(found["yield_stress"].unit(), "GPa");
  EXPECT_EQ(found["yield_strain"].unit(), "1");
}

TEST_F(MeasurementTest, StressStrainTakesCompressionAsPositive) {
  v1::Lease lease = LeaseOf(StressStrainWork(v1::AXIS_Y), Crystal());
  lease.add_curve_sha256s(Keep(PlateauCurve("y", 0.2, -1).SerializeAsString()));
  const auto outcome = Execute(lease);
  ASSERT_OK(outcome);
  auto found = ByName(*outcome);
  EXPECT_NEAR(found["tangent_modulus"].value(), 100, 1e-6);
  EXPECT_NEAR(found["yield_stress"].value(), 4.85, 1e-9);
  EXPECT_NEAR(found["flow_stress_engineering"].value(), 2, 1e-9);
}

TEST_F(MeasurementTest, StressStrainRefusesACurveThatIsTooShort) {
  v1::Lease lease = LeaseOf(StressStrainWork(v1::AXIS_Y), Crystal());
  lease.add_curve_sha256s(Keep(PlateauCurve("y", 0.18).SerializeAsString()));
  EXPECT_THAT(Execute(lease),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("0.2")));
}

TEST_F(MeasurementTest, StressStrainRefusesACurveOfAnotherAxis) {
  v1::Lease lease = LeaseOf(StressStrainWork(v1::AXIS_X), Crystal());
  lease.add_curve_sha256s(Keep(PlateauCurve("y", 0.2).SerializeAsString()));
  EXPECT_THAT(Execute(lease), StatusIs(absl::StatusCode::kFailedPrecondition,
                                       HasSubstr("\"strain_x\"")));
  lease.clear_curve_sha256s();
  EXPECT_FALSE(Execute(lease).ok());
}

TEST_F(MeasurementTest, IsCancelledBetweenForceEvaluations) {
  v1::Work work;
  work.mutable_measurement()->mutable_elastic()->set_strain(1e-3);
  work.mutable_measurement()
      ->mutable_elastic()
      ->set_force_tolerance_ev_per_angstrom(1e-5);
  const v1::Lease lease = LeaseOf(work, Warm(600));
  AttemptControl control(lease.id());
  control.Stop(StopReason::kCancelled);
  const auto outcome = Execute(lease, 1, nullptr, &control);
  EXPECT_TRUE(absl::IsCancelled(outcome.status())) << outcome.status();
}

}  // namespace
}  // namespace lehr::worker
