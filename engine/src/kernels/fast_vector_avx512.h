#ifndef LEHR_MD_SRC_KERNELS_FAST_VECTOR_AVX512_H_
#define LEHR_MD_SRC_KERNELS_FAST_VECTOR_AVX512_H_

#include <cstdint>
#include <immintrin.h>

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
template <int kBits>
inline Ints ShiftLeft(Ints a) {
  return _mm512_slli_epi32(a, kBits);
}
template <int kBits>
inline Ints ShiftRight(Ints a) {
  return _mm512_srli_epi32(a, kBits);
}
inline Ints Bits(Floats x) { return _mm512_castps_si512(x); }
inline Floats FromBits(Ints n) { return _mm512_castsi512_ps(n); }
inline Floats ToFloats(Ints n) { return _mm512_cvtepi32_ps(n); }
// To the nearest, ties to even.
inline Ints Round(Floats x) { return _mm512_cvtps_epi32(x); }

inline Choice Less(Floats a, Floats b) {
  return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ);
}
inline Choice FirstLanes(std::int32_t count) {
  return _mm512_cmplt_epi32_mask(
      _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
      _mm512_set1_epi32(count));
}
inline Choice Both(Choice a, Choice b) { return static_cast<Choice>(a & b); }
inline int Count(Choice a) { return __builtin_popcount(a); }
// 0 where not chosen.
inline Floats Where(Choice choice, Floats x) {
  return _mm512_maskz_mov_ps(choice, x);
}
inline Ints Where(Choice choice, Ints n) {
  return _mm512_maskz_mov_epi32(choice, n);
}
inline Ints Select(Choice choice, Ints a, Ints b) {
  return _mm512_mask_mov_epi32(b, choice, a);
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

// From a table of 32 or 64 numbers, aligned to 64 bytes, by the lowest 5 or 6
// bits of `at`.
inline Floats LookUp32(const float* table, Ints at) {
  return _mm512_permutex2var_ps(_mm512_load_ps(table), at,
                                _mm512_load_ps(table + 16));
}
inline Floats LookUp64(const float* table, Ints at) {
  return _mm512_mask_blend_ps(_mm512_test_epi32_mask(at, _mm512_set1_epi32(32)),
                              LookUp32(table, at), LookUp32(table + 32, at));
}
inline Ints Gather(const std::int32_t* table, Ints at) {
  return _mm512_i32gather_epi32(at, table, 4);
}

inline __m512i FourRows(const std::int32_t* p, const std::int32_t* at) {
  const auto row = [&](int k) {
    return _mm_load_si128(reinterpret_cast<const __m128i*>(
        p + static_cast<std::uint32_t>(at[4 * k])));
  };
  __m512i rows = _mm512_castsi128_si512(row(0));
  rows = _mm512_inserti32x4(rows, row(1), 1);
  rows = _mm512_inserti32x4(rows, row(2), 2);
  return _mm512_inserti32x4(rows, row(3), 3);
}

// Four numbers at p + at[lane], from at[0] .. at[kLanes-1]. All are at
// multiples of 16 bytes.
inline void LoadFour(const std::int32_t* p, const std::int32_t* at,
                     Ints out[4]) {
  const __m512i r0 = FourRows(p, at);
  const __m512i r1 = FourRows(p, at + 1);
  const __m512i r2 = FourRows(p, at + 2);
  const __m512i r3 = FourRows(p, at + 3);
  const __m512i xy01 = _mm512_unpacklo_epi32(r0, r1);
  const __m512i zw01 = _mm512_unpackhi_epi32(r0, r1);
  const __m512i xy23 = _mm512_unpacklo_epi32(r2, r3);
  const __m512i zw23 = _mm512_unpackhi_epi32(r2, r3);
  out[0] = _mm512_unpacklo_epi64(xy01, xy23);
  out[1] = _mm512_unpackhi_epi64(xy01, xy23);
  out[2] = _mm512_unpacklo_epi64(zw01, zw23);
  out[3] = _mm512_unpackhi_epi64(zw01, zw23);
}

inline void SubtractFromRows(std::int32_t* p, const std::int32_t* at,
                             __m512i terms) {
  const __m512i sums = _mm512_sub_epi32(FourRows(p, at), terms);
  const auto row = [&](int k) {
    return reinterpret_cast<__m128i*>(p +
                                      static_cast<std::uint32_t>(at[4 * k]));
  };
  _mm_store_si128(row(0), _mm512_castsi512_si128(sums));
  _mm_store_si128(row(1), _mm512_extracti32x4_epi32(sums, 1));
  _mm_store_si128(row(2), _mm512_extracti32x4_epi32(sums, 2));
  _mm_store_si128(row(3), _mm512_extracti32x4_epi32(sums, 3));
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

// Takes x, y, z, w of each lane off the four numbers at p + at[lane]. The
// places are distinct, but for those of dummies.
inline void SubtractFour(std::int32_t* p, const std::int32_t* at, Ints x,
                         Ints y, Ints z, Ints w) {
  const Rows rows = Transposed(x, y, z, w);
  for (int k = 0; k < 4; ++k) SubtractFromRows(p, at + k, rows.row[k]);
}

// Adds the sums of the lanes of x, y, z, w to the four numbers at p.
inline void AddSums(std::int32_t* p, Ints x, Ints y, Ints z, Ints w) {
  const Rows rows = Transposed(x, y, z, w);
  const __m512i sum16 =
      Add(Add(rows.row[0], rows.row[1]), Add(rows.row[2], rows.row[3]));
  const __m256i sum8 = _mm256_add_epi32(_mm512_castsi512_si256(sum16),
                                        _mm512_extracti64x4_epi64(sum16, 1));
  const __m128i sum4 = _mm_add_epi32(_mm256_castsi256_si128(sum8),
                                     _mm256_extracti128_si256(sum8, 1));
  auto* q = reinterpret_cast<__m128i*>(p);
  _mm_store_si128(q, _mm_add_epi32(_mm_load_si128(q), sum4));
}

// Adds n to the numbers at p + at[lane] / 4 for the chosen lanes, whose places
// are distinct.
inline void AddOne(std::int32_t* p, const std::int32_t* at, Choice choice,
                   Ints n) {
  const Ints places = Load(at);
  const Ints old = _mm512_mask_i32gather_epi32(n, choice, places, p, 1);
  _mm512_mask_i32scatter_epi32(p, choice, places, Add(old, n), 1);
}

// Modulo 2^32.
inline std::int32_t Sum(Ints n) { return _mm512_reduce_add_epi32(n); }

}  // namespace
}  // namespace lehr::md
// NOLINTEND(misc-definitions-in-headers)

#endif  // LEHR_MD_SRC_KERNELS_FAST_VECTOR_AVX512_H_
