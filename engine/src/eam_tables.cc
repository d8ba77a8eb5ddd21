#include "engine/src/eam_tables.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lehr::md {

std::vector<double> KnotSlopes(std::span<const double> values) {
  const std::span<const double> y = values;
  const std::size_t n = y.size();
  std::vector<double> slopes(n);
  slopes[0] = y[1] - y[0];
  slopes[1] = 0.5 * (y[2] - y[0]);
  for (std::size_t m = 2; m + 2 < n; ++m) {
    slopes[m] = ((y[m - 2] - y[m + 2]) + 8.0 * (y[m + 1] - y[m - 1])) / 12.0;
  }
  slopes[n - 2] = 0.5 * (y[n - 1] - y[n - 3]);
  slopes[n - 1] = y[n - 1] - y[n - 2];
  return slopes;
}

EamTables::EamTables(const SetflTable& table,
                     std::span<const std::size_t> file_element)
    : cutoff_(table.cutoff),
      inverse_density_step_(1.0 / table.density_step),
      largest_density_(static_cast<double>(table.embedding[0].size() - 1) *
                       table.density_step),
      density_knots_(table.embedding[0].size()),
      density_scale_(DensityScale(largest_density_)),
      virial_scale_(VirialScale(cutoff_)) {
  for (const std::size_t element : file_element) {
    const std::vector<double>& values = table.embedding[element];
    const std::vector<double> slopes = KnotSlopes(values);
    std::vector<double>& knots = embedding_.emplace_back();
    for (std::size_t m = 0; m < values.size(); ++m) {
      knots.push_back(values[m]);
      knots.push_back(slopes[m]);
    }
  }
  const std::size_t knots = table.pair[0].size();
  for (std::size_t a = 0; a < file_element.size(); ++a) {
    for (std::size_t b = a; b < file_element.size(); ++b) {
      const auto first =
          static_cast<std::int32_t>(density_fields_.size() / kDensityFields);
      first_knot_[kMostSpecies * a + b] = first;
      first_knot_[kMostSpecies * b + a] = first;
      AddPair(table, file_element[a], file_element[b]);
    }
  }
  // A knot is read together with the next one and may be read four fields at a
  // time.
  density_fields_.resize(density_fields_.size() + kDensityFields);
  force_fields_.resize(force_fields_.size() + kForceTableFields);
  closest_ = ClosestInRange(table);
  pairs_ = {density_fields_.data(),
            force_fields_.data(),
            first_knot_.data(),
            1.0 / table.distance_step,
            static_cast<std::int32_t>(knots) - 2,
            cutoff_ * cutoff_,
            density_scale_.magic,
            kForceScale.magic,
            kEnergyScale.magic,
            virial_scale_.magic};
}

void EamTables::AddPair(const SetflTable& table, std::size_t a, std::size_t b) {
  const std::vector<double>& at_a = table.density[a][b];
  const std::vector<double>& at_b = table.density[b][a];
  const std::vector<double>& pair = table.pair[SetflTable::PairIndex(a, b)];
  const std::vector<double> at_a_slopes = KnotSlopes(at_a);
  const std::vector<double> at_b_slopes = KnotSlopes(at_b);
  const std::vector<double> pair_slopes = KnotSlopes(pair);
  for (std::size_t m = 0; m < pair.size(); ++m) {
    const double densities[kDensityFields] = {at_a[m], at_a_slopes[m], at_b[m],
                                              at_b_slopes[m]};
    density_fields_.insert(density_fields_.end(), densities,
                           densities + kDensityFields);
    force_fields_.insert(force_fields_.end(), densities,
                         densities + kDensityFields);
    force_fields_.push_back(pair[m]);
    force_fields_.push_back(pair_slopes[m]);
  }
}

// The first knot from which on all densities and pair energies are in range,
// with a factor of 2 for what the cubics may overshoot their knots.
double EamTables::ClosestInRange(const SetflTable& table) const {
  std::size_t first = 2;
  const auto raise = [&](const std::vector<double>& values, bool over_r,
                         double limit) {
    for (std::size_t m = values.size() - 1; m >= first; --m) {
      const double r =
          over_r ? static_cast<double>(m) * table.distance_step : 1;
      if (std::abs(values[m]) > limit / 2 * r) {
        first = m + 1;
        break;
      }
    }
  };
  for (const auto& site : table.density) {
    for (const auto& values : site) raise(values, false, density_scale_.limit);
  }
  for (const auto& values : table.pair) {
    raise(values, true, kEnergyScale.limit);
  }
  return static_cast<double>(first) * table.distance_step;
}

Embedding EamTables::Embed(std::int32_t species, double density) const {
  const std::vector<double>& knots =
      embedding_[static_cast<std::size_t>(species)];
  const double p = density * inverse_density_step_;
  const double last = static_cast<double>(density_knots_ - 2);
  // As numbers: p may be beyond any integer. Not a number becomes 0.
  const double interval = std::floor(p > 0 ? std::min(p, last) : 0.0);
  const double* at = knots.data() + 2 * static_cast<std::size_t>(interval);
  const double x = std::min(p - interval, 1.0);
  const double rise = at[2] - at[0];
  const double c = 3.0 * rise - 2.0 * at[1] - at[3];
  const double d = at[1] + at[3] - 2.0 * rise;
  Embedding result;
  result.energy = ((d * x + c) * x + at[1]) * x + at[0];
  result.slope = ((3.0 * d * x + 2.0 * c) * x + at[1]) * inverse_density_step_;
  if (density > largest_density_) {
    result.above_table = true;
    result.energy += result.slope * (density - largest_density_);
  }
  return result;
}

}  // namespace lehr::md
