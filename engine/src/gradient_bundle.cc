#include "engine/src/gradient_bundle.h"

#include <algorithm>
#include <cmath>

#include "engine/src/lbfgs.h"

namespace lehr::md {

// Gradients that are kept: more than there are pairs on a jump at a time.
constexpr std::size_t kMostEntries = 12;

void GradientBundle::Add(const Landscape::Point& point,
                         const Landscape::Point& gradient,
                         const Landscape::Value& value) {
  entries_.push_back({point, gradient, value});
  if (entries_.size() > kMostEntries) entries_.pop_front();
}

// Moves of weight; a dozen gradients need some tens.
constexpr int kMostMoves = 500;

// Least λᵀ G λ with G_kl = g_k · g_l on the simplex, by moving weight from the
// gradient with the largest to that with the least slope, as far as is best.
std::vector<double> GradientBundle::LeastNormWeights() const {
  const std::size_t n = entries_.size();
  std::vector<std::vector<double>> gram(n, std::vector<double>(n));
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t l = 0; l <= k; ++l) {
      gram[k][l] = gram[l][k] =
          Dot(entries_[k].gradient, entries_[l].gradient, threads_);
    }
  }
  std::vector<double> weights(n, 1.0 / static_cast<double>(n));
  for (int move = 0; move < kMostMoves; ++move) {
    std::vector<double> slopes(n);
    std::size_t to = 0;
    std::size_t from = n;
    for (std::size_t k = 0; k < n; ++k) {
      for (std::size_t l = 0; l < n; ++l) slopes[k] += gram[k][l] * weights[l];
      if (slopes[k] < slopes[to]) to = k;
      if (weights[k] > 0 && (from == n || slopes[k] > slopes[from])) from = k;
    }
    const double curvature =
        gram[to][to] + gram[from][from] - 2 * gram[to][from];
    if (!(slopes[from] > slopes[to]) || !(curvature > 0)) break;
    const double amount =
        std::min(weights[from], (slopes[from] - slopes[to]) / curvature);
    weights[from] -= amount;
    weights[to] += amount;
  }
  return weights;
}

GradientBundle::Mean GradientBundle::LeastGradient() const {
  const std::vector<double> weights = LeastNormWeights();
  Mean mean;
  mean.value.energy = entries_.front().value.energy;
  mean.point.resize(entries_.front().point.size());
  std::vector<Vec3> force(entries_.front().gradient.size() - 1);
  for (std::size_t k = 0; k < entries_.size(); ++k) {
    const Entry& entry = entries_[k];
    AddScaled(weights[k], entry.point, threads_, mean.point);
    AddScaled(weights[k], std::span(entry.gradient).first(force.size()),
              threads_, force);
    for (std::size_t c = 0; c < 6; ++c) {
      mean.value.stress[c] += weights[k] * entry.value.stress[c];
    }
    mean.value.energy = std::min(mean.value.energy, entry.value.energy);
  }
  mean.value.largest_force = LargestNorm(force);
  // The stress of edges that move; where none does it is zero in all entries.
  for (std::size_t a = 0; a < 3; ++a) {
    if (entries_.front().value.largest_stress > 0) {
      mean.value.largest_stress =
          std::max(mean.value.largest_stress, std::abs(mean.value.stress[a]));
    }
  }
  return mean;
}

}  // namespace lehr::md
