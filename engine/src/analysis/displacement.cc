#include "lehr/md/analysis/displacement.h"

#include <cmath>
#include <cstddef>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "engine/src/analysis/checks.h"
#include "engine/src/analysis/near_atoms.h"
#include "engine/src/blocks.h"

namespace lehr::md::analysis {
namespace {

constexpr const char* kWhere = "displacement";

absl::Status Check(const State& reference, const State& state,
                   const DisplacementOptions& options) {
  absl::Status status = CheckThreads(kWhere, options.threads);
  for (const State* one : {&reference, &state}) {
    status.Update(CheckConfiguration(kWhere, *one));
    if (status.ok() && (one->atoms.images.size() != one->atoms.size() ||
                        one->masses.size() != one->elements.size())) {
      status = absl::InvalidArgumentError(absl::StrFormat(
          "%s: expected images of %d atoms and masses of %d elements, found %d "
          "and %d",
          kWhere, one->atoms.size(), one->elements.size(),
          one->atoms.images.size(), one->masses.size()));
    }
  }
  if (status.ok()) status = CheckSameAtoms(kWhere, reference, state);
  return status;
}

// s = H⁻¹ r + image; Å along an axis without images.
Vec3 PathOf(const State& state, const Lattice3& lattice, std::size_t i) {
  Vec3 s = ToFraction(lattice, state.atoms.positions[i]);
  for (std::size_t a = 0; a < 3; ++a) {
    if (state.box.periodic[a]) s[a] += state.atoms.images[i][a];
  }
  return s;
}

}  // namespace

absl::StatusOr<Displacement> AnalyzeDisplacement(
    const State& reference, const State& state,
    const DisplacementOptions& options) {
  absl::Status status = Check(reference, state, options);
  if (!status.ok()) return status;
  const std::size_t n = state.atoms.size();
  const Lattice3 then = LatticeOf(reference.box);
  const Lattice3 now = LatticeOf(state.box);
  const auto species = [&](std::size_t i) {
    return static_cast<std::size_t>(state.atoms.species[i]);
  };

  std::vector<Vec3> u(n);
  ForEachBlock(
      n, options.threads, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
          const Vec3 from = PathOf(reference, then, i);
          const Vec3 to = PathOf(state, now, i);
          u[i] = FromFraction(
              now, {to[0] - from[0], to[1] - from[1], to[2] - from[2]});
        }
      });

  Displacement result;
  result.elements = state.elements;
  const double mass = SumOverBlocks(n, options.threads, [&](std::size_t i) {
    return state.masses[species(i)];
  });
  for (std::size_t a = 0; a < 3; ++a) {
    result.center_of_mass[a] =
        SumOverBlocks(
            n, options.threads,
            [&](std::size_t i) { return state.masses[species(i)] * u[i][a]; }) /
        mass;
  }
  result.of_element.resize(state.elements.size());
  result.distances.resize(n);
  // In index order.
  for (std::size_t i = 0; i < n; ++i) {
    MeanSquare& element = result.of_element[species(i)];
    ++element.atoms;
    ++result.all.atoms;
    double square = 0;
    for (std::size_t a = 0; a < 3; ++a) {
      const double rest = u[i][a] - result.center_of_mass[a];
      element.axes[a] += rest * rest;
      square += rest * rest;
    }
    result.distances[i] = std::sqrt(square);
  }
  for (MeanSquare& element : result.of_element) {
    for (std::size_t a = 0; a < 3; ++a) {
      result.all.axes[a] += element.axes[a] / static_cast<double>(n);
      if (element.atoms > 0) {
        element.axes[a] /= static_cast<double>(element.atoms);
      }
    }
  }
  return result;
}

}  // namespace lehr::md::analysis
