#ifndef LEHR_ENGINE_SRC_GRADIENT_BUNDLE_H_
#define LEHR_ENGINE_SRC_GRADIENT_BUNDLE_H_

#include <cstddef>
#include <deque>
#include <vector>

#include "engine/src/landscape.h"

namespace lehr::md {

// GradientBundle recognizes a minimum at a kink of the energy, where no
// gradient is small. Tabulated potentials have them: where a table ends with a
// slope, the force of a pair jumps at the cutoff (by up to 7e-4 eV/Å for a
// Zr-Zr pair of Cheng and Sheng's Cu-Zr), and a pair that its surroundings push
// against the jump stays on it: there the energy is lowest, and the force that
// balances is a mean of those on both sides. So from the gradients met nearby
// take the mean Σ λ_k g_k, λ_k >= 0, Σ λ_k = 1, of least norm: at a minimum it
// is zero. Lewis and Overton, Math. Program. 141, 135 (2013),
// doi:10.1007/s10107-012-0514-2, section 6.3. To first order it is the gradient
// at the mean Σ λ_k x_k of the points.
class GradientBundle {
 public:
  explicit GradientBundle(int threads) : threads_(threads) {}

  // Takes in what was found at a point; the oldest of more than twelve goes.
  void Add(const Landscape::Point& point, const Landscape::Point& gradient,
           const Landscape::Value& value);

  // A mean over points and what was found there.
  struct Mean {
    Landscape::Point point;
    Landscape::Value value;
  };

  // The mean of least gradient, over all that were taken in; energy is the
  // lowest of them. Needs at least one.
  Mean LeastGradient() const;

  void Clear() { entries_.clear(); }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Landscape::Point point;
    Landscape::Point gradient;
    Landscape::Value value;
  };

  std::vector<double> LeastNormWeights() const;

  int threads_;
  std::deque<Entry> entries_;
};

}  // namespace lehr::md

#endif  // LEHR_ENGINE_SRC_GRADIENT_BUNDLE_H_
