#include "engine/src/lbfgs.h"

#include <utility>

#include "engine/src/blocks.h"

namespace lehr::md {

namespace {

// Of the vectors [begin, end).
double DotOf(std::span<const Vec3> a, std::span<const Vec3> b,
             std::size_t begin, std::size_t end) {
  double sum = 0;
  for (std::size_t i = begin; i < end; ++i) {
    sum += a[i][0] * b[i][0] + a[i][1] * b[i][1] + a[i][2] * b[i][2];
  }
  return sum;
}

void AddScaledTo(double factor, const Vec3* from, std::size_t count, Vec3* to) {
  const double* __restrict x = from->data();
  double* __restrict y = to->data();
  for (std::size_t k = 0; k < 3 * count; ++k) y[k] += factor * x[k];
}

// Calls change(begin, end) for each block of y, and returns Σ_i a_i · y_i
// after it: one way through memory instead of two.
template <typename Change>
double ChangeAndDot(std::span<const Vec3> a, std::span<const Vec3> y,
                    int threads, const Change& change) {
  std::vector<double> sums(BlockCount(y.size()));
  ForEachBlock(y.size(), threads,
               [&](std::size_t block, std::size_t begin, std::size_t end) {
                 change(begin, end);
                 sums[block] = DotOf(a, y, begin, end);
               });
  double total = 0;
  for (const double sum : sums) total += sum;
  return total;
}

}  // namespace

double Dot(std::span<const Vec3> a, std::span<const Vec3> b, int threads) {
  return ChangeAndDot(a, b, threads, [](std::size_t, std::size_t) {});
}

void AddScaled(double factor, std::span<const Vec3> x, int threads,
               std::span<Vec3> y) {
  ForEachBlock(x.size(), threads,
               [&](std::size_t /*block*/, std::size_t begin, std::size_t end) {
                 AddScaledTo(factor, &x[begin], end - begin, &y[begin]);
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
  const auto scale_by = [&q](double factor) {
    return [&q, factor](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        for (double& component : q[i]) component *= factor;
      }
    };
  };
  const auto add = [&q](double factor, const std::vector<Vec3>& x) {
    return [&q, factor, &x](std::size_t begin, std::size_t end) {
      AddScaledTo(factor, &x[begin], end - begin, &q[begin]);
    };
  };
  const std::size_t n = pairs_.size();
  if (n == 0) {
    scale_by(-first_step)(0, q.size());
    return q;
  }
  // Each product is taken in the pass that makes q what it is a product of.
  std::vector<double> alphas(n);
  double product = Dot(pairs_[n - 1].step, q, threads_);
  for (std::size_t k = n; k-- > 0;) {
    const Pair& pair = pairs_[k];
    alphas[k] = pair.inverse_curvature * product;
    if (k > 0) {
      product = ChangeAndDot(pairs_[k - 1].step, q, threads_,
                             add(-alphas[k], pair.gradient_change));
    } else {
      AddScaled(-alphas[k], pair.gradient_change, threads_, q);
    }
  }
  const Pair& last = pairs_.back();
  const double scale =
      1.0 / (last.inverse_curvature *
             Dot(last.gradient_change, last.gradient_change, threads_));
  product =
      ChangeAndDot(pairs_[0].gradient_change, q, threads_, scale_by(-scale));
  for (std::size_t k = 0; k < n; ++k) {
    const Pair& pair = pairs_[k];
    const double beta = pair.inverse_curvature * product;
    // q holds −r of the usual form, so both terms change sign.
    const double factor = -alphas[k] - beta;
    if (k + 1 < n) {
      product = ChangeAndDot(pairs_[k + 1].gradient_change, q, threads_,
                             add(factor, pair.step));
    } else {
      AddScaled(factor, pair.step, threads_, q);
    }
  }
  return q;
}

}  // namespace lehr::md
