#ifndef LEHR_TESTS_SUPPORT_REFERENCE_EAM_H_
#define LEHR_TESTS_SUPPORT_REFERENCE_EAM_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/src/setfl.h"
#include "lehr/md/box.h"
#include "lehr/md/potential.h"
#include "tests/support/reference_neighbors.h"

namespace lehr::md {

// Value and derivative at x of the spline through `y` at 0, h, 2 h, ...:
// between knots the cubic Hermite polynomial in its textbook basis, with slopes
// from five-point differences.
struct ReferenceValue {
  double value = 0;
  double slope = 0;
};

inline ReferenceValue ReferenceSpline(const std::vector<double>& y, double h,
                                      double x) {
  const auto n = static_cast<std::ptrdiff_t>(y.size());
  const auto at = [&](std::ptrdiff_t k) {
    return y[static_cast<std::size_t>(k)];
  };
  const auto slope = [&](std::ptrdiff_t k) {
    if (k == 0) return at(1) - at(0);
    if (k == n - 1) return at(n - 1) - at(n - 2);
    if (k == 1 || k == n - 2) return (at(k + 1) - at(k - 1)) / 2;
    return (at(k - 2) - 8 * at(k - 1) + 8 * at(k + 1) - at(k + 2)) / 12;
  };
  const auto k =
      std::clamp(static_cast<std::ptrdiff_t>(x / h), std::ptrdiff_t{0}, n - 2);
  const double t = std::min(x / h - static_cast<double>(k), 1.0);
  const double u = 1 - t;
  const double value = at(k) * (1 + 2 * t) * u * u + slope(k) * t * u * u +
                       at(k + 1) * t * t * (3 - 2 * t) -
                       slope(k + 1) * t * t * u;
  const double derivative = 6 * t * u * (at(k + 1) - at(k)) +
                            slope(k) * (1 - 4 * t + 3 * t * t) +
                            slope(k + 1) * (3 * t * t - 2 * t);
  return {value, derivative / h};
}

struct ReferenceResult {
  double energy = 0;  // eV
  SymmetricTensor virial = {};
  std::vector<double> atom_energies;
  std::vector<Vec3> forces;
};

// Energy, forces and virial of the embedded-atom model by the formulas of
// eam_potential.h, summed over all ordered pairs in double precision. `species`
// index into the elements of `table`.
inline ReferenceResult ReferenceEam(const SetflTable& table, const Box& box,
                                    std::span<const std::int32_t> species,
                                    std::span<const Vec3> positions) {
  const std::size_t n = positions.size();
  const auto element = [&](std::size_t i) {
    return static_cast<std::size_t>(species[i]);
  };
  const std::vector<ReferencePair> pairs =
      ReferencePairs(box, positions, table.cutoff);
  const auto density = [&](std::size_t site, std::size_t source, double r) {
    return ReferenceSpline(table.density[element(site)][element(source)],
                           table.distance_step, r);
  };
  std::vector<double> rho(n, 0);
  for (const ReferencePair& pair : pairs) {
    rho[pair.i] += density(pair.i, pair.j, pair.distance).value;
  }
  ReferenceResult result;
  result.forces.resize(n, {0, 0, 0});
  std::vector<double> embedding_slope(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::vector<double>& f = table.embedding[element(i)];
    const double end = static_cast<double>(f.size() - 1) * table.density_step;
    const ReferenceValue embedding =
        ReferenceSpline(f, table.density_step, rho[i]);
    embedding_slope[i] = embedding.slope;
    result.atom_energies.push_back(
        embedding.value +
        (rho[i] > end ? embedding.slope * (rho[i] - end) : 0.0));
  }
  for (const ReferencePair& pair : pairs) {
    const double r = pair.distance;
    const ReferenceValue z = ReferenceSpline(
        table.pair[SetflTable::PairIndex(element(pair.i), element(pair.j))],
        table.distance_step, r);
    const double phi = z.value / r;
    const double psi =
        embedding_slope[pair.i] * density(pair.i, pair.j, r).slope +
        embedding_slope[pair.j] * density(pair.j, pair.i, r).slope +
        z.slope / r - phi / r;
    result.atom_energies[pair.i] += phi / 2;
    Vec3 f = {};
    for (std::size_t a = 0; a < 3; ++a) {
      f[a] = -psi * pair.r[a] / r;
      result.forces[pair.i][a] += f[a];
    }
    for (std::size_t a = 0; a < 3; ++a) {
      result.virial[a] += pair.r[a] * f[a] / 2;
    }
    result.virial[3] += pair.r[1] * f[2] / 2;
    result.virial[4] += pair.r[0] * f[2] / 2;
    result.virial[5] += pair.r[0] * f[1] / 2;
  }
  for (const double energy : result.atom_energies) result.energy += energy;
  return result;
}

}  // namespace lehr::md

#endif  // LEHR_TESTS_SUPPORT_REFERENCE_EAM_H_
