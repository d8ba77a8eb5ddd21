#include "lehr/md/analysis/block_average.h"

#include <cmath>
#include <cstddef>
#include <vector>

namespace lehr::md::analysis {
namespace {

double Mean(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

// Variance of the mean as if the values were independent: c_0 / (n − 1).
double VarianceOfMean(std::span<const double> values, double mean) {
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  const auto n = static_cast<double>(values.size());
  return sum / n / (n - 1);
}

}  // namespace

// Fewer blocks than this say nothing of their scatter.
constexpr std::size_t kFewestBlocks = 4;

// Flyvbjerg and Petersen: with neighbors averaged in pairs again and again, the
// estimate c_0/(n − 1) of the variance of the mean grows until the blocks are
// independent, and then stays within its own uncertainty √(2/(n − 1)). Taken is
// the estimate of the first level that no later level exceeds by more than two
// of that later level's uncertainties; if all grow, the largest.
Average BlockAverage(std::span<const double> values) {
  if (values.empty()) return {};
  Average average = {.mean = Mean(values)};
  if (values.size() < kFewestBlocks) return average;

  std::vector<double> blocks(values.begin(), values.end());
  std::vector<double> errors;       // of the mean, each level
  std::vector<double> uncertainty;  // of errors, relative
  while (blocks.size() >= kFewestBlocks) {
    // The last value of an odd number is left out, so each level has its mean.
    errors.push_back(std::sqrt(VarianceOfMean(blocks, Mean(blocks))));
    uncertainty.push_back(
        1 / std::sqrt(2 * (static_cast<double>(blocks.size()) - 1)));
    for (std::size_t k = 0; k < blocks.size() / 2; ++k) {
      blocks[k] = 0.5 * (blocks[2 * k] + blocks[2 * k + 1]);
    }
    blocks.resize(blocks.size() / 2);
  }
  for (const double error : errors) {
    if (error > average.standard_error) average.standard_error = error;
  }
  for (std::size_t level = 0; level < errors.size(); ++level) {
    bool grows = false;
    for (std::size_t later = level + 1; later < errors.size(); ++later) {
      grows =
          grows || errors[later] * (1 - 2 * uncertainty[later]) > errors[level];
    }
    if (!grows) {
      average.standard_error = errors[level];
      break;
    }
  }
  return average;
}

}  // namespace lehr::md::analysis
