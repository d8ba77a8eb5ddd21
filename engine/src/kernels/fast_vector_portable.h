#ifndef LEHR_MD_SRC_KERNELS_FAST_VECTOR_PORTABLE_H_
#define LEHR_MD_SRC_KERNELS_FAST_VECTOR_PORTABLE_H_

#include <cstdint>

#include "engine/src/kernels/fast_integers.h"
#include "engine/src/kernels/fast_kernels.h"

// Vectors of eight 32-bit numbers as plain arrays, for machines without AVX2.
// The operations are those of fast_vector_avx2.h and fast_vector_avx512.h, lane
// by lane; the kernels are written against them. Everything has internal
// linkage.

// NOLINTBEGIN(misc-definitions-in-headers): one set for each file that includes
// this, on purpose.
namespace lehr::md {
namespace {

constexpr int kLanes = 8;

template <typename T>
struct Lanes {
  T lane[kLanes];
};
using Floats = Lanes<float>;
using Ints = Lanes<std::int32_t>;
using Choice = Lanes<bool>;

template <typename R, typename F>
R EachLane(const F& f) {
  R result;
  for (int k = 0; k < kLanes; ++k) result.lane[k] = f(k);
  return result;
}

inline Floats Splat(float x) {
  return EachLane<Floats>([&](int) { return x; });
}
inline Ints SplatInt(std::int32_t n) {
  return EachLane<Ints>([&](int) { return n; });
}
inline Floats Load(const float* p) {
  return EachLane<Floats>([&](int k) { return p[k]; });
}
inline Ints Load(const std::int32_t* p) {
  return EachLane<Ints>([&](int k) { return p[k]; });
}
inline void Store(float* p, const Floats& x) {
  for (int k = 0; k < kLanes; ++k) p[k] = x.lane[k];
}
inline void Store(std::int32_t* p, const Ints& n) {
  for (int k = 0; k < kLanes; ++k) p[k] = n.lane[k];
}

inline Floats operator+(const Floats& a, const Floats& b) {
  return EachLane<Floats>([&](int k) { return a.lane[k] + b.lane[k]; });
}
inline Floats operator-(const Floats& a, const Floats& b) {
  return EachLane<Floats>([&](int k) { return a.lane[k] - b.lane[k]; });
}
inline Floats operator*(const Floats& a, const Floats& b) {
  return EachLane<Floats>([&](int k) { return a.lane[k] * b.lane[k]; });
}
// a b + c with one rounding.
inline Floats Fma(const Floats& a, const Floats& b, const Floats& c) {
  return EachLane<Floats>(
      [&](int k) { return __builtin_fmaf(a.lane[k], b.lane[k], c.lane[k]); });
}
// b where one is not a number.
inline Floats Least(const Floats& a, const Floats& b) {
  return EachLane<Floats>(
      [&](int k) { return a.lane[k] < b.lane[k] ? a.lane[k] : b.lane[k]; });
}
inline Floats Largest(const Floats& a, const Floats& b) {
  return EachLane<Floats>(
      [&](int k) { return a.lane[k] > b.lane[k] ? a.lane[k] : b.lane[k]; });
}
inline Floats Sqrt(const Floats& a) {
  return EachLane<Floats>([&](int k) { return __builtin_sqrtf(a.lane[k]); });
}
inline Floats Magnitude(const Floats& a) {
  return EachLane<Floats>([&](int k) { return __builtin_fabsf(a.lane[k]); });
}

inline Ints Add(const Ints& a, const Ints& b) {
  return EachLane<Ints>([&](int k) { return AddOf(a.lane[k], b.lane[k]); });
}
inline Ints Subtract(const Ints& a, const Ints& b) {
  return EachLane<Ints>(
      [&](int k) { return DifferenceOf(a.lane[k], b.lane[k]); });
}
inline Ints And(const Ints& a, const Ints& b) {
  return EachLane<Ints>([&](int k) { return a.lane[k] & b.lane[k]; });
}
template <int kBits>
inline Ints ShiftLeft(const Ints& a) {
  return EachLane<Ints>([&](int k) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(a.lane[k])
                                     << kBits);
  });
}
inline Ints Bits(const Floats& x) { return __builtin_bit_cast(Ints, x); }
inline Floats FromBits(const Ints& n) { return __builtin_bit_cast(Floats, n); }
inline Floats ToFloats(const Ints& n) {
  return EachLane<Floats>([&](int k) { return static_cast<float>(n.lane[k]); });
}
// To the nearest, ties to even. Anything if |x| is 2^31 and more.
inline Ints Round(const Floats& x) {
  return EachLane<Ints>([&](int k) {
    // The lowest bits of the sum are those of x rounded to a whole number.
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(
        __builtin_bit_cast(std::uint64_t, double{x.lane[k]} + 0x1.8p52)));
  });
}

inline Choice Less(const Floats& a, const Floats& b) {
  return EachLane<Choice>([&](int k) { return a.lane[k] < b.lane[k]; });
}
inline Choice Less(const Ints& a, const Ints& b) {
  return EachLane<Choice>([&](int k) { return a.lane[k] < b.lane[k]; });
}
inline Choice FirstLanes(std::int32_t count) {
  return EachLane<Choice>([&](int k) { return k < count; });
}
inline Choice Both(const Choice& a, const Choice& b) {
  return EachLane<Choice>([&](int k) { return a.lane[k] && b.lane[k]; });
}
// A bit for each lane, the first the lowest.
inline int LaneBits(const Choice& a) {
  int bits = 0;
  for (int k = 0; k < kLanes; ++k) bits |= (a.lane[k] ? 1 : 0) << k;
  return bits;
}
inline int Count(const Choice& a) { return __builtin_popcount(LaneBits(a)); }
// 0 where not chosen.
inline Ints Where(const Choice& choice, const Ints& n) {
  return EachLane<Ints>([&](int k) { return choice.lane[k] ? n.lane[k] : 0; });
}
inline Ints OneMoreWhereNot(const Choice& choice, const Ints& n) {
  return EachLane<Ints>(
      [&](int k) { return AddOf(n.lane[k], choice.lane[k] ? 0 : 1); });
}

// The chosen lanes one after the other. Writes a full vector.
template <typename T>
void Compress(T* p, const Choice& choice, const Lanes<T>& x) {
  int end = 0;
  for (int k = 0; k < kLanes; ++k) {
    if (choice.lane[k]) p[end++] = x.lane[k];
  }
  while (end < kLanes) p[end++] = x.lane[0];
}

// From a table of 16, 32 or 64 numbers, aligned to 64 bytes, by the lowest 4, 5
// or 6 bits of `at`.
inline Ints LookUp16(const std::int32_t* table, const Ints& at) {
  return EachLane<Ints>([&](int k) { return table[at.lane[k] & 15]; });
}
inline Floats LookUp32(const float* table, const Ints& at) {
  return EachLane<Floats>([&](int k) { return table[at.lane[k] & 31]; });
}
inline Floats LookUp64(const float* table, const Ints& at) {
  return EachLane<Floats>([&](int k) { return table[at.lane[k] & 63]; });
}

// Four numbers that begin at[lane] bytes behind p, from at[0] .. at[kLanes-1].
// All are at multiples of 16 bytes.
inline void LoadFour(const std::int32_t* p, const std::int32_t* at,
                     Ints out[4]) {
  for (int a = 0; a < 4; ++a) {
    out[a] = EachLane<Ints>(
        [&](int k) { return p[static_cast<std::uint32_t>(at[k]) / 4 + a]; });
  }
}

// The fields of the atoms in kLanes entries.
inline void LoadOthers(const std::int32_t* atoms, const std::int32_t* entries,
                       Ints out[4]) {
  for (int a = 0; a < 4; ++a) {
    out[a] = EachLane<Ints>([&](int k) {
      return atoms[(entries[k] >> kRowBits) * kFastFields + a];
    });
  }
}
// The same in the order of LoadTurned.
inline void LoadOthersTurned(const std::int32_t* atoms,
                             const std::int32_t* entries, Ints out[4]) {
  LoadOthers(atoms, entries, out);
}

// Loads kLanes numbers in the order in which StoreFour writes lanes.
inline Ints LoadTurned(const std::int32_t* p) { return Load(p); }
// Writes x, y, z, w of one lane after the other.
inline void StoreFour(std::int32_t* p, const Ints& x, const Ints& y,
                      const Ints& z, const Ints& w) {
  for (int k = 0; k < kLanes; ++k) {
    p[4 * k] = x.lane[k];
    p[4 * k + 1] = y.lane[k];
    p[4 * k + 2] = z.lane[k];
    p[4 * k + 3] = w.lane[k];
  }
}

// Takes four numbers each, one after the other, off the sums of the atoms in
// kLanes entries.
inline void SubtractFromOthers(std::int32_t* sums, const std::int32_t* entries,
                               const std::int32_t* terms) {
  for (int k = 0; k < kLanes; ++k) {
    std::int32_t* sum = sums + (entries[k] >> kRowBits) * kFastFields;
    for (int a = 0; a < 4; ++a) sum[a] = DifferenceOf(sum[a], terms[4 * k + a]);
  }
}

// Adds the sums of lanes 0, 4, .., of 1, 5, .., of 2, 6, .. to the first three
// numbers at p and takes that of lanes 3, 7, .. off the fourth.
inline void AddFour(std::int32_t* p, const Ints& n) {
  for (int k = 0; k < kLanes; k += 4) {
    for (int a = 0; a < 3; ++a) p[a] = AddOf(p[a], n.lane[k + a]);
    p[3] = DifferenceOf(p[3], n.lane[k + 3]);
  }
}

// Modulo 2^32.
inline std::int32_t Sum(const Ints& n) {
  std::int32_t sum = 0;
  for (const std::int32_t lane : n.lane) sum = AddOf(sum, lane);
  return sum;
}

}  // namespace
}  // namespace lehr::md
// NOLINTEND(misc-definitions-in-headers)

#endif  // LEHR_MD_SRC_KERNELS_FAST_VECTOR_PORTABLE_H_
