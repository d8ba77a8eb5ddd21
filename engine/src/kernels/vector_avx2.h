#ifndef LEHR_MD_SRC_KERNELS_VECTOR_AVX2_H_
#define LEHR_MD_SRC_KERNELS_VECTOR_AVX2_H_

#include <cstdint>
#include <immintrin.h>

// Vectors of four numbers in AVX2. Same operations as vector_portable.h, where
// they are described.

// NOLINTBEGIN(misc-definitions-in-headers): one set for each file that includes
// this, on purpose.
namespace lehr::md {
namespace {

constexpr int kWidth = 4;

using Real = __m256d;  // with the compiler's operators + - * /
struct Mask {
  __m256d v;  // all bits of a lane set or none
};
struct Wide {
  __m256i v;
};
struct Index {
  __m128i v;
};

inline Real Splat(double x) { return _mm256_set1_pd(x); }
inline Wide SplatWide(std::uint64_t n) {
  return {_mm256_set1_epi64x(static_cast<long long>(n))};
}
inline Index SplatIndex(std::int32_t n) { return {_mm_set1_epi32(n)}; }
inline Real LoadReals(const double* p) { return _mm256_loadu_pd(p); }
inline Index LoadIndices(const std::int32_t* p) {
  return {_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))};
}
inline void Store(double* p, Real x) { _mm256_storeu_pd(p, x); }
inline void Store(std::int32_t* p, Index x) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), x.v);
}

inline Real Sqrt(Real a) { return _mm256_sqrt_pd(a); }
inline Real Abs(Real a) { return _mm256_andnot_pd(_mm256_set1_pd(-0.0), a); }
inline Real Min(Real a, Real b) { return _mm256_min_pd(a, b); }
inline Real Max(Real a, Real b) { return _mm256_max_pd(a, b); }
inline Mask Less(Real a, Real b) { return {_mm256_cmp_pd(a, b, _CMP_LT_OQ)}; }
inline Real Select(Mask m, Real a, Real b) {
  return _mm256_blendv_pd(b, a, m.v);
}
inline Mask ToMask(__m128i lanes) {
  return {_mm256_castsi256_pd(_mm256_cvtepi32_epi64(lanes))};
}
inline Mask FirstLanes(std::int32_t n) {
  return ToMask(_mm_cmplt_epi32(_mm_setr_epi32(0, 1, 2, 3), _mm_set1_epi32(n)));
}
inline int Count(Mask m) {
  return __builtin_popcount(static_cast<unsigned>(_mm256_movemask_pd(m.v)));
}

inline Index Truncate(Real x) { return {_mm256_cvttpd_epi32(x)}; }
inline Real ToReal(Index n) { return _mm256_cvtepi32_pd(n.v); }
inline Index Add(Index a, Index b) { return {_mm_add_epi32(a.v, b.v)}; }
inline Index Min(Index a, Index b) { return {_mm_min_epi32(a.v, b.v)}; }
inline Index And(Index a, Index b) { return {_mm_and_si128(a.v, b.v)}; }
template <int kBits>
inline Index ShiftLeft(Index a) {
  return {_mm_slli_epi32(a.v, kBits)};
}
template <int kBits>
inline Index ShiftRight(Index a) {
  return {_mm_srli_epi32(a.v, kBits)};
}
inline Mask Less(Index a, Index b) { return ToMask(_mm_cmplt_epi32(a.v, b.v)); }
inline Index LookUp(const std::int32_t* table, Index n) {
  alignas(16) std::int32_t at[kWidth];
  _mm_store_si128(reinterpret_cast<__m128i*>(at), n.v);
  return {
      _mm_setr_epi32(table[at[0]], table[at[1]], table[at[2]], table[at[3]])};
}

inline Wide Bits(Real x) { return {_mm256_castpd_si256(x)}; }
inline Wide Add(Wide a, Wide b) { return {_mm256_add_epi64(a.v, b.v)}; }
inline Wide Subtract(Wide a, Wide b) { return {_mm256_sub_epi64(a.v, b.v)}; }
inline void StoreWide(std::uint64_t* p, Wide x) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), x.v);
}
inline std::uint64_t Sum(Wide a) {
  const __m128i two = _mm_add_epi64(_mm256_castsi256_si128(a.v),
                                    _mm256_extracti128_si256(a.v, 1));
  return static_cast<std::uint64_t>(_mm_cvtsi128_si64(two)) +
         static_cast<std::uint64_t>(_mm_extract_epi64(two, 1));
}
inline double Least(Real a) {
  double lane[kWidth];
  Store(lane, a);
  double least = lane[0];
  for (int k = 1; k < kWidth; ++k) {
    if (lane[k] < least) least = lane[k];
  }
  return least;
}
inline double Largest(Real a) {
  double lane[kWidth];
  Store(lane, a);
  double largest = lane[0];
  for (int k = 1; k < kWidth; ++k) {
    if (lane[k] > largest) largest = lane[k];
  }
  return largest;
}

// [mask][lane] which lane comes there, as pairs of 32-bit lanes.
alignas(32) constexpr std::int32_t kPacking[16][8] = {
    {0, 1, 2, 3, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
    {2, 3, 0, 1, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
    {4, 5, 0, 1, 2, 3, 6, 7}, {0, 1, 4, 5, 2, 3, 6, 7},
    {2, 3, 4, 5, 0, 1, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
    {6, 7, 0, 1, 2, 3, 4, 5}, {0, 1, 6, 7, 2, 3, 4, 5},
    {2, 3, 6, 7, 0, 1, 4, 5}, {0, 1, 2, 3, 6, 7, 4, 5},
    {4, 5, 6, 7, 0, 1, 2, 3}, {0, 1, 4, 5, 6, 7, 2, 3},
    {2, 3, 4, 5, 6, 7, 0, 1}, {0, 1, 2, 3, 4, 5, 6, 7}};
// The same in lanes of 32 bits.
alignas(16) constexpr std::int32_t kIndexPacking[16][4] = {
    {0, 1, 2, 3}, {0, 1, 2, 3}, {1, 0, 2, 3}, {0, 1, 2, 3},
    {2, 0, 1, 3}, {0, 2, 1, 3}, {1, 2, 0, 3}, {0, 1, 2, 3},
    {3, 0, 1, 2}, {0, 3, 1, 2}, {1, 3, 0, 2}, {0, 1, 3, 2},
    {2, 3, 0, 1}, {0, 2, 3, 1}, {1, 2, 3, 0}, {0, 1, 2, 3}};

inline void Compress(double* p, Mask m, Real x) {
  const int lanes = _mm256_movemask_pd(m.v);
  const __m256i order =
      _mm256_load_si256(reinterpret_cast<const __m256i*>(kPacking[lanes]));
  Store(p, _mm256_castsi256_pd(
               _mm256_permutevar8x32_epi32(_mm256_castpd_si256(x), order)));
}
inline void Compress(std::int32_t* p, Mask m, Index x) {
  const int lanes = _mm256_movemask_pd(m.v);
  const __m128i order =
      _mm_load_si128(reinterpret_cast<const __m128i*>(kIndexPacking[lanes]));
  Store(
      p,
      Index{_mm_castps_si128(_mm_permutevar_ps(_mm_castsi128_ps(x.v), order))});
}

inline Real Gather(const double* p, Index offset) {
  alignas(16) std::int32_t at[kWidth];
  _mm_store_si128(reinterpret_cast<__m128i*>(at), offset.v);
  return _mm256_setr_pd(p[at[0]], p[at[1]], p[at[2]], p[at[3]]);
}

inline void LoadFour(const double* p, Index offset, Real out[4]) {
  alignas(16) std::int32_t at[kWidth];
  _mm_store_si128(reinterpret_cast<__m128i*>(at), offset.v);
  const Real row0 = _mm256_loadu_pd(p + at[0]);
  const Real row1 = _mm256_loadu_pd(p + at[1]);
  const Real row2 = _mm256_loadu_pd(p + at[2]);
  const Real row3 = _mm256_loadu_pd(p + at[3]);
  const Real xz01 = _mm256_unpacklo_pd(row0, row1);
  const Real yw01 = _mm256_unpackhi_pd(row0, row1);
  const Real xz23 = _mm256_unpacklo_pd(row2, row3);
  const Real yw23 = _mm256_unpackhi_pd(row2, row3);
  out[0] = _mm256_permute2f128_pd(xz01, xz23, 0x20);
  out[1] = _mm256_permute2f128_pd(yw01, yw23, 0x20);
  out[2] = _mm256_permute2f128_pd(xz01, xz23, 0x31);
  out[3] = _mm256_permute2f128_pd(yw01, yw23, 0x31);
}

inline void SubtractFourAt(std::int64_t* p, __m256i x) {
  auto* q = reinterpret_cast<__m256i*>(p);
  _mm256_storeu_si256(q, _mm256_sub_epi64(_mm256_loadu_si256(q), x));
}

inline void SubtractThree(std::int64_t* p, Index offset, Wide x, Wide y,
                          Wide z) {
  alignas(16) std::int32_t at[kWidth];
  _mm_store_si128(reinterpret_cast<__m128i*>(at), offset.v);
  const __m256i zero = _mm256_setzero_si256();
  const __m256i xy_even = _mm256_unpacklo_epi64(x.v, y.v);
  const __m256i xy_odd = _mm256_unpackhi_epi64(x.v, y.v);
  const __m256i zw_even = _mm256_unpacklo_epi64(z.v, zero);
  const __m256i zw_odd = _mm256_unpackhi_epi64(z.v, zero);
  SubtractFourAt(p + at[0], _mm256_permute2x128_si256(xy_even, zw_even, 0x20));
  SubtractFourAt(p + at[1], _mm256_permute2x128_si256(xy_odd, zw_odd, 0x20));
  SubtractFourAt(p + at[2], _mm256_permute2x128_si256(xy_even, zw_even, 0x31));
  SubtractFourAt(p + at[3], _mm256_permute2x128_si256(xy_odd, zw_odd, 0x31));
}

inline void AddOne(std::int64_t* p, Index n, Wide x) {
  alignas(16) std::int32_t at[kWidth];
  alignas(32) std::int64_t term[kWidth];
  _mm_store_si128(reinterpret_cast<__m128i*>(at), n.v);
  _mm256_store_si256(reinterpret_cast<__m256i*>(term), x.v);
  for (int k = 0; k < kWidth; ++k) p[at[k]] += term[k];
}

}  // namespace
}  // namespace lehr::md
// NOLINTEND(misc-definitions-in-headers)

#endif  // LEHR_MD_SRC_KERNELS_VECTOR_AVX2_H_
