#ifndef LEHR_MD_SRC_FAST_FIT_H_
#define LEHR_MD_SRC_FAST_FIT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/src/kernels/fast_kernels.h"

namespace lehr::md {

// A RadialFunction is a function of distance as the reference path has it: a
// cubic Hermite spline of a table, divided by r if `over_r`.
class RadialFunction {
 public:
  RadialFunction(std::span<const double> values, double step, bool over_r);

  struct Sample {
    double value = 0;
    double slope = 0;  // d/dr
  };
  Sample At(double r) const;

 private:
  std::vector<double> values_;
  std::vector<double> slopes_;
  double step_;
  bool over_r_;
};

// Coefficients of (s − center)^k.
using Polynomial = std::array<double, kDegree + 1>;

// A function to be followed; an error of it counts `weight` times, and relative
// to what the function itself counts where that is above 1.
struct Curve {
  const RadialFunction* function = nullptr;
  double weight = 1;
};

// kBins bins of r (fast_kernels.h).
struct Bins {
  double begin = 0;       // Å
  double per_length = 0;  // 1/Å
};

// s [Å²] where a bin begins.
double BinBegin(const Bins& bins, int bin);
int BinOf(const Bins& bins, double s);

// Through the function at the Chebyshev nodes of [begin, end].
Polynomial FitPolynomial(const RadialFunction& function, double begin,
                         double end);

// The largest weighted error of a curve's polynomial on [begin, end].
double FitError(const Curve& curve, double begin, double end);

// The ends, ascending, of at most kPieces intervals of s from `begin` to `end`,
// where the last bin ends; at most one in each bin, and such that the curves'
// errors are as small as can be.
std::vector<double> ChooseIntervals(std::span<const Curve> curves,
                                    const Bins& bins, double begin, double end);

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_FAST_FIT_H_
