#include "engine/src/random.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace lehr::md {
namespace {

__extension__ typedef unsigned __int128 WideUnsigned;

using Coefficients = std::array<double, 8>;

double Polynomial(const Coefficients& c, double x) {
  double sum = 0;
  for (std::size_t k = c.size(); k-- > 0;) sum = sum * x + c[k];
  return sum;
}

// Numerators and denominators of AS 241: |p - 1/2| <= 0.425, then the tails in
// r = sqrt(-log(min(p, 1-p))) up to 5 and beyond.
constexpr Coefficients kCentreTop = {
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
    3.3430575583588128105e4, 2.5090809287301226727e3};
constexpr Coefficients kCentreBottom = {1.0,
                                        4.2313330701600911252e1,
                                        6.8718700749205790830e2,
                                        5.3941960214247511077e3,
                                        2.1213794301586595867e4,
                                        3.9307895800092710610e4,
                                        2.8729085735721942674e4,
                                        5.2264952788528545610e3};
constexpr Coefficients kTailTop = {
    1.42343711074968357734e0,  4.63033784615654529590e0,
    5.76949722146069140550e0,  3.64784832476320460504e0,
    1.27045825245236838258e0,  2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr Coefficients kTailBottom = {1.0,
                                      2.05319162663775882187e0,
                                      1.67638483018380384940e0,
                                      6.89767334985100004550e-1,
                                      1.48103976427480074590e-1,
                                      1.51986665636164571966e-2,
                                      5.47593808499534494600e-4,
                                      1.05075007164441684324e-9};
constexpr Coefficients kFarTop = {
    6.65790464350110377720e0,  5.46378491116411436990e0,
    1.78482653991729133580e0,  2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3,
    2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr Coefficients kFarBottom = {1.0,
                                     5.99832206555887937690e-1,
                                     1.36929880922735805310e-1,
                                     1.48753612908506148525e-2,
                                     7.86869131145613259100e-4,
                                     1.84631831751005468180e-5,
                                     1.42151175831644588870e-7,
                                     2.04426310338993978564e-15};

}  // namespace

std::uint64_t Random::Next() {
  state_ += 0x9e3779b97f4a7c15u;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

std::uint64_t Random::Below(std::uint64_t n) {
  // The high half of x n is below n; of the low halves, the first
  // 2^64 mod n are one too many.
  const std::uint64_t surplus = (0 - n) % n;
  while (true) {
    const WideUnsigned product = WideUnsigned{Next()} * n;
    if (static_cast<std::uint64_t>(product) >= surplus) {
      return static_cast<std::uint64_t>(product >> 64);
    }
  }
}

double Random::Uniform() {
  return (static_cast<double>(Next() >> 12) + 0.5) * 0x1p-52;
}

double Random::Normal() { return NormalQuantile(Uniform()); }

double PortableLog(double x) {
  // x = m 2^k with m in [1/sqrt 2, sqrt 2).
  const auto bits = std::bit_cast<std::uint64_t>(x);
  int k = static_cast<int>(bits >> 52) - 1023;
  double m =
      std::bit_cast<double>((bits & 0xfffffffffffffu) | 0x3ff0000000000000u);
  if (m > 0x1.6a09e667f3bcdp+0) {
    m *= 0.5;
    ++k;
  }
  // log m = 2 (s + s³/3 + s⁵/5 + ...), s = (m - 1)/(m + 1), |s| <= 0.1716; the
  // first term left out, 2 s^25/25, is below 1e-20.
  const double s = (m - 1) / (m + 1);
  const double square = s * s;
  double tail = 1.0 / 23;
  for (int odd = 21; odd >= 3; odd -= 2) tail = tail * square + 1.0 / odd;
  const double log_m = 2 * s + 2 * s * (square * tail);
  // ln 2 in two parts, the first with 33 bits: k times it is exact.
  constexpr double kLn2High = 0x1.62e42feep-1;
  constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
  return k * kLn2High + (log_m + k * kLn2Low);
}

double NormalQuantile(double p) {
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;  // 0.425² - q²
    return q * Polynomial(kCentreTop, r) / Polynomial(kCentreBottom, r);
  }
  const double r = std::sqrt(-PortableLog(q < 0 ? p : 1 - p));
  const double x =
      r <= 5 ? Polynomial(kTailTop, r - 1.6) / Polynomial(kTailBottom, r - 1.6)
             : Polynomial(kFarTop, r - 5) / Polynomial(kFarBottom, r - 5);
  return q < 0 ? -x : x;
}

}  // namespace lehr::md
