#include "lehr/md/analysis/replica_overlap.h"

#include <cmath>
#include <cstddef>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

namespace lehr::md::analysis {
namespace {

// The atom's path since its images were zero [Å].
Vec3 Path(const State& state, std::size_t atom) {
  const auto& image = state.atoms.images[atom];
  const Vec3 n = {static_cast<double>(image[0]), static_cast<double>(image[1]),
                  static_cast<double>(image[2])};
  const Vec3& r = state.atoms.positions[atom];
  const Vec3& edge = state.box.lengths;
  const auto& [yz, xz, xy] = state.box.tilts;
  return {r[0] + n[0] * edge[0] + n[1] * xy + n[2] * xz,
          r[1] + n[1] * edge[1] + n[2] * yz, r[2] + n[2] * edge[2]};
}

absl::Status Check(const State& state, const std::array<int, 3>& counts,
                   double threshold) {
  double copies = 1;
  for (const int count : counts) copies *= count > 0 ? count : 0;
  const auto atoms = static_cast<double>(state.atoms.size());
  if (copies < 2 || !(threshold > 0) || std::fmod(atoms, copies) != 0 ||
      atoms < copies) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "replica overlap: expected two copies or more that share the atoms "
        "evenly, and a positive threshold, found %d × %d × %d copies of %.0f "
        "atoms, %g Å",
        counts[0], counts[1], counts[2], atoms, threshold));
  }
  const std::size_t n = state.atoms.size() / static_cast<std::size_t>(copies);
  for (std::size_t i = n; i < state.atoms.size(); ++i) {
    if (state.atoms.species[i] != state.atoms.species[i % n]) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "replica overlap: expected atom %d to be a copy of atom %d, found "
          "another element",
          i, i % n));
    }
  }
  return absl::OkStatus();
}

// Atoms of the copy that begins at `first` that went where those of the first
// copy, whose paths are `reference`, went.
std::size_t Alike(const State& state, const std::vector<Vec3>& reference,
                  std::size_t first, double threshold) {
  const std::size_t n = reference.size();
  std::vector<Vec3> difference(n);
  Vec3 mean = {0, 0, 0};
  for (std::size_t i = 0; i < n; ++i) {
    const Vec3 path = Path(state, first + i);
    for (std::size_t a = 0; a < 3; ++a) {
      difference[i][a] = path[a] - reference[i][a];
      mean[a] += difference[i][a] / static_cast<double>(n);
    }
  }
  std::size_t alike = 0;
  for (const Vec3& d : difference) {
    const double x = d[0] - mean[0];
    const double y = d[1] - mean[1];
    const double z = d[2] - mean[2];
    if (x * x + y * y + z * z < threshold * threshold) ++alike;
  }
  return alike;
}

}  // namespace

absl::StatusOr<double> ReplicaOverlap(const State& state,
                                      const std::array<int, 3>& counts,
                                      double threshold) {
  if (absl::Status status = Check(state, counts, threshold); !status.ok()) {
    return status;
  }
  const auto copies =
      static_cast<std::size_t>(counts[0] * counts[1] * counts[2]);
  const std::size_t n = state.atoms.size() / copies;
  std::vector<Vec3> reference(n);
  for (std::size_t i = 0; i < n; ++i) reference[i] = Path(state, i);
  std::size_t alike = 0;
  for (std::size_t first = n; first < state.atoms.size(); first += n) {
    alike += Alike(state, reference, first, threshold);
  }
  return static_cast<double>(alike) /
         static_cast<double>(state.atoms.size() - n);
}

}  // namespace lehr::md::analysis
