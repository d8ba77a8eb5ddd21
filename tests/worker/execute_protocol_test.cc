// Measurements that read what a protocol left behind: modulus, glass
// transition, creep, overlap of replicas.

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/worker/executor_fixture.h"
#include "worker/execute_measurement.h"

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

class ProtocolTest : public ExecutorTest {
 protected:
  // State and curve after `steps` under `law` from `start`; keeps both and
  // remembers the curve for the measurement.
  std::string Run(const v1::DynamicsLaw& law, std::int64_t steps,
                  const std::string& start) {
    const auto outcome = Execute(LeaseOf(DynamicsWork(law, steps), start));
    EXPECT_OK(outcome);
    if (!outcome.ok()) return "";
    curves_.push_back(Keep(outcome->curve->SerializeAsString()));
    return Keep(*outcome->end_state);
  }

  v1::Lease Measure(const v1::Work& work, const std::string& state) {
    v1::Lease lease = LeaseOf(work, state);
    for (const std::string& curve : curves_) lease.add_curve_sha256s(curve);
    return lease;
  }

  std::vector<std::string> curves_;
};

// Stresses [GPa] on all axes that rise at `rates` [GPa/ps].
v1::DynamicsLaw StressLaw(double kelvin, const md::Vec3& stresses,
                          const md::Vec3& rates = {0, 0, 0}) {
  v1::DynamicsLaw law = HoldLaw(kelvin);
  std::size_t a = 0;
  for (v1::AxisLaw* axis :
       {law.mutable_x(), law.mutable_y(), law.mutable_z()}) {
    axis->mutable_stress()->mutable_start_gpa()->set_value(stresses[a]);
    axis->mutable_stress()->mutable_rate_gpa_per_ps()->set_value(rates[a]);
    ++a;
  }
  law.set_barostat_time_ps(0.5);
  law.set_barostat_chain_length(3);
  return law;
}

v1::Work ModulusWork(v1::Axis axis, v1::ShearPlane shear) {
  v1::Work work;
  v1::ModulusMeasurement& modulus =
      *work.mutable_measurement()->mutable_modulus();
  modulus.set_axis(axis);
  modulus.set_shear(shear);
  modulus.set_to_strain(0.01);
  return work;
}

TEST_F(ProtocolTest, ModulusOfACrystalThatIsPulled) {
  // 1 % in 5 ps at 50 K. Young's modulus of the cube along its edge is
  // E = (C11 − C12)(C11 + 2 C12)/(C11 + C12), 67 GPa for copper (168, 121 GPa);
  // the toy metal is like it, at this rate the barostat lags behind.
  const std::string end = Run(PullLaw(50, 0.002), 2600, Warm(100));
  const auto outcome = Execute(
      Measure(ModulusWork(v1::AXIS_Y, v1::SHEAR_PLANE_UNSPECIFIED), end));
  ASSERT_OK(outcome);
  auto found = ByName(*outcome);
  ASSERT_THAT(found, UnorderedElementsAre(Key("isothermal_young_modulus")));
  const v1::Observable& modulus = found["isothermal_young_modulus"];
  EXPECT_EQ(modulus.unit(), "GPa");
  EXPECT_GT(modulus.value(), 30);
  EXPECT_LT(modulus.value(), 200);
  EXPECT_TRUE(modulus.has_standard_error());
}

v1::Curve ShearCurve(const std::string& plane) {
  v1::Curve curve;
  v1::Column& strain = *curve.add_columns();
  strain.set_name("shear_strain_" + plane);
  v1::Column& stress = *curve.add_columns();
  stress.set_name("stress_" + plane);
  for (double e = 0.0005; e < 0.01; e += 0.001) {
    strain.add_values(e);
    stress.add_values(30 * e);
  }
  return curve;
}

TEST_F(ProtocolTest, ModulusOfShearReadsItsPlane) {
  for (const auto& [plane, name] : {std::pair(v1::SHEAR_PLANE_XY, "xy"),
                                    std::pair(v1::SHEAR_PLANE_XZ, "xz"),
                                    std::pair(v1::SHEAR_PLANE_YZ, "yz")}) {
    curves_ = {Keep(ShearCurve(name).SerializeAsString())};
    const auto outcome =
        Execute(Measure(ModulusWork(v1::AXIS_UNSPECIFIED, plane), Crystal()));
    ASSERT_OK(outcome);
    EXPECT_NEAR(ByName(*outcome)["isothermal_shear_modulus"].value(), 30, 1e-9);
  }
  EXPECT_THAT(
      Execute(Measure(ModulusWork(v1::AXIS_UNSPECIFIED, v1::SHEAR_PLANE_XY),
                      Crystal())),
      StatusIs(absl::StatusCode::kFailedPrecondition,
               HasSubstr("\"shear_strain_xy\"")));
}

TEST_F(ProtocolTest, ModulusWantsAnAxisOrAPlane) {
  curves_ = {Keep(ShearCurve("xy").SerializeAsString())};
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(
      Execute(Measure(ModulusWork(v1::AXIS_X, v1::SHEAR_PLANE_XY), Crystal())),
      StatusIs(kInvalid, HasSubstr("either an axis or a plane")));
  EXPECT_THAT(Execute(Measure(ModulusWork(v1::AXIS_UNSPECIFIED,
                                          v1::SHEAR_PLANE_UNSPECIFIED),
                              Crystal())),
              StatusIs(kInvalid, HasSubstr("either an axis or a plane")));
  curves_.push_back(curves_.front());
  EXPECT_THAT(
      Execute(Measure(ModulusWork(v1::AXIS_UNSPECIFIED, v1::SHEAR_PLANE_XY),
                      Crystal())),
      StatusIs(absl::StatusCode::kFailedPrecondition,
               HasSubstr("the curves of 1 segments, found 2")));
}

v1::Work GlassTransitionWork(int segments) {
  v1::Work work;
  v1::GlassTransitionMeasurement& measurement =
      *work.mutable_measurement()->mutable_glass_transition();
  measurement.set_segments(segments);
  measurement.set_bin_kelvin(10);
  measurement.set_glass_from_kelvin(300);
  measurement.set_glass_to_kelvin(500);
  measurement.set_liquid_from_kelvin(1000);
  measurement.set_liquid_to_kelvin(1400);
  return work;
}

// Cooling at 10 K/ps with a kink of the volume at 700 K and of the energy at
// 650 K.
v1::Curve CoolingCurve(double hot, double cold) {
  v1::Curve curve;
  for (const char* name :
       {"time_ps", "temperature", "potential_energy", "volume_per_atom"}) {
    curve.add_columns()->set_name(name);
  }
  for (double t = 0.1; hot - 10 * t > cold - 1e-6; t += 0.1) {
    const double kelvin = hot - 10 * t;
    const double e = kelvin - 650;
    const double d = kelvin - 700;
    curve.mutable_columns(0)->add_values(t);
    curve.mutable_columns(1)->add_values(kelvin);
    curve.mutable_columns(2)->add_values(e * (e < 0 ? 1e-4 : 2e-4) - 4);
    curve.mutable_columns(3)->add_values(16 + d * (d < 0 ? 6e-4 : 12e-4));
  }
  return curve;
}

TEST_F(ProtocolTest, GlassTransitionReadsAllCurvesOfTheCooling) {
  curves_ = {Keep(CoolingCurve(1500, 800).SerializeAsString()),
             Keep(CoolingCurve(800, 300).SerializeAsString())};
  const auto outcome = Execute(Measure(GlassTransitionWork(2), Crystal()));
  ASSERT_OK(outcome);
  auto found = ByName(*outcome);
  EXPECT_THAT(found, UnorderedElementsAre(
                         Key("glass_transition_temperature"),
                         Key("glass_transition_temperature_energy"),
                         Key("glass_expansion"), Key("liquid_expansion")));
  EXPECT_NEAR(found["glass_transition_temperature"].value(), 700, 1);
  EXPECT_NEAR(found["glass_transition_temperature_energy"].value(), 650, 1);
  EXPECT_EQ(found["glass_transition_temperature"].unit(), "K");
  EXPECT_NEAR(found["glass_expansion"].value(), 6e-4 / 15.82, 1e-7);
  EXPECT_EQ(found["liquid_expansion"].unit(), "1/K");
}

TEST_F(ProtocolTest, GlassTransitionSaysWhatIsMissing) {
  curves_ = {Keep(CoolingCurve(800, 300).SerializeAsString())};
  EXPECT_THAT(
      Execute(Measure(GlassTransitionWork(1), Crystal())),
      StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("liquid window")));
  EXPECT_THAT(Execute(Measure(GlassTransitionWork(2), Crystal())),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("2 segments, found 1")));
  EXPECT_THAT(
      Execute(Measure(GlassTransitionWork(0), Crystal())),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("found 0")));
  curves_ = {Keep(ShearCurve("xy").SerializeAsString())};
  EXPECT_THAT(Execute(Measure(GlassTransitionWork(1), Crystal())),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("cooling 1: ")));
}

v1::Work CreepWork() {
  v1::Work work;
  v1::CreepMeasurement& creep = *work.mutable_measurement()->mutable_creep();
  creep.set_before_segments(1);
  creep.set_load_segments(1);
  creep.set_hold_segments(2);
  creep.set_unload_segments(1);
  creep.set_relax_segments(1);
  creep.set_reference_ps(2);
  creep.set_elastic_ps(1);
  creep.set_fit_from(0.25);
  return work;
}

TEST_F(ProtocolTest, CreepOfACrystalIsElastic) {
  // Biaxial tension of 0.4 GPa on a cube at 2 K. Linear elasticity: ε_x = ε_y =
  // (S11 + S12) σ, ε_z = 2 S12 σ, so ε_e = 2/3 (S11 − S12) σ
  // = 2/3 σ / (C11 − C12), which for the toy metal at rest comes from its own
  // elastic constants. At 0.6 % strain the crystal is softer by some per
  // cent.
  v1::Work elastic_work;
  elastic_work.mutable_measurement()->mutable_elastic()->set_strain(1e-3);
  elastic_work.mutable_measurement()
      ->mutable_elastic()
      ->set_force_tolerance_ev_per_angstrom(1e-5);
  const auto elastic = Execute(LeaseOf(elastic_work, Crystal()));
  ASSERT_OK(elastic);
  auto constants = ByName(*elastic);
  const double expected =
      2.0 / 3 * 0.4 / (constants["c11"].value() - constants["c12"].value());

  std::string state =
      After(DynamicsWork(StressLaw(2, {0, 0, 0}), 1500), Warm(4));
  state = Run(StressLaw(2, {0, 0, 0}), 1500, state);
  state = Run(StressLaw(2, {0, 0, 0}, {0.1, 0.1, 0}), 2000, state);
  state = Run(StressLaw(2, {0.4, 0.4, 0}), 1500, state);
  state = Run(StressLaw(2, {0.4, 0.4, 0}), 1000, state);
  state = Run(StressLaw(2, {0.4, 0.4, 0}, {-0.1, -0.1, 0}), 2000, state);
  state = Run(StressLaw(2, {0, 0, 0}), 1500, state);
  const auto outcome = Execute(Measure(CreepWork(), state));
  ASSERT_OK(outcome);
  auto found = ByName(*outcome);
  EXPECT_THAT(found,
              UnorderedElementsAre(
                  Key("elastic_strain"), Key("creep_strain"), Key("creep_rate"),
                  Key("peak_stress"), Key("elastic_recovery"),
                  Key("anelastic_recovery"), Key("residual_strain")));
  EXPECT_EQ(found["creep_rate"].unit(), "%/ns");
  EXPECT_EQ(found["residual_strain"].unit(), "1");
  EXPECT_NEAR(found["elastic_strain"].value(), expected, 0.2 * expected);
  EXPECT_NEAR(found["elastic_recovery"].value(), expected, 0.2 * expected);
  EXPECT_NEAR(found["creep_strain"].value(), 0, 0.2 * expected);
  EXPECT_NEAR(found["residual_strain"].value(), 0, 0.2 * expected);
  EXPECT_NEAR(found["peak_stress"].value(), 0.45, 0.1);
  EXPECT_TRUE(found["creep_rate"].has_standard_error());
}

TEST_F(ProtocolTest, CreepWantsTheCurvesThatItCounts) {
  const std::string state = Run(HoldLaw(50), 100, Warm(100));
  EXPECT_THAT(Execute(Measure(CreepWork(), state)),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("6 segments, found 1")));
  v1::Work work = CreepWork();
  v1::CreepMeasurement& creep = *work.mutable_measurement()->mutable_creep();
  creep.set_load_segments(0);
  creep.set_hold_segments(1);
  creep.set_unload_segments(0);
  creep.set_relax_segments(0);
  curves_.push_back(Keep(ShearCurve("xy").SerializeAsString()));
  EXPECT_THAT(Execute(Measure(work, state)),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("hold: curve: expected a column")));
}

v1::Work OverlapWork(const std::array<int, 3>& counts, double threshold) {
  v1::Work work;
  v1::ReplicaOverlapMeasurement& overlap =
      *work.mutable_measurement()->mutable_replica_overlap();
  overlap.mutable_counts()->set_x(counts[0]);
  overlap.mutable_counts()->set_y(counts[1]);
  overlap.mutable_counts()->set_z(counts[2]);
  overlap.set_threshold_angstrom(threshold);
  return work;
}

TEST_F(ProtocolTest, ReplicasForgetEachOther) {
  v1::Work replicate;
  v1::Counts& counts = *replicate.mutable_advance()
                            ->mutable_law()
                            ->mutable_replicate()
                            ->mutable_counts();
  counts.set_x(1);
  counts.set_y(1);
  counts.set_z(2);
  const std::string copies = After(replicate, Warm(1200));
  const auto overlap = [&](const std::string& state, double threshold) {
    const auto outcome =
        Execute(LeaseOf(OverlapWork({1, 1, 2}, threshold), state));
    EXPECT_OK(outcome);
    return outcome.ok() ? ByName(*outcome)["replica_overlap"].value() : -1;
  };
  EXPECT_EQ(overlap(copies, 1e-6), 1);
  // With copied velocities they stay alike; with new ones they vibrate apart,
  // but stay at their sites.
  EXPECT_EQ(overlap(After(DynamicsWork(HoldLaw(600), 100), copies), 0.01), 1);
  const std::string moved = After(DynamicsWork(HoldLaw(600), 300),
                                  After(VelocitiesWork(1200), copies));
  EXPECT_LT(overlap(moved, 0.1), 0.5);
  EXPECT_EQ(overlap(moved, 1.5), 1);
}

TEST_F(ProtocolTest, OverlapRefusesCountsThatDoNotFit) {
  EXPECT_THAT(
      Execute(LeaseOf(OverlapWork({5, 1, 1}, 1), Crystal())),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("5 × 1 × 1")));
}

}  // namespace
}  // namespace lehr::worker
