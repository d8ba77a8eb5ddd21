#ifndef LEHR_MD_SRC_KERNELS_FAST_VECTOR_AVX2_H_
#define LEHR_MD_SRC_KERNELS_FAST_VECTOR_AVX2_H_

#include <cstdint>
#include <immintrin.h>

#include "engine/src/kernels/fast_kernels.h"

// Vectors of eight 32-bit numbers in the instruction sets AVX2 and FMA. The
// operations are those of fast_vector_portable.h. Everything has internal
// linkage.

// NOLINTBEGIN(misc-definitions-in-headers): one set for each file that includes
// this, on purpose.
namespace lehr::md {
namespace {

constexpr int kLanes = 8;

using Floats = __m256;
using Ints = __m256i;
// All bits of a chosen lane are set.
struct Choice {
  __m256i v;
};

inline Floats Splat(float x) { return _mm256_set1_ps(x); }
inline Ints SplatInt(std::int32_t n) { return _mm256_set1_epi32(n); }
inline Floats Load(const float* p) { return _mm256_loadu_ps(p); }
inline Ints Load(const std::int32_t* p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}
inline void Store(float* p, Floats x) { _mm256_storeu_ps(p, x); }
inline void Store(std::int32_t* p, Ints n) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), n);
}

inline Floats Fma(Floats a, Floats b, Floats c) {
  return _mm256_fmadd_ps(a, b, c);
}
inline Floats Least(Floats a, Floats b) { return _mm256_min_ps(a, b); }
inline Floats Largest(Floats a, Floats b) { return _mm256_max_ps(a, b); }
inline Floats Sqrt(Floats a) { return _mm256_sqrt_ps(a); }
inline Floats Magnitude(Floats a) {
  return _mm256_andnot_ps(_mm256_set1_ps(-0.0F), a);
}

inline Ints Add(Ints a, Ints b) { return _mm256_add_epi32(a, b); }
inline Ints Subtract(Ints a, Ints b) { return _mm256_sub_epi32(a, b); }
inline Ints And(Ints a, Ints b) { return _mm256_and_si256(a, b); }
template <int kBits>
inline Ints ShiftLeft(Ints a) {
  return _mm256_slli_epi32(a, kBits);
}
inline Ints Bits(Floats x) { return _mm256_castps_si256(x); }
inline Floats FromBits(Ints n) { return _mm256_castsi256_ps(n); }
inline Floats ToFloats(Ints n) { return _mm256_cvtepi32_ps(n); }
inline Ints Round(Floats x) { return _mm256_cvtps_epi32(x); }

inline Choice Less(Floats a, Floats b) {
  return {Bits(_mm256_cmp_ps(a, b, _CMP_LT_OQ))};
}
inline Choice Less(Ints a, Ints b) { return {_mm256_cmpgt_epi32(b, a)}; }
inline Choice FirstLanes(std::int32_t count) {
  return Less(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), SplatInt(count));
}
inline Choice Both(Choice a, Choice b) { return {_mm256_and_si256(a.v, b.v)}; }
inline int LaneBits(Choice a) { return _mm256_movemask_ps(FromBits(a.v)); }
inline int Count(Choice a) { return __builtin_popcount(LaneBits(a)); }
inline Ints Where(Choice choice, Ints n) {
  return _mm256_and_si256(choice.v, n);
}
inline Ints OneMoreWhereNot(Choice choice, Ints n) {
  return Add(Add(n, SplatInt(1)), choice.v);
}

// For each set of chosen lanes, these lanes first.
struct LaneOrders {
  alignas(8) std::uint8_t lanes[256][8];
};
constexpr LaneOrders MakeLaneOrders() {
  LaneOrders orders = {};
  for (int bits = 0; bits < 256; ++bits) {
    int end = 0;
    for (int lane = 0; lane < 8; ++lane) {
      if ((bits >> lane & 1) != 0) {
        orders.lanes[bits][end++] = static_cast<std::uint8_t>(lane);
      }
    }
  }
  return orders;
}
constexpr LaneOrders kLaneOrders = MakeLaneOrders();

inline Ints OrderOf(Choice choice) {
  return _mm256_cvtepu8_epi32(_mm_loadl_epi64(
      reinterpret_cast<const __m128i*>(kLaneOrders.lanes[LaneBits(choice)])));
}
inline void Compress(float* p, Choice choice, Floats x) {
  Store(p, _mm256_permutevar8x32_ps(x, OrderOf(choice)));
}
inline void Compress(std::int32_t* p, Choice choice, Ints n) {
  Store(p, _mm256_permutevar8x32_epi32(n, OrderOf(choice)));
}

inline Ints LookUp16(const std::int32_t* table, Ints at) {
  const auto half = [&](int begin) {
    return FromBits(_mm256_permutevar8x32_epi32(Load(table + begin), at));
  };
  // The sign bit chooses.
  return Bits(_mm256_blendv_ps(half(0), half(8), FromBits(ShiftLeft<28>(at))));
}
inline Floats LookUp32(const float* table, Ints at) {
  return _mm256_i32gather_ps(table, _mm256_and_si256(at, SplatInt(31)), 4);
}
inline Floats LookUp64(const float* table, Ints at) {
  return _mm256_i32gather_ps(table, _mm256_and_si256(at, SplatInt(63)), 4);
}

struct Rows {
  __m256i row[4];
};

// Those of lanes 0 and kStride.
template <int kStride>
inline __m256i TwoRows(const std::int32_t* p, const std::int32_t* at,
                       std::uint32_t mask) {
  const auto row = [&](int k) {
    return _mm_load_si128(reinterpret_cast<const __m128i*>(
        reinterpret_cast<const char*>(p) +
        (static_cast<std::uint32_t>(at[kStride * k]) & mask)));
  };
  return _mm256_inserti128_si256(_mm256_castsi128_si256(row(0)), row(1), 1);
}

inline Rows Transposed(__m256i a, __m256i b, __m256i c, __m256i d) {
  const __m256i ab_low = _mm256_unpacklo_epi32(a, b);
  const __m256i ab_high = _mm256_unpackhi_epi32(a, b);
  const __m256i cd_low = _mm256_unpacklo_epi32(c, d);
  const __m256i cd_high = _mm256_unpackhi_epi32(c, d);
  return {{_mm256_unpacklo_epi64(ab_low, cd_low),
           _mm256_unpackhi_epi64(ab_low, cd_low),
           _mm256_unpacklo_epi64(ab_high, cd_high),
           _mm256_unpackhi_epi64(ab_high, cd_high)}};
}

inline void LoadFour(const std::int32_t* p, const std::int32_t* at,
                     Ints out[4]) {
  constexpr std::uint32_t kAll = ~std::uint32_t{0};
  const Rows fields =
      Transposed(TwoRows<4>(p, at, kAll), TwoRows<4>(p, at + 1, kAll),
                 TwoRows<4>(p, at + 2, kAll), TwoRows<4>(p, at + 3, kAll));
  for (int a = 0; a < 4; ++a) out[a] = fields.row[a];
}
constexpr std::uint32_t kAtomMask = -std::uint32_t{kBlockRows};
inline void LoadOthers(const std::int32_t* atoms, const std::int32_t* entries,
                       Ints out[4]) {
  const auto rows = [&](int k) {
    return TwoRows<4>(atoms, entries + k, kAtomMask);
  };
  const Rows fields = Transposed(rows(0), rows(1), rows(2), rows(3));
  for (int a = 0; a < 4; ++a) out[a] = fields.row[a];
}
inline void LoadOthersTurned(const std::int32_t* atoms,
                             const std::int32_t* entries, Ints out[4]) {
  const auto rows = [&](int k) {
    return TwoRows<1>(atoms, entries + 2 * k, kAtomMask);
  };
  const Rows fields = Transposed(rows(0), rows(1), rows(2), rows(3));
  for (int a = 0; a < 4; ++a) out[a] = fields.row[a];
}

inline Ints LoadTurned(const std::int32_t* p) {
  return _mm256_permutevar8x32_epi32(Load(p),
                                     _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7));
}
inline void StoreFour(std::int32_t* p, Ints x, Ints y, Ints z, Ints w) {
  const Rows rows = Transposed(x, y, z, w);
  for (int k = 0; k < 4; ++k) Store(p + kLanes * k, rows.row[k]);
}

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

inline void AddFour(std::int32_t* p, Ints n) {
  const __m128i sum4 =
      _mm_add_epi32(_mm256_castsi256_si128(n), _mm256_extracti128_si256(n, 1));
  // x ^ -1 - -1 = -x.
  const __m128i signs = _mm_setr_epi32(0, 0, 0, -1);
  auto* q = reinterpret_cast<__m128i*>(p);
  _mm_store_si128(
      q, _mm_add_epi32(_mm_load_si128(q),
                       _mm_sub_epi32(_mm_xor_si128(sum4, signs), signs)));
}

inline std::int32_t Sum(Ints n) {
  const __m128i sum4 =
      _mm_add_epi32(_mm256_castsi256_si128(n), _mm256_extracti128_si256(n, 1));
  const __m128i sum2 = _mm_add_epi32(sum4, _mm_unpackhi_epi64(sum4, sum4));
  return _mm_cvtsi128_si32(_mm_add_epi32(sum2, _mm_shuffle_epi32(sum2, 1)));
}

}  // namespace
}  // namespace lehr::md
// NOLINTEND(misc-definitions-in-headers)

#endif  // LEHR_MD_SRC_KERNELS_FAST_VECTOR_AVX2_H_
