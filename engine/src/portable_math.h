#ifndef LEHR_ENGINE_SRC_PORTABLE_MATH_H_
#define LEHR_ENGINE_SRC_PORTABLE_MATH_H_

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace lehr::md {

// e^x from additions, multiplications and floor alone, which IEEE 754 fixes to
// the last bit: the exp of a C library differs between libraries, and within
// one between machines with and without fused multiply-add. Within 1 ulp of
// the true value; 0 below -708 (no subnormal results), infinity above 709.
inline double Exp(double x) {
  if (std::isnan(x)) return x;
  if (x > 709.0) return std::numeric_limits<double>::infinity();
  if (x < -708.0) return 0.0;
  // x = k ln 2 + r, |r| <= ln 2 / 2. ln 2 in two parts: the first has 33
  // significant bits, so that k times it is exact.
  constexpr double inverse_ln2 = 0x1.71547652b82fep+0;
  constexpr double ln2_high = 0x1.62e42feep-1;
  constexpr double ln2_low = 0x1.a39ef35793c76p-33;
  const double k = std::floor(x * inverse_ln2 + 0.5);
  const double r = (x - k * ln2_high) - k * ln2_low;
  // Taylor series; the first term left out, r^14/14!, is below 5e-18.
  double tail = 1.0 / 6227020800.0;  // 1/13!
  tail = tail * r + 1.0 / 479001600.0;
  tail = tail * r + 1.0 / 39916800.0;
  tail = tail * r + 1.0 / 3628800.0;
  tail = tail * r + 1.0 / 362880.0;
  tail = tail * r + 1.0 / 40320.0;
  tail = tail * r + 1.0 / 5040.0;
  tail = tail * r + 1.0 / 720.0;
  tail = tail * r + 1.0 / 120.0;
  tail = tail * r + 1.0 / 24.0;
  tail = tail * r + 1.0 / 6.0;
  tail = tail * r + 0.5;
  const double mantissa = 1.0 + (r + r * r * tail);
  // 2^k by its bits: k + 1023 is 2 ... 2046 here.
  const auto exponent =
      static_cast<std::uint64_t>(static_cast<std::int64_t>(k) + 1023);
  return mantissa * std::bit_cast<double>(exponent << 52);
}

}  // namespace lehr::md

#endif  // LEHR_ENGINE_SRC_PORTABLE_MATH_H_
