#ifndef LEHR_MD_SRC_FIXED_POINT_H_
#define LEHR_MD_SRC_FIXED_POINT_H_

#include <bit>
#include <cstdint>

namespace lehr::md {

// FixedPoint is a scale on which real contributions become integers, so that
// their sum does not depend on its order. x is rounded to the nearest multiple
// n of `quantum` (ties to even, so round(−x) = −round(x)) by one addition:
// x + magic lies in [2^52, 2^53) quantum, where doubles are spaced by exactly
// one quantum, so the bits of the sum are those of magic plus n. That holds for
// |x| <= limit = 2^51 quantum. 4,095 contributions of the largest size fit
// into 64 bits.
struct FixedPoint {
  double quantum;
  double magic;
  double limit;

  // The scale with quantum 2^exponent.
  static constexpr FixedPoint WithExponent(int exponent) {
    double quantum = 1.0;
    for (int k = 0; k < exponent; ++k) quantum *= 2.0;
    for (int k = 0; k > exponent; --k) quantum *= 0.5;
    return {quantum, 0x1.8p52 * quantum, 0x1p51 * quantum};
  }

  // |x| must not exceed limit.
  constexpr std::int64_t Round(double x) const {
    return std::bit_cast<std::int64_t>(x + magic) -
           std::bit_cast<std::int64_t>(magic);
  }

  constexpr double Value(std::int64_t n) const {
    return static_cast<double>(n) * quantum;
  }
};

// Sums over all atoms need more than 64 bits.
__extension__ typedef __int128 WideInteger;

// Forces [eV/Å] and energies [eV]: quantum 9.1e-13, limit 2,048. The error of a
// pair is half a quantum; of the sum over 115 neighbors 2.8e-12 (standard
// deviation, as of uniform errors), 1e-11 of a typical 0.3 eV/Å. A glass at
// 2000 K has no pair force beyond 50 eV/Å.
inline constexpr FixedPoint kForceScale = FixedPoint::WithExponent(-40);
inline constexpr FixedPoint kEnergyScale = FixedPoint::WithExponent(-40);

// Smallest e with 2^e >= x, for x > 0.
constexpr int CeilLog2(double x) {
  int exponent = 0;
  double power = 1.0;
  while (power < x) power *= 2.0, ++exponent;
  while (power * 0.5 >= x) power *= 0.5, --exponent;
  return exponent;
}

// Virial [eV]: a term is at most cutoff × force, so with quantum 2^-40 eV times
// the power of two above the cutoff it is in range whenever the force is.
constexpr FixedPoint VirialScale(double cutoff) {
  return FixedPoint::WithExponent(-40 + CeilLog2(cutoff));
}

// Host density, in the units of the table (which are arbitrary): quantum 2^-46
// of the power of two above the largest tabulated density ρ_max. The error of a
// term is 0.7e-14 ρ_max; a term may be up to 32 ρ_max.
constexpr FixedPoint DensityScale(double largest_density) {
  return FixedPoint::WithExponent(-46 + CeilLog2(largest_density));
}

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_FIXED_POINT_H_
