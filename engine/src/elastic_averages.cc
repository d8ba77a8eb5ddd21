#include "engine/src/elastic_averages.h"

#include <cmath>
#include <cstddef>
#include <utility>

#include <absl/strings/str_format.h>

namespace lehr::md {
namespace {

// Sums that all averages are made of.
struct Sums {
  double axial = 0;  // 11 + 22 + 33
  double cross = 0;  // 12 + 13 + 23
  double shear = 0;  // 44 + 55 + 66
};

Sums SumsOf(const ElasticMatrix& m) {
  return {.axial = m[0][0] + m[1][1] + m[2][2],
          .cross = m[0][1] + m[0][2] + m[1][2],
          .shear = m[3][3] + m[4][4] + m[5][5]};
}

}  // namespace

// Smaller pivots than this [GPa] are rounding.
constexpr double kLeastPivot = 1e-9;

// Gauss-Jordan elimination with row pivots.
absl::Status Invert(const ElasticMatrix& c, ElasticMatrix* compliances) {
  ElasticMatrix left = c;
  ElasticMatrix& right = *compliances;
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < 6; ++j) right[i][j] = i == j ? 1 : 0;
  }
  for (std::size_t column = 0; column < 6; ++column) {
    std::size_t pivot = column;
    for (std::size_t row = column + 1; row < 6; ++row) {
      if (std::abs(left[row][column]) > std::abs(left[pivot][column])) {
        pivot = row;
      }
    }
    if (!(std::abs(left[pivot][column]) > kLeastPivot)) {
      return absl::OutOfRangeError(absl::StrFormat(
          "elastic: expected six stiff directions, found a pivot of %g GPa",
          left[pivot][column]));
    }
    std::swap(left[pivot], left[column]);
    std::swap(right[pivot], right[column]);
    for (std::size_t row = 0; row < 6; ++row) {
      if (row == column) continue;
      const double factor = left[row][column] / left[column][column];
      for (std::size_t k = 0; k < 6; ++k) {
        left[row][k] -= factor * left[column][k];
        right[row][k] -= factor * right[column][k];
      }
    }
  }
  for (std::size_t row = 0; row < 6; ++row) {
    for (double& value : right[row]) value /= left[row][row];
  }
  return absl::OkStatus();
}

// Hill, Proc. Phys. Soc. A 65, 349 (1952), doi:10.1088/0370-1298/65/5/307:
//   K_V = [C11+C22+C33 + 2 (C12+C13+C23)] / 9,
//   G_V = [C11+C22+C33 − (C12+C13+C23) + 3 (C44+C55+C66)] / 15,
//   1/K_R = S11+S22+S33 + 2 (S12+S13+S23),
//   15/G_R = 4 (S11+S22+S33) − 4 (S12+S13+S23) + 3 (S44+S55+S66),
// and from K_V, G_V: E = 9 K G / (3 K + G), ν = (3 K − 2 G) / (2 (3 K + G)).
absl::Status AddAverages(ElasticConstants* constants) {
  ElasticMatrix& c = constants->c;
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      c[i][j] = c[j][i] = 0.5 * (c[i][j] + c[j][i]);
    }
  }
  ElasticMatrix compliances = {};
  absl::Status status = Invert(c, &compliances);
  if (!status.ok()) return status;
  const Sums stiff = SumsOf(c);
  const double bulk = (stiff.axial + 2 * stiff.cross) / 9;
  const double shear = (stiff.axial - stiff.cross + 3 * stiff.shear) / 15;
  constants->bulk_voigt = bulk;
  constants->shear_voigt = shear;
  const Sums soft = SumsOf(compliances);
  constants->bulk_reuss = 1 / (soft.axial + 2 * soft.cross);
  constants->shear_reuss =
      15 / (4 * soft.axial - 4 * soft.cross + 3 * soft.shear);
  constants->bulk_hill = 0.5 * (bulk + constants->bulk_reuss);
  constants->shear_hill = 0.5 * (shear + constants->shear_reuss);
  constants->anisotropy =
      5 * shear / constants->shear_reuss + bulk / constants->bulk_reuss - 6;
  constants->young = 9 * bulk * shear / (3 * bulk + shear);
  constants->poisson = (3 * bulk - 2 * shear) / (2 * (3 * bulk + shear));
  return absl::OkStatus();
}

}  // namespace lehr::md
