#include "engine/src/lbfgs.h"

#include <utility>

#include "engine/src/blocks.h"

namespace lehr::md {

double Dot(std::span<const Vec3> a, std::span<const Vec3> b, int threads) {
  return SumOverBlocks(a.size(), threads, [&](std::size_t i) {
    return a[i][0] * b[i][0] + a[i][1] * b[i][1] + a[i][2] * b[i][2];
  });
}

void AddScaled(double factor, std::span<const Vec3> x, int threads,
               std::span<Vec3> y) {
  ForEachBlock(x.size(), threads,
               [&](std::size_t /*block*/, std::size_t begin, std::size_t end) {
                 for (std::size_t i = begin; i < end; ++i) {
                   for (std::size_t a = 0; a < 3; ++a) {
                     y[i][a] += factor * x[i][a];
                   }
                 }
               });
}

// Cosine below which s and y are at right angles but for rounding.
constexpr double kLeastCosine = 1e-9;

void LbfgsMemory::Add(std::vector<Vec3> step,
                      std::vector<Vec3> gradient_change) {
  const double curvature = Dot(step, gradient_change, threads_);
  const double square = Dot(step, step, threads_) *
                        Dot(gradient_change, gradient_change, threads_);
  if (!(curvature > 0) ||
      curvature * curvature < kLeastCosine * kLeastCosine * square) {
    return;
  }
  pairs_.push_back(
      {std::move(step), std::move(gradient_change), 1.0 / curvature});
  if (pairs_.size() > length_) pairs_.pop_front();
}

std::vector<Vec3> LbfgsMemory::Direction(std::span<const Vec3> gradient,
                                         double first_step) const {
  std::vector<Vec3> q(gradient.begin(), gradient.end());
  std::vector<double> alphas(pairs_.size());
  for (std::size_t k = pairs_.size(); k-- > 0;) {
    const Pair& pair = pairs_[k];
    alphas[k] = pair.inverse_curvature * Dot(pair.step, q, threads_);
    AddScaled(-alphas[k], pair.gradient_change, threads_, q);
  }
  double scale = first_step;
  if (!pairs_.empty()) {
    const Pair& last = pairs_.back();
    scale = 1.0 / (last.inverse_curvature *
                   Dot(last.gradient_change, last.gradient_change, threads_));
  }
  for (Vec3& v : q) {
    for (double& component : v) component *= -scale;
  }
  for (std::size_t k = 0; k < pairs_.size(); ++k) {
    const Pair& pair = pairs_[k];
    const double beta =
        pair.inverse_curvature * Dot(pair.gradient_change, q, threads_);
    // q holds −r of the usual form, so both terms change sign.
    AddScaled(-alphas[k] - beta, pair.step, threads_, q);
  }
  return q;
}

}  // namespace lehr::md
