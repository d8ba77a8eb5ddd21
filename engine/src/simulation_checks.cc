#include "engine/src/simulation_checks.h"

#include <array>
#include <cmath>
#include <cstddef>

#include <absl/strings/str_format.h>

namespace lehr::md {
namespace {

bool IsFinite(const Vec3& v) {
  return std::isfinite(v[0]) && std::isfinite(v[1]) && std::isfinite(v[2]);
}

// Edges between a position and the box that images may have to count.
constexpr double kMostEdges = 1e6;

bool IsNear(const Box& box, const Vec3& r) {
  return std::abs(r[0]) <= kMostEdges * box.lengths[0] &&
         std::abs(r[1]) <= kMostEdges * box.lengths[1] &&
         std::abs(r[2]) <= kMostEdges * box.lengths[2];
}

absl::Status CheckBox(const Box& box) {
  for (std::size_t a = 0; a < 3; ++a) {
    if (!(box.lengths[a] > 0) || !std::isfinite(box.lengths[a]) ||
        !std::isfinite(box.tilts[a])) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "state: edge %c: expected a positive length and a finite tilt, found "
          "%g and %g Å",
          "xyz"[a], box.lengths[a], box.tilts[a]));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckChain(const char* name, const ChainState& chain,
                        std::size_t length) {
  if (chain.positions.size() == length && chain.velocities.size() == length) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrFormat(
      "state: %s: the law has a chain of %d, found %d positions and %d "
      "velocities: to begin another law set law_step to 0",
      name, length, chain.positions.size(), chain.velocities.size()));
}

}  // namespace

absl::Status CheckState(const State& state) {
  absl::Status status = CheckBox(state.box);
  if (!status.ok()) return status;
  const Atoms& atoms = state.atoms;
  const std::size_t n = atoms.size();
  if (n < 2 || atoms.species.size() != n || atoms.velocities.size() != n ||
      atoms.images.size() != n) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "state: expected two atoms or more and arrays of one length, found %d "
        "positions, %d velocities, %d images, %d species",
        n, atoms.velocities.size(), atoms.images.size(), atoms.species.size()));
  }
  for (std::size_t s = 0; s < state.masses.size(); ++s) {
    if (!(state.masses[s] > 0) || !std::isfinite(state.masses[s])) {
      return absl::InvalidArgumentError(
          absl::StrFormat("state: species %d: expected a positive mass, found "
                          "%g amu",
                          s, state.masses[s]));
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    const auto species = static_cast<std::size_t>(atoms.species[i]);
    if (atoms.species[i] < 0 || species >= state.masses.size()) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "state: atom %d: expected a species below %d, found %d", i,
          state.masses.size(), atoms.species[i]));
    }
    if (!IsNear(state.box, atoms.positions[i]) ||
        !IsFinite(atoms.velocities[i])) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "state: atom %d: expected finite numbers, not a million edges away, "
          "found position %g %g %g Å, velocity %g %g %g Å/ps",
          i, atoms.positions[i][0], atoms.positions[i][1],
          atoms.positions[i][2], atoms.velocities[i][0], atoms.velocities[i][1],
          atoms.velocities[i][2]));
    }
  }
  if (state.law_step < 0) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "state: law_step: expected 0 or more, found %d", state.law_step));
  }
  return absl::OkStatus();
}

absl::Status CheckLawFitsState(const DynamicsLaw& law, const State& state) {
  bool has_barostat = false;
  for (std::size_t a = 0; a < 3; ++a) {
    const bool free = law.axes[a].mode == AxisMode::kFree;
    if (free == state.box.periodic[a]) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "law: axis %c: %s in the law, but %s in the state: open or close the "
          "surface first",
          "xyz"[a], free ? "free" : "not free",
          free ? "periodic" : "not periodic"));
    }
    has_barostat = has_barostat || law.axes[a].mode == AxisMode::kStress;
  }
  const std::array<bool, 3>& periodic = state.box.periodic;
  if (law.shear && !(periodic[0] && periodic[1] && periodic[2])) {
    return absl::InvalidArgumentError(
        "law: shear: expected a box that is periodic along all axes, found "
        "free surfaces");
  }
  if (state.law_step == 0) return absl::OkStatus();
  for (const double length : state.law_start_lengths) {
    if (!(length > 0)) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "state: law_start_lengths: expected positive lengths after step %d, "
          "found %g Å",
          state.law_step, length));
    }
  }
  absl::Status status = CheckChain(
      "thermostat", state.thermostat,
      law.temperature ? static_cast<std::size_t>(law.temperature->chain_length)
                      : 0);
  if (!status.ok()) return status;
  return CheckChain(
      "barostat", state.barostat.chain,
      has_barostat ? static_cast<std::size_t>(law.barostat_chain_length) : 0);
}

absl::Status CheckOptions(const Simulation::Options& options) {
  const double skin = options.skin.value_or(0);
  if (options.threads < 1 || options.record_steps < 1 || !(skin >= 0)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "options: expected threads and record_steps of 1 or more and a skin of "
        "0 or more, found %d, %d, %g Å",
        options.threads, options.record_steps, skin));
  }
  return absl::OkStatus();
}

}  // namespace lehr::md
