#include "engine/src/analysis/checks.h"

#include <cmath>
#include <cstddef>
#include <string>

#include <absl/strings/str_format.h>

namespace lehr::md::analysis {
namespace {

const std::string& ElementOf(const State& state, std::size_t i) {
  return state.elements[static_cast<std::size_t>(state.atoms.species[i])];
}

// Edges between a position and the box; a run stops long before.
constexpr double kMostEdges = 1e6;

// Numbers, and not so far that a position in the box would be all rounding.
bool IsNear(const Box& box, const Vec3& r) {
  for (std::size_t a = 0; a < 3; ++a) {
    if (!(std::abs(r[a]) <= kMostEdges * box.lengths[a])) return false;
  }
  return true;
}

}  // namespace

absl::Status CheckConfiguration(std::string_view where, const State& state) {
  const Atoms& atoms = state.atoms;
  if (atoms.size() == 0 || atoms.species.size() != atoms.size()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected atoms with one species each, found %d positions and %d "
        "species",
        where, atoms.size(), atoms.species.size()));
  }
  for (std::size_t a = 0; a < 3; ++a) {
    if (!(state.box.lengths[a] > 0) || !std::isfinite(state.box.lengths[a]) ||
        !std::isfinite(state.box.tilts[a])) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "%s: edge %c: expected a positive length and a finite tilt, found %g "
          "and %g Å",
          where, "xyz"[a], state.box.lengths[a], state.box.tilts[a]));
    }
  }
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    const std::int32_t species = atoms.species[i];
    if (species < 0 ||
        static_cast<std::size_t>(species) >= state.elements.size()) {
      return absl::InvalidArgumentError(
          absl::StrFormat("%s: atom %d: expected a species below %d, found %d",
                          where, i, state.elements.size(), species));
    }
    const Vec3& r = atoms.positions[i];
    if (!IsNear(state.box, r)) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "%s: atom %d: expected coordinates within a million edges, found %g "
          "%g %g Å",
          where, i, r[0], r[1], r[2]));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckSameAtoms(std::string_view where, const State& reference,
                            const State& state) {
  if (reference.atoms.size() != state.atoms.size()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected a reference with the same %d atoms, found one with %d: "
        "name a stage that this state comes from",
        where, state.atoms.size(), reference.atoms.size()));
  }
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    const std::string& was = ElementOf(reference, i);
    const std::string& is = ElementOf(state, i);
    if (was != is) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "%s: atom %d: expected %s as in the reference, found %s: name a "
          "stage that this state comes from",
          where, i, was, is));
    }
  }
  for (std::size_t a = 0; a < 3; ++a) {
    if (reference.box.periodic[a] != state.box.periodic[a]) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "%s: expected %s along %c as in the reference, found %s: name a "
          "reference after the surface was opened",
          where, reference.box.periodic[a] ? "images" : "free surfaces",
          "xyz"[a], state.box.periodic[a] ? "images" : "free surfaces"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckThreads(std::string_view where, int threads) {
  if (threads >= 1) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrFormat(
      "%s: expected one thread or more, found %d", where, threads));
}

}  // namespace lehr::md::analysis
