// A glass through a thousand steps, here and in LAMMPS.

#include <algorithm>
#include <cmath>
#include <string>

#include <absl/strings/str_format.h>
#include <gtest/gtest.h>

#include "tests/physics_dynamics/glass.h"
#include "tests/physics_dynamics/lammps.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

constexpr int kSteps = 1000;

struct Difference {
  double position = 0;  // root mean square over atoms and axes, Å
  double edge = 0;      // largest relative
};

// LAMMPS scales the box about its middle, we about its corner; places relative
// to the box, and to the centre of mass, are the same.
Difference Compare(const State& ours, const State& theirs) {
  const auto n = static_cast<double>(ours.atoms.size());
  Difference result;
  double square = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    const double edge = ours.box.lengths[a];
    double mean = 0;
    double mean_square = 0;
    for (std::size_t i = 0; i < ours.atoms.size(); ++i) {
      double s = ours.atoms.positions[i][a] / edge -
                 theirs.atoms.positions[i][a] / theirs.box.lengths[a];
      s -= std::nearbyint(s);
      mean += s / n;
      mean_square += s * s / n;
    }
    square += (mean_square - mean * mean) * edge * edge / 3;
    result.edge =
        std::max(result.edge, std::abs(theirs.box.lengths[a] / edge - 1));
  }
  result.position = std::sqrt(std::max(square, 0.0));
  return result;
}

class TrajectoryTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!HasLammps()) GTEST_SKIP() << "LAMMPS is not installed";
    potential_ = CuZr();
    start_ = FastGlass(*potential_, 300);
  }

  State Theirs(const std::string& fix) const {
    return RunLammpsDynamics(start_, CuZrPair(start_) + fix, kSteps);
  }

  // How far two runs of ours part whose starts differ by `disturbance` [Å] in
  // every coordinate: what rounding of that size becomes in this glass.
  Difference Parting(const DynamicsLaw& law, double disturbance) const {
    State other = start_;
    for (std::size_t i = 0; i < other.atoms.size(); ++i) {
      for (std::size_t a = 0; a < 3; ++a) {
        other.atoms.positions[i][a] +=
            (i * 3 + a) * 7 % 5 < 2 ? disturbance : -disturbance;
      }
    }
    return Compare(RunLaw(*potential_, law, start_, kSteps),
                   RunLaw(*potential_, law, other, kSteps));
  }

  std::unique_ptr<EamPotential> potential_;
  State start_;
};

// Rounding. Our forces are sums of contributions rounded to 2^-40 eV/Å: with
// 115 neighbors 2.8e-12 eV/Å, 4e-10 Å/ps² for copper. LAMMPS' are good to
// 1e-14 eV/Å. Were it always the same way, a tenth of a picosecond of such an
// acceleration would move an atom by 2e-12 Å; it is not. Two runs whose starts
// differ by that much in every coordinate part no less than the programs do.
constexpr double kRounding = 2e-12;  // Å

TEST_F(TrajectoryTest, AThousandStepsOfNveAreThoseOfLammps) {
  const DynamicsLaw law;
  const Difference difference = Compare(
      RunLaw(*potential_, law, start_, kSteps), Theirs("fix 1 all nve\n"));
  const Difference parting = Parting(law, kRounding);
  RecordProperty("difference", absl::StrFormat("%g", difference.position));
  RecordProperty("parting", absl::StrFormat("%g", parting.position));
  EXPECT_LT(difference.position, parting.position);
  EXPECT_LT(difference.position, 1e-9);
}

TEST_F(TrajectoryTest, AThousandStepsOfNvtAreThoseOfLammps) {
  DynamicsLaw law;
  law.temperature = TemperatureLaw{.start = 400, .relaxation_time = 0.1};
  const double t = LammpsTemperature(400);
  const Difference difference =
      Compare(RunLaw(*potential_, law, start_, kSteps),
              Theirs(absl::StrFormat(
                  "fix 1 all nvt temp %.17g %.17g 0.1 tchain 3\n", t, t)));
  const Difference parting = Parting(law, kRounding);
  RecordProperty("difference", absl::StrFormat("%g", difference.position));
  RecordProperty("parting", absl::StrFormat("%g", parting.position));
  EXPECT_LT(difference.position, parting.position);
  EXPECT_LT(difference.position, 1e-9);
}

// LAMMPS has 3N where the equations have N_f = 3N − 3: its term (1/3N) Σ m v²
// is smaller than ours by about k T/N. W dω/dt differs by that, with
// W = (N + 1) k T τ², so ω drifts apart by 1/(N (N + 1) τ²) a picosecond until
// the barostat answers, and the strain by at most t²/2 of it.
double StrainOfThreeN(const State& state, double barostat_time) {
  const auto n = static_cast<double>(state.atoms.size());
  const double time = kSteps * 0.002;
  return 0.5 * time * time / (n * (n + 1) * barostat_time * barostat_time);
}

TEST_F(TrajectoryTest, AThousandStepsOfNptIsoAreThoseOfLammps) {
  DynamicsLaw law = NptLaw(300, 0.1, 1.0);
  for (AxisLaw& axis : law.axes) axis.stress_start = -10000;
  law.coupling = Coupling::kIso;
  const double t = LammpsTemperature(300);
  const double p = LammpsBar(10000);
  const State ours = RunLaw(*potential_, law, start_, kSteps);
  const Difference difference = Compare(
      ours, Theirs(absl::StrFormat(
                "fix 1 all npt temp %.17g %.17g 0.1 iso %.17g %.17g 1.0 tchain "
                "3 pchain 3 mtk yes\n",
                t, t, p, p)));
  RecordProperty("difference", absl::StrFormat("%g", difference.position));
  RecordProperty("edge", absl::StrFormat("%g", difference.edge));
  // The box moves by far more than what the programs differ by.
  EXPECT_GT(std::abs(ours.box.lengths[0] / start_.box.lengths[0] - 1), 1e-3);
  EXPECT_LT(difference.edge, StrainOfThreeN(start_, 1.0));
  // Atoms follow the box, and their neighbors' differences, by as much.
  EXPECT_LT(difference.position,
            10 * StrainOfThreeN(start_, 1.0) * ours.box.lengths[0]);
}

// LAMMPS' default with x, y and z given: not the true stress.
TEST_F(TrajectoryTest, ReferenceStressIsWhatLammpsHoldsByDefault) {
  DynamicsLaw law = NptLaw(300, 0.1, 1.0);
  law.axes[0].stress_start = law.axes[1].stress_start = 15000;
  law.stress_measure = StressMeasure::kReference;
  // LAMMPS gives the first thermostat of the barostat the mass of one degree of
  // freedom where it has three.
  law.barostat_chain_length = 0;
  const double t = LammpsTemperature(300);
  const double p = LammpsBar(-15000);
  const State ours = RunLaw(*potential_, law, start_, kSteps);
  const State theirs = Theirs(absl::StrFormat(
      "fix 1 all npt temp %.17g %.17g 0.1 x %.17g %.17g 1.0 y %.17g %.17g 1.0 "
      "z 0 0 1.0 tchain 3 pchain 0 mtk yes\n",
      t, t, p, p, p, p));
  law.stress_measure = StressMeasure::kCauchy;
  const State true_stress = RunLaw(*potential_, law, start_, kSteps);
  RecordProperty("edge", absl::StrFormat("%g", Compare(ours, theirs).edge));
  EXPECT_LT(Compare(ours, theirs).edge, StrainOfThreeN(start_, 1.0));
  // The true stress is something else.
  EXPECT_GT(Compare(true_stress, theirs).edge,
            20 * StrainOfThreeN(start_, 1.0));
}

}  // namespace
}  // namespace lehr::md
