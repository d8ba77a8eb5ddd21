// Boxes that are strained, sheared and loaded, here and in LAMMPS.

#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>
#include <gtest/gtest.h>

#include "tests/physics_dynamics/glass.h"
#include "tests/physics_dynamics/lammps.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

constexpr double kRate = 0.01;  // 1/ps
constexpr int kSteps = 500;     // 1 % strain
constexpr int kWindow = 100;    // steps of the mean at the end

// Stress [GPa] of the mean record, tension positive, Voigt order.
SymmetricTensor StressOf(const Record& record) {
  const Vec3& edges = record.mean.lengths;
  const double scale =
      kEvPerCubicAngstromToBar / kBarPerGpa / (edges[0] * edges[1] * edges[2]);
  SymmetricTensor stress = record.mean.stress_volume;
  for (double& component : stress) component *= scale;
  return stress;
}

// Mean stress of the last `window` of `steps` steps under `law`.
SymmetricTensor Ours(const Potential& potential, const DynamicsLaw& law,
                     State state, int steps, int window, State* end) {
  state.law_step = 0;
  auto simulation = Simulation::Create(potential, law, std::move(state),
                                       {.record_steps = window});
  EXPECT_OK(simulation);
  std::vector<Record> records;
  EXPECT_OK((*simulation)->Advance(steps, &records));
  *end = (*simulation)->state();
  return StressOf(records.back());
}

// The same of LAMMPS, whose order is xx yy zz xy xz yz.
SymmetricTensor Theirs(const State& start, const std::string& commands,
                       int steps, int window) {
  const std::filesystem::path folder = RunLammps(
      start,
      commands + absl::StrFormat("compute stress all pressure thermo_temp\n"
                                 "fix mean all ave/time 1 %d %d c_stress[*] "
                                 "file mean.txt format \" %%.15g\"\n"
                                 "run %d\n",
                                 window, window, steps));
  std::istringstream lines(ReadText(folder / "mean.txt"));
  std::string line;
  std::string last;
  while (std::getline(lines, line)) {
    if (!line.empty() && line[0] != '#') last = line;
  }
  std::istringstream numbers(last);
  double step = 0;
  SymmetricTensor bar = {};
  numbers >> step;
  for (const std::size_t k : {0, 1, 2, 5, 4, 3}) {
    numbers >> bar[k];
    bar[k] *= -kEvPerCubicAngstromToBar / kLammpsBar / kBarPerGpa;
  }
  EXPECT_TRUE(numbers) << last;
  return bar;
}

class DeformationTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!HasLammps()) GTEST_SKIP() << "LAMMPS is not installed";
    potential_ = CuZr();
  }

  // Deforms a glass at 300 K with and without LAMMPS.
  void ExpectLammps(const DynamicsLaw& law, const std::string& deform,
                    double stiffness) {
    const State start = FastGlass(*potential_, 300);
    State end;
    const SymmetricTensor ours =
        Ours(*potential_, law, start, kSteps, kWindow, &end);
    const double t = LammpsTemperature(300);
    const SymmetricTensor theirs = Theirs(
        start,
        CuZrPair(start) +
            absl::StrFormat("change_box all triclinic\nfix 1 all nvt temp "
                            "%.17g %.17g 0.1\nfix 2 all deform 1 %s remap x\n",
                            t, t, deform),
        kSteps, kWindow);
    // LAMMPS strains the box after the forces of a step, we before: one step of
    // strain, which the stress follows with the affine stiffness.
    const double tolerance = 2 * stiffness * kRate * 0.002;
    for (std::size_t k = 0; k < 6; ++k) {
      EXPECT_NEAR(ours[k], theirs[k], tolerance) << "component " << k;
    }
    end_ = end;
  }

  DynamicsLaw Nvt() const {
    DynamicsLaw law;
    law.temperature = TemperatureLaw{.start = 300, .relaxation_time = 0.1};
    return law;
  }

  // GPa; of the affine response, which is stiffer than the relaxed one.
  static constexpr double kAffineC11 = 250;
  static constexpr double kAffineC44 = 60;

  std::unique_ptr<EamPotential> potential_;
  State end_;
};

TEST_F(DeformationTest, EngineeringStrainRateIsErateOfLammps) {
  DynamicsLaw law = Nvt();
  law.axes[1] = {.mode = AxisMode::kRate, .strain_rate = kRate};
  ExpectLammps(law, absl::StrFormat("y erate %g", kRate), kAffineC11);
  EXPECT_DOUBLE_EQ(end_.box.lengths[1], end_.law_start_lengths[1] * 1.01);
}

TEST_F(DeformationTest, TrueStrainRateIsTrateOfLammps) {
  DynamicsLaw law = Nvt();
  law.axes[1] = {.mode = AxisMode::kRate,
                 .strain_rate = -kRate,
                 .strain_measure = StrainMeasure::kTrue};
  ExpectLammps(law, absl::StrFormat("y trate %g", -kRate), kAffineC11);
  EXPECT_NEAR(end_.box.lengths[1], end_.law_start_lengths[1] * std::exp(-0.01),
              1e-12);
}

TEST_F(DeformationTest, ShearIsThatOfLammps) {
  for (const char* plane : {"xy", "xz", "yz"}) {
    DynamicsLaw law = Nvt();
    law.shear = ShearLaw{plane[0] - 'x', plane[1] - 'x', kRate};
    ExpectLammps(law, absl::StrFormat("%s erate %g", plane, kRate), kAffineC44);
    EXPECT_DOUBLE_EQ(
        end_.box.tilts[law.shear->tilt()],
        0.01 * end_.box.lengths[static_cast<std::size_t>(law.shear->normal)]);
  }
}

// The largest stress of the reference study on a crystal that does not yield.
TEST_F(DeformationTest, BiaxialStressIsTheTrueOneWhereThatOfLammpsIsNot) {
  const std::vector<std::string> elements = {"Cu"};
  auto copper =
      EamPotential::FromSetfl(ReadText(kCuZrFile), kCuZrFile, elements);
  ASSERT_OK(copper);
  State start = FccState({5, 5, 5}, 3.66);
  Heat(600, 31, &start);
  start = RunLaw(**copper, NptLaw(300, 0.1, 0.5), start, 1000);
  constexpr double kTarget = 26000;  // bar
  DynamicsLaw ramp = NptLaw(300, 0.1, 0.5);
  ramp.barostat_drag = 2;
  ramp.axes[0].stress_rate = ramp.axes[1].stress_rate = kTarget / 5;
  DynamicsLaw hold = NptLaw(300, 0.1, 0.5);
  hold.axes[0].stress_start = hold.axes[1].stress_start = kTarget;
  const State loaded = RunLaw(**copper, ramp, start, 2500);
  State end;
  const SymmetricTensor ours = Ours(**copper, hold, loaded, 5000, 5000, &end);
  // ∫ V (σ − target) dt = W Δω and the friction of the barostat's chain: W ω is
  // √(W k T) = 0.3 eV ps and does not grow; over 10 ps and 6000 Å³ 0.001 GPa.
  EXPECT_NEAR(ours[0], 2.6, 0.01);
  EXPECT_NEAR(ours[1], 2.6, 0.01);
  EXPECT_NEAR(ours[2], 0.0, 0.01);

  // LAMMPS' default counts what differs from the mean target by the box where
  // its fix began: σ_x above, σ_z above its target.
  const double t = LammpsTemperature(300);
  const double p = LammpsBar(-kTarget);
  const SymmetricTensor theirs = Theirs(
      start,
      absl::StrFormat("pair_style eam/fs\npair_coeff * * %s Cu\n"
                      "timestep 0.002\n"
                      "fix 1 all npt temp %.17g %.17g 0.1 x %.17g %.17g 0.5 y "
                      "%.17g %.17g 0.5 z 0 0 0.5 drag 1\nrun 1500\n",
                      kCuZrFile, t, t, p, p, p, p),
      1500, 1500);
  EXPECT_GT(theirs[0], 2.61);
  EXPECT_GT(theirs[2], 0.02);
  RecordProperty("ours",
                 absl::StrFormat("%.4f %.4f %.4f", ours[0], ours[1], ours[2]));
  RecordProperty("theirs", absl::StrFormat("%.4f %.4f %.4f", theirs[0],
                                           theirs[1], theirs[2]));
}

}  // namespace
}  // namespace lehr::md
