#include "worker/tools/evaluation.h"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>

#include "lehr/md/units.h"
#include "tests/worker/tools/tool_fixture.h"
#include "worker/tools/potential_source.h"

namespace lehr::worker {
namespace {

class EvaluationTest : public ToolTest {
 protected:
  Evaluation EvaluateToy(const md::State& state) {
    const auto source = ReadPotential(Path("toy.eam.alloy"));
    EXPECT_OK(source);
    const auto potential = MakePotential(*source, state.elements);
    EXPECT_OK(potential);
    auto evaluation =
        Evaluate(**potential, state, 1, md::Precision::kReference);
    EXPECT_OK(evaluation);
    return evaluation.ok() ? *std::move(evaluation) : Evaluation();
  }
};

TEST_F(EvaluationTest, VirialPressureIsTheSlopeOfEnergyWithVolume) {
  const md::State state = ToyAlloy();
  // Relative change h of each edge. Central differences are wrong by h² times
  // the curvature of the pressure, some ten times a bulk modulus of 140 GPa:
  // 1.4e-5 GPa.
  constexpr double kChange = 1e-4;
  constexpr double kTolerance = 1e-4;  // GPa
  const auto scaled = [&](double factor) {
    md::State other = state;
    for (double& length : other.box.lengths) length *= factor;
    for (md::Vec3& position : other.atoms.positions) {
      for (double& x : position) x *= factor;
    }
    return EvaluateToy(other);
  };
  const Evaluation less = scaled(1 - kChange);
  const Evaluation more = scaled(1 + kChange);
  const double slope = -(more.energy - less.energy) /
                       (more.volume - less.volume) *
                       md::kEvPerCubicAngstromToBar / md::kBarPerGpa;
  const md::SymmetricTensor p = EvaluateToy(state).virial_pressure;
  EXPECT_NEAR((p[0] + p[1] + p[2]) / 3, slope, kTolerance);
}

TEST_F(EvaluationTest, VelocitiesAddTheIdealGas) {
  const md::State state = ToyAlloy();
  const Evaluation evaluation = EvaluateToy(state);
  EXPECT_NEAR(evaluation.temperature, 300, 1e-9);
  double added = 0;  // GPa
  for (std::size_t a = 0; a < 3; ++a) {
    added += evaluation.pressure[a] - evaluation.virial_pressure[a];
  }
  const double n = static_cast<double>(state.atoms.size());
  EXPECT_NEAR(added / 3,
              (n - 1) * md::kBoltzmann * 300 / evaluation.volume *
                  md::kEvPerCubicAngstromToBar / md::kBarPerGpa,
              1e-12);
}

TEST_F(EvaluationTest, AtomEnergiesSumToTheEnergyAndForcesToZero) {
  const Evaluation evaluation = EvaluateToy(ToyAlloy());
  double energy = 0;
  for (const double e : evaluation.atom_energies) energy += e;
  EXPECT_NEAR(energy, evaluation.energy, 1e-9);
  double largest = 0;
  md::Vec3 sum = {};
  for (const md::Vec3& f : evaluation.forces) {
    largest = std::max(largest, std::hypot(f[0], f[1], f[2]));
    for (std::size_t a = 0; a < 3; ++a) sum[a] += f[a];
  }
  EXPECT_EQ(evaluation.largest_force, largest);
  for (const double s : sum) EXPECT_NEAR(s, 0, 1e-12);
}

TEST_F(EvaluationTest, TheVolumeOfASlabIsThatOfItsAtoms) {
  md::State state = ToyAlloy();
  state.box.periodic[0] = false;
  state.box.lengths[0] = 1000;
  const Evaluation slab = EvaluateToy(state);
  const double cross_section = state.box.lengths[1] * state.box.lengths[2];
  EXPECT_LT(slab.volume / cross_section, 3 * kToyLatticeConstant);
  EXPECT_GT(slab.volume / cross_section, 2 * kToyLatticeConstant);
}

}  // namespace
}  // namespace lehr::worker
