#ifndef LEHR_MD_SRC_KERNELS_FAST_VECTOR_AVX512_H_
#define LEHR_MD_SRC_KERNELS_FAST_VECTOR_AVX512_H_

#include <cstdint>
#include <immintrin.h>

#include "engine/src/kernels/fast_kernels.h"

// Vectors of sixteen 32-bit numbers in the instruction sets AVX-512 F, DQ and
// VL. The operations are those of fast_vector_portable.h. Everything has
// internal linkage.

// NOLINTBEGIN(misc-definitions-in-headers): one set for each file that includes
// this, on purpose.
namespace lehr::md {
namespace {

constexpr int kLanes = 16;

using Floats = __m512;
using Ints = __m512i;
using Choice = __mmask16;

inline Floats Splat(float x) { return _mm512_set1_ps(x); }
inline Ints SplatInt(std::int32_t n) { return _mm512_set1_epi32(n); }
inline Floats Load(const float* p) { return _mm512_loadu_ps(p); }
inline Ints Load(const std::int32_t* p) { return _mm512_loadu_si512(p); }
inline void Store(float* p, Floats x) { _mm512_storeu_ps(p, x); }
inline void Store(std::int32_t* p, Ints n) { _mm512_storeu_si512(p, n); }

// a b + c with one rounding.
inline Floats Fma(Floats a, Floats b, Floats c) {
  return _mm512_fmadd_ps(a, b, c);
}
inline Floats Least(Floats a, Floats b) { return _mm512_min_ps(a, b); }
inline Floats Largest(Floats a, Floats b) { return _mm512_max_ps(a, b); }
inline Floats Sqrt(Floats a) { return _mm512_sqrt_ps(a); }
inline Floats Magnitude(Floats a) { return _mm512_abs_ps(a); }

inline Ints Add(Ints a, Ints b) { return _mm512_add_epi32(a, b); }
inline Ints Subtract(Ints a, Ints b) { return _mm512_sub_epi32(a, b); }
inline Ints And(Ints a, Ints b) { return _mm512_and_si512(a, b); }
template <int kBits>
inline Ints ShiftLeft(Ints a) {
  return _mm512_slli_epi32(a, kBits);
}
inline Ints Bits(Floats x) { return _mm512_castps_si512(x); }
inline Floats FromBits(Ints n) { return _mm512_castsi512_ps(n); }
inline Floats ToFloats(Ints n) { return _mm512_cvtepi32_ps(n); }
// To the nearest, ties to even.
inline Ints Round(Floats x) { return _mm512_cvtps_epi32(x); }

inline Choice Less(Floats a, Floats b) {
  return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ);
}
inline Choice Less(Ints a, Ints b) { return _mm512_cmplt_epi32_mask(a, b); }
inline Choice FirstLanes(std::int32_t count) {
  return Less(
      _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
      _mm512_set1_epi32(count));
}
inline Choice Both(Choice a, Choice b) { return static_cast<Choice>(a & b); }
inline int LaneBits(Choice a) { return a; }
inline int Count(Choice a) { return __builtin_popcount(a); }
// 0 where not chosen.
inline Ints Where(Choice choice, Ints n) {
  return _mm512_maskz_mov_epi32(choice, n);
}
inline Ints OneMoreWhereNot(Choice choice, Ints n) {
  return _mm512_mask_sub_epi32(n, static_cast<Choice>(~choice), n,
                               _mm512_set1_epi32(-1));
}

// The chosen lanes one after the other. Writes a full vector.
inline void Compress(float* p, Choice choice, Floats x) {
  _mm512_storeu_ps(p, _mm512_maskz_compress_ps(choice, x));
}
inline void Compress(std::int32_t* p, Choice choice, Ints n) {
  _mm512_storeu_si512(p, _mm512_maskz_compress_epi32(choice, n));
}

// From a table of 16, 32 or 64 numbers, aligned to 64 bytes, by the lowest 4, 5
// or 6 bits of `at`.
inline Ints LookUp16(const std::int32_t* table, Ints at) {
  return _mm512_permutexvar_epi32(at, _mm512_load_si512(table));
}
inline Floats LookUp32(const float* table, Ints at) {
  return _mm512_permutex2var_ps(_mm512_load_ps(table), at,
                                _mm512_load_ps(table + 16));
}
inline Floats LookUp64(const float* table, Ints at) {
  return _mm512_mask_blend_ps(_mm512_test_epi32_mask(at, _mm512_set1_epi32(32)),
                              LookUp32(table, at), LookUp32(table + 32, at));
}

// Those of lanes 0, kStride, 2 kStride and 3 kStride.
template <int kStride>
inline __m512i FourRows(const std::int32_t* p, const std::int32_t* at,
                        std::uint32_t mask) {
  const auto row = [&](int k) {
    return _mm_load_si128(reinterpret_cast<const __m128i*>(
        reinterpret_cast<const char*>(p) +
        (static_cast<std::uint32_t>(at[kStride * k]) & mask)));
  };
  __m512i rows = _mm512_castsi128_si512(row(0));
  rows = _mm512_inserti32x4(rows, row(1), 1);
  rows = _mm512_inserti32x4(rows, row(2), 2);
  return _mm512_inserti32x4(rows, row(3), 3);
}

struct Rows {
  __m512i row[4];
};
inline Rows Transposed(Ints x, Ints y, Ints z, Ints w) {
  const __m512i xy_low = _mm512_unpacklo_epi32(x, y);
  const __m512i xy_high = _mm512_unpackhi_epi32(x, y);
  const __m512i zw_low = _mm512_unpacklo_epi32(z, w);
  const __m512i zw_high = _mm512_unpackhi_epi32(z, w);
  return {{_mm512_unpacklo_epi64(xy_low, zw_low),
           _mm512_unpackhi_epi64(xy_low, zw_low),
           _mm512_unpacklo_epi64(xy_high, zw_high),
           _mm512_unpackhi_epi64(xy_high, zw_high)}};
}

// Four numbers that begin at[lane] bytes behind p, from at[0] .. at[kLanes-1].
// All are at multiples of 16 bytes.
inline void LoadFour(const std::int32_t* p, const std::int32_t* at,
                     Ints out[4]) {
  constexpr std::uint32_t kAll = ~std::uint32_t{0};
  const Rows fields =
      Transposed(FourRows<4>(p, at, kAll), FourRows<4>(p, at + 1, kAll),
                 FourRows<4>(p, at + 2, kAll), FourRows<4>(p, at + 3, kAll));
  for (int a = 0; a < 4; ++a) out[a] = fields.row[a];
}
// The fields of the atoms in kLanes entries.
constexpr std::uint32_t kAtomMask = -std::uint32_t{kBlockRows};
inline void LoadOthers(const std::int32_t* atoms, const std::int32_t* entries,
                       Ints out[4]) {
  const auto rows = [&](int k) {
    return FourRows<4>(atoms, entries + k, kAtomMask);
  };
  const Rows fields = Transposed(rows(0), rows(1), rows(2), rows(3));
  for (int a = 0; a < 4; ++a) out[a] = fields.row[a];
}
// The same in the order of LoadTurned.
inline void LoadOthersTurned(const std::int32_t* atoms,
                             const std::int32_t* entries, Ints out[4]) {
  const auto rows = [&](int k) {
    return FourRows<1>(atoms, entries + 4 * k, kAtomMask);
  };
  const Rows fields = Transposed(rows(0), rows(1), rows(2), rows(3));
  for (int a = 0; a < 4; ++a) out[a] = fields.row[a];
}

// Loads kLanes numbers in the order in which StoreFour writes lanes: that of a
// transposition of four times four lanes.
inline Ints LoadTurned(const std::int32_t* p) {
  return _mm512_permutexvar_epi32(
      _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15),
      Load(p));
}
// Writes x, y, z, w of one lane after the other.
inline void StoreFour(std::int32_t* p, Ints x, Ints y, Ints z, Ints w) {
  const Rows rows = Transposed(x, y, z, w);
  for (int k = 0; k < 4; ++k) Store(p + kLanes * k, rows.row[k]);
}

// Takes four numbers each, one after the other, off the sums of the atoms in
// kLanes entries.
inline void SubtractFromOthers(std::int32_t* sums, const std::int32_t* entries,
                               const std::int32_t* terms) {
  for (int k = 0; k < kLanes; ++k) {
    auto* sum = reinterpret_cast<__m128i*>(
        reinterpret_cast<char*>(sums) +
        (static_cast<std::uint32_t>(entries[k]) & kAtomMask));
    const auto* term = reinterpret_cast<const __m128i*>(terms) + k;
    _mm_store_si128(sum,
                    _mm_sub_epi32(_mm_load_si128(sum), _mm_load_si128(term)));
  }
}

// Adds the sums of lanes 0, 4, .., of 1, 5, .., of 2, 6, .. to the first three
// numbers at p and takes that of lanes 3, 7, .. off the fourth.
inline void AddFour(std::int32_t* p, Ints n) {
  const __m256i sum8 = _mm256_add_epi32(_mm512_castsi512_si256(n),
                                        _mm512_extracti64x4_epi64(n, 1));
  const __m128i sum4 = _mm_add_epi32(_mm256_castsi256_si128(sum8),
                                     _mm256_extracti128_si256(sum8, 1));
  // x ^ -1 - -1 = -x.
  const __m128i signs = _mm_setr_epi32(0, 0, 0, -1);
  auto* q = reinterpret_cast<__m128i*>(p);
  _mm_store_si128(
      q, _mm_add_epi32(_mm_load_si128(q),
                       _mm_sub_epi32(_mm_xor_si128(sum4, signs), signs)));
}

// Modulo 2^32.
inline std::int32_t Sum(Ints n) { return _mm512_reduce_add_epi32(n); }

}  // namespace
}  // namespace lehr::md
// NOLINTEND(misc-definitions-in-headers)

#endif  // LEHR_MD_SRC_KERNELS_FAST_VECTOR_AVX512_H_
