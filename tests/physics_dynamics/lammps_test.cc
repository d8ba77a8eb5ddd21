// The same runs with LAMMPS, atom by atom.

#include "tests/physics_dynamics/lammps.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <absl/strings/str_format.h>
#include <gtest/gtest.h>

#include "lehr/md/eam_potential.h"
#include "lehr/md/simulation.h"
#include "tests/support/lennard_jones.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

constexpr int kSteps = 200;

struct Difference {
  double position = 0;  // largest along an axis, Å
  double velocity = 0;  // Å/ps
  double edge = 0;      // Å
};

// LAMMPS scales the box about its middle, we about its corner; places relative
// to the box are the same.
Difference Compare(const State& ours, const State& theirs) {
  Difference difference;
  for (std::size_t i = 0; i < ours.atoms.size(); ++i) {
    for (std::size_t a = 0; a < 3; ++a) {
      const double edge = ours.box.lengths[a];
      double s = ours.atoms.positions[i][a] / edge -
                 theirs.atoms.positions[i][a] / theirs.box.lengths[a];
      s -= std::nearbyint(s);
      difference.position = std::max(difference.position, std::abs(s) * edge);
      difference.velocity = std::max(difference.velocity,
                                     std::abs(ours.atoms.velocities[i][a] -
                                              theirs.atoms.velocities[i][a]));
      difference.edge =
          std::max(difference.edge, std::abs(edge - theirs.box.lengths[a]));
    }
  }
  return difference;
}

State Ours(const Potential& potential, const DynamicsLaw& law,
           const State& start) {
  auto simulation = Simulation::Create(potential, law, start, {});
  EXPECT_OK(simulation);
  EXPECT_OK((*simulation)->Advance(kSteps, nullptr));
  return (*simulation)->state();
}

class LammpsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!HasLammps()) GTEST_SKIP() << "LAMMPS is not installed";
    start_ = FccState({4, 4, 4}, 3.60);
    Heat(600, 31, &start_);
  }

  std::string Pair() const {
    return absl::StrFormat(
        "pair_style lj/smooth/linear %.17g\npair_coeff * * %.17g %.17g\n"
        "timestep 0.002\n",
        lj_.cutoff(), lj_.epsilon(), lj_.sigma());
  }

  const LennardJones lj_;
  State start_;
};

TEST_F(LammpsTest, NveMovesEveryAtomAsLammpsDoes) {
  const Difference difference =
      Compare(Ours(lj_, {}, start_),
              RunLammpsDynamics(start_, Pair() + "fix 1 all nve\n", kSteps));
  // Rounding, 1e-15 of 10 Å a step for 200 steps, times the growth of
  // disturbances in 0.4 ps, up to 10: below 1e-11.
  EXPECT_LT(difference.position, 1e-10);
  EXPECT_LT(difference.velocity, 1e-9);
}

TEST_F(LammpsTest, NvtMovesEveryAtomAsLammpsDoes) {
  DynamicsLaw law;
  law.temperature = TemperatureLaw{.start = 300, .relaxation_time = 0.1};
  const double t = LammpsTemperature(300);
  const Difference difference = Compare(
      Ours(lj_, law, start_),
      RunLammpsDynamics(
          start_,
          Pair() + absl::StrFormat(
                       "fix 1 all nvt temp %.17g %.17g 0.1 tchain 3\n", t, t),
          kSteps));
  EXPECT_LT(difference.position, 1e-10);
  EXPECT_LT(difference.velocity, 1e-9);
}

TEST_F(LammpsTest, ATemperatureRampIsThatOfLammps) {
  // 500 K in 0.4 ps. LAMMPS takes a new target after the first half of the
  // thermostats above the first (their forces are kept from the step before),
  // we before it; that is δT = 2.5 K in v_2 and above, which act on the atoms
  // through v_1 only: relative δT/T Δt² (t/τ²)... below 1e-6 of the velocities.
  DynamicsLaw law;
  law.temperature =
      TemperatureLaw{.start = 300, .rate = 1250, .relaxation_time = 0.1};
  const Difference difference =
      Compare(Ours(lj_, law, start_),
              RunLammpsDynamics(
                  start_,
                  Pair() + absl::StrFormat(
                               "fix 1 all nvt temp %.17g %.17g 0.1 tchain 3\n",
                               LammpsTemperature(300), LammpsTemperature(800)),
                  kSteps));
  EXPECT_LT(difference.position, 1e-4);
}

// LAMMPS has 3N where the equations have N_f = 3N − 3. The difference of the
// force on ω is k T/N of 3 N k T or so: W dω/dt differs by k T/N = 0.2 meV,
// with W = 257 k T τ² = 3.3 eV ps² by 6e-5 /ps², in 0.4 ps a strain of 5e-6.
constexpr double kStrainTolerance = 2e-5;

TEST_F(LammpsTest, NptIsoMovesBoxAndAtomsAsLammpsDoes) {
  DynamicsLaw law;
  law.temperature = TemperatureLaw{.start = 600, .relaxation_time = 0.1};
  for (AxisLaw& axis : law.axes) {
    axis = {.mode = AxisMode::kStress, .stress_start = -2000};
  }
  law.coupling = Coupling::kIso;
  law.barostat_time = 0.5;
  const double t = LammpsTemperature(600);
  const State ours = Ours(lj_, law, start_);
  const Difference difference = Compare(
      ours, RunLammpsDynamics(
                start_,
                Pair() + absl::StrFormat(
                             "fix 1 all npt temp %.17g %.17g 0.1 iso 2000 2000 "
                             "0.5 tchain 3 pchain 3 mtk yes\n",
                             t, t),
                kSteps));
  // The box moves by far more than what the programs differ by.
  EXPECT_GT(std::abs(ours.box.lengths[0] - start_.box.lengths[0]), 0.01);
  EXPECT_LT(difference.edge, kStrainTolerance * ours.box.lengths[0]);
  EXPECT_LT(difference.position, 10 * kStrainTolerance);
}

TEST_F(LammpsTest, NptAnisoMovesBoxAndAtomsAsLammpsDoes) {
  // One target for all axes: with several, LAMMPS takes stresses by the
  // reference cell. No chain on the barostat: LAMMPS gives its first thermostat
  // the mass of one degree of freedom where it has three.
  DynamicsLaw law;
  law.temperature = TemperatureLaw{.start = 600, .relaxation_time = 0.1};
  for (AxisLaw& axis : law.axes) axis.mode = AxisMode::kStress;
  law.barostat_time = 0.5;
  law.barostat_chain_length = 0;
  const double t = LammpsTemperature(600);
  const State ours = Ours(lj_, law, start_);
  const Difference difference = Compare(
      ours, RunLammpsDynamics(
                start_,
                Pair() + absl::StrFormat(
                             "fix 1 all npt temp %.17g %.17g 0.1 aniso 0 0 0.5 "
                             "tchain 3 pchain 0 mtk yes\n",
                             t, t),
                kSteps));
  EXPECT_GT(std::abs(ours.box.lengths[0] - start_.box.lengths[0]), 0.002);
  EXPECT_LT(difference.edge, kStrainTolerance * ours.box.lengths[0]);
  EXPECT_LT(difference.position, 10 * kStrainTolerance);
}

}  // namespace
}  // namespace lehr::md
