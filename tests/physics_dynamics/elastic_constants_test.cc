// Elastic constants of copper and of a glass, against energies and LAMMPS.

#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>
#include <gtest/gtest.h>

#include "lehr/md/build.h"
#include "lehr/md/eam_potential.h"
#include "lehr/md/elastic.h"
#include "lehr/md/minimize.h"
#include "lehr/md/simulation.h"
#include "tests/physics_dynamics/lammps.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

constexpr double kStrain = 1e-3;

std::unique_ptr<EamPotential> CuZr(const std::vector<std::string>& elements) {
  auto potential =
      EamPotential::FromSetfl(ReadText(kCuZrFile), kCuZrFile, elements);
  EXPECT_OK(potential);
  return std::move(potential).value();
}

// The strains that are checked: xx, and xy as an engineering shear.
enum class Mode { kStretch, kShear };

State Strained(const State& base, Mode mode, double e) {
  State state = base;
  if (mode == Mode::kStretch) {
    state.box.lengths[0] *= 1 + e;
    for (Vec3& r : state.atoms.positions) r[0] *= 1 + e;
  } else {
    state.box.tilts[2] += e * state.box.lengths[1];
    for (Vec3& r : state.atoms.positions) r[0] += e * r[1];
  }
  return state;
}

// Curvature of the minimized energy along a strain [GPa]: energies only, where
// the measurement takes stresses.
double Curvature(const Potential& potential, const State& base, Mode mode) {
  double energy[3] = {};
  for (int k = 0; k < 3; ++k) {
    State state = Strained(base, mode, (k - 1) * kStrain);
    const auto result = Minimize(potential, {.force_tolerance = 1e-5}, &state);
    EXPECT_OK(result);
    energy[k] = result->energy;
  }
  return (energy[0] + energy[2] - 2 * energy[1]) / (kStrain * kStrain) /
         base.box.volume() * kEvPerCubicAngstromToBar / kBarPerGpa;
}

// The stress-free state that the measurement starts from.
State Base(const Potential& potential, State state) {
  EXPECT_OK(Minimize(
      potential,
      {.force_tolerance = 1e-5, .relax_box = true, .pressure_tolerance = 1},
      &state));
  return state;
}

// 256 atoms, quenched far too fast to be good and fast enough for a test.
State Glass(const Potential& potential,
            const std::vector<std::string>& elements) {
  const std::vector<double> masses = {63.546, 91.224};
  const std::vector<std::int64_t> counts = {164, 92};
  auto state = CreateLattice(Lattice::kFcc, {4, 4, 4}, 4.05, elements, masses,
                             counts, 5);
  EXPECT_OK(state);
  DrawVelocities(4000, 6, &*state);
  DynamicsLaw law;
  law.temperature =
      TemperatureLaw{.start = 2500, .rate = -1000, .relaxation_time = 0.1};
  auto simulation = Simulation::Create(potential, law, *state, {});
  EXPECT_OK(simulation);
  EXPECT_OK((*simulation)->Advance(1100, nullptr));
  State glass = (*simulation)->state();
  glass.law_step = 0;
  return glass;
}

class ElasticConstantsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!HasLammps()) GTEST_SKIP() << "LAMMPS is not installed";
  }
};

TEST_F(ElasticConstantsTest, OfCopperAreTheCurvatureOfItsEnergy) {
  const auto copper = CuZr({"Cu"});
  const State crystal = Base(*copper, FccState({5, 5, 5}, 3.64));
  // Lattice constant of this file at 0 K, by LAMMPS.
  EXPECT_NEAR(crystal.box.lengths[0] / 5, 3.639085, 1e-5);
  const auto elastic = MeasureElasticConstants(*copper, {}, crystal);
  ASSERT_OK(elastic);
  const double c11 = elastic->c[0][0];
  const double c12 = elastic->c[0][1];
  const double c44 = elastic->c[3][3];
  // The table's curvature jumps at each of its knots, 7.6e-4 Å apart, which a
  // strain of 1e-3 moves pairs across: half a percent.
  EXPECT_NEAR(c11, Curvature(*copper, crystal, Mode::kStretch), 0.005 * c11);
  EXPECT_NEAR(c44, Curvature(*copper, crystal, Mode::kShear), 0.005 * c44);
  EXPECT_NEAR(elastic->bulk_voigt, (c11 + 2 * c12) / 3, 0.01);
  RecordProperty("elastic", absl::StrFormat("%.2f %.2f %.2f", c11, c12, c44));
}

TEST_F(ElasticConstantsTest, OfAGlassAreTheCurvatureOfItsEnergy) {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const auto potential = CuZr(elements);
  const State glass = Base(*potential, Glass(*potential, elements));
  const auto elastic = MeasureElasticConstants(*potential, {}, glass);
  ASSERT_OK(elastic);
  // Forces of 1e-5 eV/Å leave 1e-9 eV an atom, of 5e-3 eV in all.
  EXPECT_NEAR(elastic->c[0][0], Curvature(*potential, glass, Mode::kStretch),
              0.01 * elastic->c[0][0]);
  EXPECT_NEAR(elastic->c[5][5], Curvature(*potential, glass, Mode::kShear),
              0.01 * elastic->c[5][5]);
  EXPECT_LT(elastic->evaluations, 1500);
  RecordProperty("evaluations", static_cast<int>(elastic->evaluations));
}

// Stress component of LAMMPS after its own minimization of a strained state
// [GPa].
double LammpsStress(const State& state, Mode mode) {
  const std::filesystem::path folder = RunLammps(
      state, absl::StrFormat(
                 "pair_style eam/fs\npair_coeff * * %s Cu Zr\n"
                 "compute p all pressure NULL virial\nthermo_style custom step "
                 "c_p[1] c_p[4]\n"
                 "min_style cg\nmin_modify line quadratic dmax 0.01\n"
                 "minimize 0 1e-7 1000 5000\n"
                 "variable p equal c_p[%d]\n"
                 "print \"$(v_p:%%.12g)\" file pressure\n",
                 kCuZrFile, mode == Mode::kStretch ? 1 : 4));
  double bars = 0;
  std::istringstream(ReadText(folder / "pressure")) >> bars;
  return -bars / kBarPerGpa;
}

TEST_F(ElasticConstantsTest, OfAGlassAreThoseOfLammps) {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const auto potential = CuZr(elements);
  const State glass = Base(*potential, Glass(*potential, elements));
  const auto elastic = MeasureElasticConstants(*potential, {}, glass);
  ASSERT_OK(elastic);
  for (const Mode mode : {Mode::kStretch, Mode::kShear}) {
    State plus = Strained(glass, mode, kStrain);
    State minus = Strained(glass, mode, -kStrain);
    const double c =
        (LammpsStress(plus, mode) - LammpsStress(minus, mode)) / (2 * kStrain);
    const double ours =
        mode == Mode::kStretch ? elastic->c[0][0] : elastic->c[5][5];
    // Where LAMMPS stops, forces of about 1e-5 eV/Å are left too: 0.1 GPa.
    EXPECT_NEAR(ours, c, 0.005 * ours);
  }
}

}  // namespace
}  // namespace lehr::md
