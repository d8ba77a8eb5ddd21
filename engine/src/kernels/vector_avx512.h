#ifndef LEHR_MD_SRC_KERNELS_VECTOR_AVX512_H_
#define LEHR_MD_SRC_KERNELS_VECTOR_AVX512_H_

#include <cstdint>
#include <immintrin.h>

// Vectors of eight numbers in AVX-512 (F, DQ, VL). Same operations as
// vector_portable.h, where they are described.

// NOLINTBEGIN(misc-definitions-in-headers): one set for each file that includes
// this, on purpose.
namespace lehr::md {
namespace {

constexpr int kWidth = 8;

using Real = __m512d;  // with the compiler's operators + - * /
using Mask = __mmask8;
struct Wide {
  __m512i v;
};
struct Index {
  __m256i v;
};

inline Real Splat(double x) { return _mm512_set1_pd(x); }
inline Wide SplatWide(std::uint64_t n) {
  return {_mm512_set1_epi64(static_cast<long long>(n))};
}
inline Index SplatIndex(std::int32_t n) { return {_mm256_set1_epi32(n)}; }
inline Real LoadReals(const double* p) { return _mm512_loadu_pd(p); }
inline Index LoadIndices(const std::int32_t* p) {
  return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))};
}
inline void Store(double* p, Real x) { _mm512_storeu_pd(p, x); }
inline void Store(std::int32_t* p, Index x) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), x.v);
}

inline Real Sqrt(Real a) { return _mm512_sqrt_pd(a); }
inline Real Abs(Real a) { return _mm512_abs_pd(a); }
inline Real Min(Real a, Real b) { return _mm512_min_pd(a, b); }
inline Real Max(Real a, Real b) { return _mm512_max_pd(a, b); }
inline Mask Less(Real a, Real b) {
  return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ);
}
inline Real Select(Mask m, Real a, Real b) {
  return _mm512_mask_blend_pd(m, b, a);
}
inline Mask FirstLanes(std::int32_t n) {
  return n >= kWidth ? Mask{0xff} : static_cast<Mask>((1 << n) - 1);
}
inline int Count(Mask m) { return __builtin_popcount(m); }

inline Index Truncate(Real x) { return {_mm512_cvttpd_epi32(x)}; }
inline Real ToReal(Index n) { return _mm512_cvtepi32_pd(n.v); }
inline Index Add(Index a, Index b) { return {_mm256_add_epi32(a.v, b.v)}; }
inline Index Min(Index a, Index b) { return {_mm256_min_epi32(a.v, b.v)}; }
inline Index And(Index a, Index b) { return {_mm256_and_si256(a.v, b.v)}; }
template <int kBits>
inline Index ShiftLeft(Index a) {
  return {_mm256_slli_epi32(a.v, kBits)};
}
template <int kBits>
inline Index ShiftRight(Index a) {
  return {_mm256_srli_epi32(a.v, kBits)};
}
inline Mask Less(Index a, Index b) { return _mm256_cmplt_epi32_mask(a.v, b.v); }
inline Index LookUp(const std::int32_t* table, Index n) {
  const __m512i all = _mm512_loadu_si512(table);
  return {_mm512_castsi512_si256(
      _mm512_permutexvar_epi32(_mm512_castsi256_si512(n.v), all))};
}

inline Wide Bits(Real x) { return {_mm512_castpd_si512(x)}; }
inline Wide Add(Wide a, Wide b) { return {_mm512_add_epi64(a.v, b.v)}; }
inline Wide Subtract(Wide a, Wide b) { return {_mm512_sub_epi64(a.v, b.v)}; }
inline void StoreWide(std::uint64_t* p, Wide x) { _mm512_storeu_si512(p, x.v); }
inline std::uint64_t Sum(Wide a) {
  const __m256i four = _mm256_add_epi64(_mm512_castsi512_si256(a.v),
                                        _mm512_extracti64x4_epi64(a.v, 1));
  const __m128i two = _mm_add_epi64(_mm256_castsi256_si128(four),
                                    _mm256_extracti128_si256(four, 1));
  return static_cast<std::uint64_t>(_mm_cvtsi128_si64(two)) +
         static_cast<std::uint64_t>(_mm_extract_epi64(two, 1));
}
inline double Least(Real a) { return _mm512_reduce_min_pd(a); }
inline double Largest(Real a) { return _mm512_reduce_max_pd(a); }

// Compressing in a register and storing all of it is fast also where the
// compressing store is not (Zen 4).
inline void Compress(double* p, Mask m, Real x) {
  _mm512_storeu_pd(p, _mm512_maskz_compress_pd(m, x));
}
inline void Compress(std::int32_t* p, Mask m, Index x) {
  Store(p, Index{_mm256_maskz_compress_epi32(m, x.v)});
}

inline Real Gather(const double* p, Index offset) {
  return _mm512_i32gather_pd(offset.v, p, 8);
}

// Eight loads of four numbers and a transposition cost less than four gathers.
inline void LoadFour(const double* p, Index offset, Real out[4]) {
  alignas(32) std::int32_t at[kWidth];
  _mm256_store_si256(reinterpret_cast<__m256i*>(at), offset.v);
  Real row[4];  // row[k]: lanes k and k + 4
  for (int k = 0; k < 4; ++k) {
    row[k] =
        _mm512_insertf64x4(_mm512_castpd256_pd512(_mm256_loadu_pd(p + at[k])),
                           _mm256_loadu_pd(p + at[k + 4]), 1);
  }
  // [x0 x1 z0 z1 x4 x5 z4 z5], [y0 y1 w0 w1 ...], [x2 x3 z2 z3 ...], ...
  const Real xz01 = _mm512_unpacklo_pd(row[0], row[1]);
  const Real yw01 = _mm512_unpackhi_pd(row[0], row[1]);
  const Real xz23 = _mm512_unpacklo_pd(row[2], row[3]);
  const Real yw23 = _mm512_unpackhi_pd(row[2], row[3]);
  const __m512i first = _mm512_setr_epi64(0, 1, 8, 9, 4, 5, 12, 13);
  const __m512i second = _mm512_setr_epi64(2, 3, 10, 11, 6, 7, 14, 15);
  out[0] = _mm512_permutex2var_pd(xz01, first, xz23);
  out[1] = _mm512_permutex2var_pd(yw01, first, yw23);
  out[2] = _mm512_permutex2var_pd(xz01, second, xz23);
  out[3] = _mm512_permutex2var_pd(yw01, second, yw23);
}

inline void SubtractFourAt(std::int64_t* p, __m256i x) {
  auto* q = reinterpret_cast<__m256i*>(p);
  _mm256_storeu_si256(q, _mm256_sub_epi64(_mm256_loadu_si256(q), x));
}

inline void SubtractThree(std::int64_t* p, Index offset, Wide x, Wide y,
                          Wide z) {
  alignas(32) std::int32_t at[kWidth];
  _mm256_store_si256(reinterpret_cast<__m256i*>(at), offset.v);
  const __m512i zero = _mm512_setzero_si512();
  const __m512i xy_even = _mm512_unpacklo_epi64(x.v, y.v);
  const __m512i xy_odd = _mm512_unpackhi_epi64(x.v, y.v);
  const __m512i zw_even = _mm512_unpacklo_epi64(z.v, zero);
  const __m512i zw_odd = _mm512_unpackhi_epi64(z.v, zero);
  const __m512i lower = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
  const __m512i upper = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
  const __m512i lanes02 = _mm512_permutex2var_epi64(xy_even, lower, zw_even);
  const __m512i lanes46 = _mm512_permutex2var_epi64(xy_even, upper, zw_even);
  const __m512i lanes13 = _mm512_permutex2var_epi64(xy_odd, lower, zw_odd);
  const __m512i lanes57 = _mm512_permutex2var_epi64(xy_odd, upper, zw_odd);
  SubtractFourAt(p + at[0], _mm512_castsi512_si256(lanes02));
  SubtractFourAt(p + at[1], _mm512_castsi512_si256(lanes13));
  SubtractFourAt(p + at[2], _mm512_extracti64x4_epi64(lanes02, 1));
  SubtractFourAt(p + at[3], _mm512_extracti64x4_epi64(lanes13, 1));
  SubtractFourAt(p + at[4], _mm512_castsi512_si256(lanes46));
  SubtractFourAt(p + at[5], _mm512_castsi512_si256(lanes57));
  SubtractFourAt(p + at[6], _mm512_extracti64x4_epi64(lanes46, 1));
  SubtractFourAt(p + at[7], _mm512_extracti64x4_epi64(lanes57, 1));
}

inline void AddOne(std::int64_t* p, Index n, Wide x) {
  const __m512i old = _mm512_i32gather_epi64(n.v, p, 8);
  _mm512_i32scatter_epi64(p, n.v, _mm512_add_epi64(old, x.v), 8);
}

}  // namespace
}  // namespace lehr::md
// NOLINTEND(misc-definitions-in-headers)

#endif  // LEHR_MD_SRC_KERNELS_VECTOR_AVX512_H_
