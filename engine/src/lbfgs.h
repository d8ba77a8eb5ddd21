#ifndef LEHR_ENGINE_SRC_LBFGS_H_
#define LEHR_ENGINE_SRC_LBFGS_H_

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

#include "lehr/md/vec3.h"

namespace lehr::md {

// LbfgsMemory approximates the inverse Hessian of a function from the last
// `length` steps s = Δx and gradient changes y = Δg, scaled by s·y / y·y of the
// latest: the two-loop recursion of Nocedal, Math. Comp. 35, 773 (1980),
// doi:10.1090/S0025-5718-1980-0572855-7. Sums go by blocks: the same bits on
// any number of threads.
class LbfgsMemory {
 public:
  LbfgsMemory(std::size_t length, int threads)
      : length_(length), threads_(threads) {}

  // Takes in a step, unless the curvature s·y along it is not positive.
  void Add(std::vector<Vec3> step, std::vector<Vec3> gradient_change);

  // −H g, the quasi-Newton step; −`first_step` g while nothing is known.
  std::vector<Vec3> Direction(std::span<const Vec3> gradient,
                              double first_step) const;

  void Clear() { pairs_.clear(); }
  bool empty() const { return pairs_.empty(); }

 private:
  struct Pair {
    std::vector<Vec3> step;
    std::vector<Vec3> gradient_change;
    double inverse_curvature = 0;  // 1 / s·y
  };

  std::size_t length_;
  int threads_;
  std::deque<Pair> pairs_;  // oldest first
};

// Σ_i a_i · b_i.
double Dot(std::span<const Vec3> a, std::span<const Vec3> b, int threads);

// y += factor x.
void AddScaled(double factor, std::span<const Vec3> x, int threads,
               std::span<Vec3> y);

}  // namespace lehr::md

#endif  // LEHR_ENGINE_SRC_LBFGS_H_
