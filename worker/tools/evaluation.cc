#include "worker/tools/evaluation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "lehr/md/units.h"
#include "worker/convert.h"

namespace lehr::worker {
namespace {

// Axes of the parts of a SymmetricTensor: xx, yy, zz, yz, xz, xy.
constexpr std::array<std::array<std::size_t, 2>, 6> kParts = {
    {{0, 0}, {1, 1}, {2, 2}, {1, 2}, {0, 2}, {0, 1}}};

// Σ m v_a v_b [eV].
md::SymmetricTensor KineticTensor(const md::State& state) {
  md::SymmetricTensor sum = {};
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    const auto species = static_cast<std::size_t>(state.atoms.species[i]);
    const md::Vec3& v = state.atoms.velocities[i];
    for (std::size_t k = 0; k < kParts.size(); ++k) {
      sum[k] += state.masses[species] * md::kKineticToEv * v[kParts[k][0]] *
                v[kParts[k][1]];
    }
  }
  return sum;
}

double VolumeOf(const md::State& state) {
  double volume = 1;
  for (std::size_t a = 0; a < 3; ++a) {
    if (state.box.periodic[a]) {
      volume *= state.box.lengths[a];
      continue;
    }
    const auto& positions = state.atoms.positions;
    const auto [low, high] = std::minmax_element(
        positions.begin(), positions.end(),
        [a](const md::Vec3& p, const md::Vec3& q) { return p[a] < q[a]; });
    volume *= (*high)[a] - (*low)[a];
  }
  return volume;
}

}  // namespace

absl::StatusOr<Evaluation> Evaluate(const md::Potential& potential,
                                    const md::State& state, int threads,
                                    md::Precision precision) {
  Evaluation result;
  result.forces.resize(state.atoms.size());
  const auto field = potential.MakeForceField(state.atoms.species, threads,
                                              md::kUsualSkin, precision);
  const auto interaction =
      field->Compute(state.box, state.atoms.positions, result.forces);
  if (!interaction.ok()) return interaction.status();
  result.energy = interaction->energy;
  result.density_overflows = interaction->density_overflows;
  result.atom_energies = field->AtomEnergies();
  result.volume = VolumeOf(state);
  const md::SymmetricTensor kinetic = KineticTensor(state);
  for (std::size_t k = 0; k < kParts.size(); ++k) {
    const double virial = interaction->virial[k];
    result.virial_pressure[k] = StressGpa(virial, result.volume);
    result.pressure[k] = StressGpa(kinetic[k] + virial, result.volume);
  }
  const double freedom = 3.0 * static_cast<double>(state.atoms.size()) - 3;
  if (freedom > 0) {
    result.temperature =
        (kinetic[0] + kinetic[1] + kinetic[2]) / (freedom * md::kBoltzmann);
  }
  for (const md::Vec3& f : result.forces) {
    result.largest_force =
        std::max(result.largest_force, std::hypot(f[0], f[1], f[2]));
  }
  return result;
}

}  // namespace lehr::worker
