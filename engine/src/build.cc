#include "lehr/md/build.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "engine/src/kernels/eam_kernels.h"
#include "engine/src/random.h"
#include "lehr/md/units.h"

namespace lehr::md {
namespace {

constexpr char kAxisNames[] = "xyz";

// Sites of a cubic cell in units of its edge.
std::vector<Vec3> Basis(Lattice lattice) {
  if (lattice == Lattice::kBcc) return {{0, 0, 0}, {0.5, 0.5, 0.5}};
  return {{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}};
}

absl::Status CheckLattice(const std::array<int, 3>& cells,
                          double lattice_constant,
                          std::span<const std::string> elements,
                          std::span<const double> masses,
                          std::span<const std::int64_t> counts,
                          std::size_t cell_sites) {
  if (!std::isfinite(lattice_constant) || lattice_constant <= 0) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "lattice constant: expected a positive length, found %g Å",
        lattice_constant));
  }
  if (elements.empty() || elements.size() != masses.size() ||
      elements.size() != counts.size()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "elements: expected a mass and a count for each of %d, found %d masses "
        "and %d counts",
        elements.size(), masses.size(), counts.size()));
  }
  double sites = static_cast<double>(cell_sites);
  for (const int count : cells) sites *= count;
  if (*std::min_element(cells.begin(), cells.end()) < 1 || sites > kMostAtoms) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "cells: expected positive numbers and at most %d sites, found %d × %d "
        "× %d cells",
        kMostAtoms, cells[0], cells[1], cells[2]));
  }
  std::int64_t atoms = 0;
  for (std::size_t k = 0; k < elements.size(); ++k) {
    if (counts[k] < 0 || counts[k] > kMostAtoms) {
      return absl::InvalidArgumentError(
          absl::StrFormat("count of element \"%s\": expected 0 to %d, found %d",
                          elements[k], kMostAtoms, counts[k]));
    }
    if (!std::isfinite(masses[k]) || masses[k] <= 0) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "mass of element \"%s\": expected a positive number, found %g amu",
          elements[k], masses[k]));
    }
    atoms += counts[k];
  }
  if (static_cast<double>(atoms) != sites) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "counts of elements: expected a sum of %.0f, the sites of the lattice, "
        "found %d",
        sites, atoms));
  }
  return absl::OkStatus();
}

// What belongs to a law that has ended.
void ForgetLaw(State* state) {
  state->law_step = 0;
  state->law_start_lengths = {0, 0, 0};
  state->thermostat = {};
  state->barostat = {};
}

// Σ m v² in eV: twice the kinetic energy.
double TwiceKineticEnergy(const State& state) {
  double sum = 0;
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    const auto species = static_cast<std::size_t>(state.atoms.species[i]);
    for (const double v : state.atoms.velocities[i]) {
      sum += state.masses[species] * v * v;
    }
  }
  return sum * kKineticToEv;
}

void RemoveDrift(State* state) {
  Vec3 momentum = {0, 0, 0};
  double mass = 0;
  for (std::size_t i = 0; i < state->atoms.size(); ++i) {
    const double m =
        state->masses[static_cast<std::size_t>(state->atoms.species[i])];
    mass += m;
    for (std::size_t a = 0; a < 3; ++a) {
      momentum[a] += m * state->atoms.velocities[i][a];
    }
  }
  for (Vec3& velocity : state->atoms.velocities) {
    for (std::size_t a = 0; a < 3; ++a) velocity[a] -= momentum[a] / mass;
  }
}

}  // namespace

absl::StatusOr<State> CreateLattice(Lattice lattice, std::array<int, 3> cells,
                                    double lattice_constant,
                                    std::span<const std::string> elements,
                                    std::span<const double> masses,
                                    std::span<const std::int64_t> counts,
                                    std::uint64_t seed) {
  const std::vector<Vec3> basis = Basis(lattice);
  if (absl::Status status = CheckLattice(cells, lattice_constant, elements,
                                         masses, counts, basis.size());
      !status.ok()) {
    return status;
  }
  State state;
  state.elements.assign(elements.begin(), elements.end());
  state.masses.assign(masses.begin(), masses.end());
  for (std::size_t a = 0; a < 3; ++a) {
    state.box.lengths[a] = cells[a] * lattice_constant;
  }
  Atoms& atoms = state.atoms;
  for (int z = 0; z < cells[2]; ++z) {
    for (int y = 0; y < cells[1]; ++y) {
      for (int x = 0; x < cells[0]; ++x) {
        for (const Vec3& site : basis) {
          atoms.positions.push_back({(x + site[0]) * lattice_constant,
                                     (y + site[1]) * lattice_constant,
                                     (z + site[2]) * lattice_constant});
        }
      }
    }
  }
  for (std::size_t k = 0; k < counts.size(); ++k) {
    atoms.species.insert(atoms.species.end(),
                         static_cast<std::size_t>(counts[k]),
                         static_cast<std::int32_t>(k));
  }
  // Fisher and Yates; Durstenfeld, Commun. ACM 7, 420 (1964),
  // doi:10.1145/364520.364540.
  Random random(seed);
  for (std::size_t n = atoms.species.size(); n > 1; --n) {
    std::swap(atoms.species[n - 1], atoms.species[random.Below(n)]);
  }
  atoms.velocities.resize(atoms.size(), {0, 0, 0});
  atoms.images.resize(atoms.size(), {0, 0, 0});
  return state;
}

void DrawVelocities(double temperature, std::uint64_t seed, State* state) {
  Atoms& atoms = state->atoms;
  const std::size_t count = atoms.size();
  atoms.velocities.assign(count, {0, 0, 0});
  if (count < 2 || !(temperature > 0)) return;
  Random random(seed);
  for (std::size_t i = 0; i < count; ++i) {
    const double mass =
        state->masses[static_cast<std::size_t>(atoms.species[i])];
    // Standard deviation of a component: sqrt(k T / m).
    const double width =
        std::sqrt(kBoltzmann * temperature / (mass * kKineticToEv));
    for (double& component : atoms.velocities[i]) {
      component = width * random.Normal();
    }
  }
  RemoveDrift(state);
  const double freedoms = 3.0 * static_cast<double>(count) - 3.0;
  const double factor = std::sqrt(freedoms * kBoltzmann * temperature /
                                  TwiceKineticEnergy(*state));
  for (Vec3& velocity : atoms.velocities) {
    for (double& component : velocity) component *= factor;
  }
}

absl::StatusOr<State> Replicate(const State& state, std::array<int, 3> counts) {
  double atoms = static_cast<double>(state.atoms.size());
  for (std::size_t a = 0; a < 3; ++a) {
    atoms *= counts[a];
    if (counts[a] < 1 || (counts[a] > 1 && !state.box.periodic[a])) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "replicate: along %c, which is %s, expected %s, found %d",
          kAxisNames[a], state.box.periodic[a] ? "periodic" : "not periodic",
          state.box.periodic[a] ? "a positive count" : "1", counts[a]));
    }
  }
  if (atoms > kMostAtoms) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "replicate: expected at most %d atoms, found %.0f", kMostAtoms, atoms));
  }
  State result = state;
  ForgetLaw(&result);
  for (std::size_t a = 0; a < 3; ++a) {
    result.box.lengths[a] *= counts[a];
    result.bulk_lengths[a] *= counts[a];
  }
  // A tilt is the shift per whole edge: of yz and xz per L_z, of xy per L_y.
  result.box.tilts[0] *= counts[2];
  result.box.tilts[1] *= counts[2];
  result.box.tilts[2] *= counts[1];
  result.atoms = {};
  const auto& [yz, xz, xy] = state.box.tilts;
  for (int z = 0; z < counts[2]; ++z) {
    for (int y = 0; y < counts[1]; ++y) {
      for (int x = 0; x < counts[0]; ++x) {
        const Vec3 shift = {x * state.box.lengths[0] + y * xy + z * xz,
                            y * state.box.lengths[1] + z * yz,
                            z * state.box.lengths[2]};
        for (std::size_t i = 0; i < state.atoms.size(); ++i) {
          Vec3 position = state.atoms.positions[i];
          for (std::size_t a = 0; a < 3; ++a) {
            position[a] += shift[a];
            // The sum may round up to the edge, which is outside.
            const double edge = result.box.lengths[a];
            if (position[a] == edge && state.box.periodic[a]) {
              position[a] = std::nextafter(edge, 0.0);
            }
          }
          result.atoms.positions.push_back(position);
        }
        result.atoms.species.insert(result.atoms.species.end(),
                                    state.atoms.species.begin(),
                                    state.atoms.species.end());
        result.atoms.velocities.insert(result.atoms.velocities.end(),
                                       state.atoms.velocities.begin(),
                                       state.atoms.velocities.end());
      }
    }
  }
  result.atoms.images.assign(result.atoms.size(), {0, 0, 0});
  return result;
}

absl::Status OpenSurface(int axis, State* state) {
  if (axis < 0 || axis > 2) {
    return absl::InvalidArgumentError(
        absl::StrFormat("surface: axis: expected 0, 1 or 2, found %d", axis));
  }
  const auto a = static_cast<std::size_t>(axis);
  if (!state->box.periodic[a]) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "surface: expected a periodic axis, found %c open already",
        kAxisNames[a]));
  }
  if (state->box.periodic == std::array<bool, 3>{true, true, true}) {
    state->bulk_lengths = state->box.lengths;
  }
  state->box.periodic[a] = false;
  ForgetLaw(state);
  return absl::OkStatus();
}

}  // namespace lehr::md
