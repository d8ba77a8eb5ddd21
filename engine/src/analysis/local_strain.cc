#include "lehr/md/analysis/local_strain.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "engine/src/analysis/checks.h"
#include "engine/src/analysis/near_atoms.h"
#include "engine/src/blocks.h"
#include "engine/src/neighbor_list.h"

namespace lehr::md::analysis {
namespace {

constexpr const char* kWhere = "local strain";

using Matrix = std::array<Vec3, 3>;

// Neighbors that lie in a plane have no J: det V = 0. Those of an atom in a
// glass or at a surface have det V / (tr V / 3)³ above 0.1; at this bound one
// direction is seen a thousand times less than the others, and rounding of
// positions (1e-13 Å) would still give J to 1e-9.
constexpr double kFlat = 1e-6;

// V⁻¹ of a symmetric V by its adjugate; nothing if V is flat.
bool Invert(const Matrix& v, Matrix* inverse) {
  Matrix& c = *inverse;
  for (std::size_t a = 0; a < 3; ++a) {
    const std::size_t a1 = (a + 1) % 3;
    const std::size_t a2 = (a + 2) % 3;
    for (std::size_t b = 0; b < 3; ++b) {
      const std::size_t b1 = (b + 1) % 3;
      const std::size_t b2 = (b + 2) % 3;
      c[b][a] = v[a1][b1] * v[a2][b2] - v[a1][b2] * v[a2][b1];
    }
  }
  const double det = v[0][0] * c[0][0] + v[0][1] * c[1][0] + v[0][2] * c[2][0];
  const double size = (v[0][0] + v[1][1] + v[2][2]) / 3;
  if (!(det > kFlat * size * size * size)) return false;
  for (Vec3& row : c) {
    for (double& element : row) element /= det;
  }
  return true;
}

// A neighbor in the reference.
struct Neighbor {
  std::size_t atom;
  Vec3 then;
  Vec3 now;
};

// J of d = d0 J by least squares; nothing if the neighbors do not tell.
bool Gradient(const std::vector<Neighbor>& neighbors, Matrix* j) {
  Matrix v = {};
  Matrix w = {};
  for (const Neighbor& neighbor : neighbors) {
    for (std::size_t a = 0; a < 3; ++a) {
      for (std::size_t b = 0; b < 3; ++b) {
        v[a][b] += neighbor.then[a] * neighbor.then[b];
        w[a][b] += neighbor.then[a] * neighbor.now[b];
      }
    }
  }
  Matrix inverse;
  if (!Invert(v, &inverse)) return false;
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      (*j)[a][b] = inverse[a][0] * w[0][b] + inverse[a][1] * w[1][b] +
                   inverse[a][2] * w[2][b];
    }
  }
  return true;
}

// η = ½ (J Jᵀ − 1).
SymmetricTensor StrainOf(const Matrix& j) {
  const auto product = [&](std::size_t a, std::size_t b) {
    return j[a][0] * j[b][0] + j[a][1] * j[b][1] + j[a][2] * j[b][2];
  };
  return {0.5 * (product(0, 0) - 1), 0.5 * (product(1, 1) - 1),
          0.5 * (product(2, 2) - 1), 0.5 * product(1, 2),
          0.5 * product(0, 2),       0.5 * product(0, 1)};
}

double VonMises(const SymmetricTensor& eta) {
  const auto [xx, yy, zz, yz, xz, xy] = eta;
  return std::sqrt(
      xy * xy + xz * xz + yz * yz +
      ((xx - yy) * (xx - yy) + (xx - zz) * (xx - zz) + (yy - zz) * (yy - zz)) /
          6);
}

// D²_min = Σ |d − d0 J|².
double NonAffine(const std::vector<Neighbor>& neighbors, const Matrix& j) {
  double sum = 0;
  for (const auto& [atom, then, now] : neighbors) {
    for (std::size_t b = 0; b < 3; ++b) {
      const double rest =
          now[b] - then[0] * j[0][b] - then[1] * j[1][b] - then[2] * j[2][b];
      sum += rest * rest;
    }
  }
  return sum;
}

// Neighbors of atom i in the reference, by index: sums over them do not depend
// on how they were found.
void FindNeighbors(const NearAtoms& reference, const NearestImage& image,
                   const std::vector<Vec3>& positions, std::size_t i,
                   std::vector<Neighbor>* neighbors) {
  neighbors->clear();
  reference.ForEach(i, [&](std::size_t j, const Vec3& then, double) {
    const Vec3 now = {positions[j][0] - positions[i][0],
                      positions[j][1] - positions[i][1],
                      positions[j][2] - positions[i][2]};
    neighbors->push_back({j, then, ToNearestImage(image, now)});
  });
  std::sort(
      neighbors->begin(), neighbors->end(),
      [](const Neighbor& a, const Neighbor& b) { return a.atom < b.atom; });
}

void Measure(const std::vector<Neighbor>& neighbors,
             const LocalStrainOptions& options, std::size_t i,
             LocalStrain* strain) {
  strain->neighbors[i] = static_cast<std::int32_t>(neighbors.size());
  Matrix j;
  if (strain->neighbors[i] < options.fewest_neighbors ||
      !Gradient(neighbors, &j)) {
    return;
  }
  const SymmetricTensor eta = StrainOf(j);
  strain->measured[i] = 1;
  strain->von_mises[i] = VonMises(eta);
  strain->hydrostatic[i] = (eta[0] + eta[1] + eta[2]) / 3;
  strain->d2min[i] = NonAffine(neighbors, j);
  strain->d2min_per_neighbor[i] =
      strain->d2min[i] / static_cast<double>(neighbors.size());
  if (options.keep_gradients) {
    strain->gradients[i] = {j[0][0], j[0][1], j[0][2], j[1][0], j[1][1],
                            j[1][2], j[2][0], j[2][1], j[2][2]};
  }
}

absl::Status Check(const State& reference, const State& state,
                   const LocalStrainOptions& options) {
  if (options.fewest_neighbors < 3 || !(options.most_unmeasured >= 0) ||
      options.most_unmeasured > 1) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected three neighbors or more and a fraction in [0, 1], found "
        "%d and %g",
        kWhere, options.fewest_neighbors, options.most_unmeasured));
  }
  absl::Status status = CheckThreads(kWhere, options.threads);
  status.Update(CheckConfiguration(kWhere, reference));
  status.Update(CheckConfiguration(kWhere, state));
  if (!status.ok()) return status;
  status.Update(CheckSameAtoms(kWhere, reference, state));
  status.Update(CheckCutoff(kWhere, reference.box, options.cutoff));
  status.Update(CheckCutoff(kWhere, state.box, options.cutoff));
  return status;
}

void AddMeans(const LocalStrainOptions& options, LocalStrain* strain) {
  const std::size_t n = strain->measured.size();
  const double count = SumOverBlocks(n, options.threads, [&](std::size_t i) {
    return static_cast<double>(strain->measured[i]);
  });
  strain->unmeasured =
      static_cast<std::int64_t>(n) - static_cast<std::int64_t>(count);
  if (count == 0) return;
  const auto mean = [&](const std::vector<double>& values) {
    return SumOverBlocks(n, options.threads,
                         [&](std::size_t i) { return values[i]; }) /
           count;
  };
  strain->mean_von_mises = mean(strain->von_mises);
  strain->mean_hydrostatic = mean(strain->hydrostatic);
  strain->mean_d2min_per_neighbor = mean(strain->d2min_per_neighbor);
}

}  // namespace

absl::StatusOr<LocalStrain> AnalyzeLocalStrain(
    const State& reference, const State& state,
    const LocalStrainOptions& options) {
  absl::Status status = Check(reference, state, options);
  if (!status.ok()) return status;
  const std::size_t n = state.atoms.size();
  LocalStrain strain;
  strain.cutoff = options.cutoff;
  for (std::vector<double>* values :
       {&strain.von_mises, &strain.hydrostatic, &strain.d2min,
        &strain.d2min_per_neighbor}) {
    values->assign(n, 0.0);
  }
  strain.neighbors.assign(n, 0);
  strain.measured.assign(n, 0);
  if (options.keep_gradients) strain.gradients.assign(n, {});

  const NearAtoms near(reference.box, reference.atoms.positions,
                       options.cutoff);
  const NearestImage image = NearestImageOf(state.box);
  ForEachBlock(
      n, options.threads, [&](std::size_t, std::size_t begin, std::size_t end) {
        std::vector<Neighbor> neighbors;
        for (std::size_t i = begin; i < end; ++i) {
          FindNeighbors(near, image, state.atoms.positions, i, &neighbors);
          Measure(neighbors, options, i, &strain);
        }
      });
  AddMeans(options, &strain);
  const double most = options.most_unmeasured * static_cast<double>(n);
  if (static_cast<double>(strain.unmeasured) > most) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s: expected at most %g atoms with fewer than %d neighbors within %g "
        "Å of the reference, or with all of them in a plane, found %d of %d: "
        "raise the cutoff",
        kWhere, std::floor(most), options.fewest_neighbors, options.cutoff,
        strain.unmeasured, n));
  }
  return strain;
}

}  // namespace lehr::md::analysis
