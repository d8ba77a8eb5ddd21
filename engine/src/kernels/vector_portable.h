#ifndef LEHR_MD_SRC_KERNELS_VECTOR_PORTABLE_H_
#define LEHR_MD_SRC_KERNELS_VECTOR_PORTABLE_H_

#include <cstdint>
#include <cstring>

// Vectors of four numbers as plain arrays, for machines without AVX2. The
// operations are those of vector_avx2.h and vector_avx512.h, lane by lane; the
// kernels are written against them. Everything has internal linkage.

// NOLINTBEGIN(misc-definitions-in-headers): one set for each file that includes
// this, on purpose.
namespace lehr::md {
namespace {

constexpr int kWidth = 4;

template <typename T>
struct Lanes {
  T lane[kWidth];
};

using Real = Lanes<double>;
using Wide = Lanes<std::uint64_t>;  // 64-bit integers, modulo 2^64
using Index = Lanes<std::int32_t>;  // neighbors, knots
using Mask = Lanes<bool>;

template <typename R, typename F>
R EachLane(const F& f) {
  R result;
  for (int k = 0; k < kWidth; ++k) result.lane[k] = f(k);
  return result;
}

Real Splat(double x) {
  return EachLane<Real>([&](int) { return x; });
}
Wide SplatWide(std::uint64_t n) {
  return EachLane<Wide>([&](int) { return n; });
}
Index SplatIndex(std::int32_t n) {
  return EachLane<Index>([&](int) { return n; });
}
Real LoadReals(const double* p) {
  return EachLane<Real>([&](int k) { return p[k]; });
}
Index LoadIndices(const std::int32_t* p) {
  return EachLane<Index>([&](int k) { return p[k]; });
}
void Store(double* p, Real x) {
  for (int k = 0; k < kWidth; ++k) p[k] = x.lane[k];
}
void Store(std::int32_t* p, Index x) {
  for (int k = 0; k < kWidth; ++k) p[k] = x.lane[k];
}

Real operator+(Real a, Real b) {
  return EachLane<Real>([&](int k) { return a.lane[k] + b.lane[k]; });
}
Real operator-(Real a, Real b) {
  return EachLane<Real>([&](int k) { return a.lane[k] - b.lane[k]; });
}
Real operator*(Real a, Real b) {
  return EachLane<Real>([&](int k) { return a.lane[k] * b.lane[k]; });
}
Real operator/(Real a, Real b) {
  return EachLane<Real>([&](int k) { return a.lane[k] / b.lane[k]; });
}
Real Sqrt(Real a) {
  return EachLane<Real>([&](int k) { return __builtin_sqrt(a.lane[k]); });
}
Real Abs(Real a) {
  return EachLane<Real>([&](int k) { return __builtin_fabs(a.lane[k]); });
}
Real Min(Real a, Real b) {
  return EachLane<Real>(
      [&](int k) { return a.lane[k] < b.lane[k] ? a.lane[k] : b.lane[k]; });
}
Real Max(Real a, Real b) {
  return EachLane<Real>(
      [&](int k) { return a.lane[k] > b.lane[k] ? a.lane[k] : b.lane[k]; });
}
Mask Less(Real a, Real b) {
  return EachLane<Mask>([&](int k) { return a.lane[k] < b.lane[k]; });
}
Real Select(Mask m, Real a, Real b) {
  return EachLane<Real>(
      [&](int k) { return m.lane[k] ? a.lane[k] : b.lane[k]; });
}
// Lanes 0 .. n-1.
Mask FirstLanes(std::int32_t n) {
  return EachLane<Mask>([&](int k) { return k < n; });
}
int Count(Mask m) {
  int n = 0;
  for (int k = 0; k < kWidth; ++k) n += m.lane[k] ? 1 : 0;
  return n;
}

// Toward zero; |x| below 2^31.
Index Truncate(Real x) {
  return EachLane<Index>(
      [&](int k) { return static_cast<std::int32_t>(x.lane[k]); });
}
Real ToReal(Index n) {
  return EachLane<Real>([&](int k) { return static_cast<double>(n.lane[k]); });
}
Index Add(Index a, Index b) {
  return EachLane<Index>([&](int k) { return a.lane[k] + b.lane[k]; });
}
Index Min(Index a, Index b) {
  return EachLane<Index>(
      [&](int k) { return a.lane[k] < b.lane[k] ? a.lane[k] : b.lane[k]; });
}
Index And(Index a, Index b) {
  return EachLane<Index>([&](int k) { return a.lane[k] & b.lane[k]; });
}
template <int kBits>
Index ShiftLeft(Index a) {
  return EachLane<Index>([&](int k) { return a.lane[k] << kBits; });
}
template <int kBits>
Index ShiftRight(Index a) {
  return EachLane<Index>([&](int k) { return a.lane[k] >> kBits; });
}
// a < b, as a mask over lanes of reals.
Mask Less(Index a, Index b) {
  return EachLane<Mask>([&](int k) { return a.lane[k] < b.lane[k]; });
}
// table[n] for n in 0 .. kMostSpecies-1.
Index LookUp(const std::int32_t* table, Index n) {
  return EachLane<Index>([&](int k) { return table[n.lane[k]]; });
}

Wide Bits(Real x) {
  Wide bits;
  std::memcpy(bits.lane, x.lane, sizeof(bits.lane));
  return bits;
}
Wide Add(Wide a, Wide b) {
  return EachLane<Wide>([&](int k) { return a.lane[k] + b.lane[k]; });
}
Wide Subtract(Wide a, Wide b) {
  return EachLane<Wide>([&](int k) { return a.lane[k] - b.lane[k]; });
}
void StoreWide(std::uint64_t* p, Wide x) {
  for (int k = 0; k < kWidth; ++k) p[k] = x.lane[k];
}
std::uint64_t Sum(Wide a) {
  std::uint64_t sum = 0;
  for (int k = 0; k < kWidth; ++k) sum += a.lane[k];
  return sum;
}
double Least(Real a) {
  double least = a.lane[0];
  for (int k = 1; k < kWidth; ++k) {
    if (a.lane[k] < least) least = a.lane[k];
  }
  return least;
}
double Largest(Real a) {
  double largest = a.lane[0];
  for (int k = 1; k < kWidth; ++k) {
    if (a.lane[k] > largest) largest = a.lane[k];
  }
  return largest;
}

// Writes the lanes of the mask one behind the other. May write kWidth lanes.
void Compress(double* p, Mask m, Real x) {
  for (int k = 0; k < kWidth; ++k) {
    *p = x.lane[k];
    p += m.lane[k] ? 1 : 0;
  }
}
void Compress(std::int32_t* p, Mask m, Index x) {
  for (int k = 0; k < kWidth; ++k) {
    *p = x.lane[k];
    p += m.lane[k] ? 1 : 0;
  }
}

// p[offset] of each lane.
Real Gather(const double* p, Index offset) {
  return EachLane<Real>([&](int k) { return p[offset.lane[k]]; });
}
// out[c] gets p[offset + c] of each lane, c = 0 .. 3.
void LoadFour(const double* p, Index offset, Real out[4]) {
  for (int k = 0; k < kWidth; ++k) {
    for (int c = 0; c < 4; ++c) out[c].lane[k] = p[offset.lane[k] + c];
  }
}
// p[offset + c] -= (x, y, z), lane after lane.
void SubtractThree(std::int64_t* p, Index offset, Wide x, Wide y, Wide z) {
  for (int k = 0; k < kWidth; ++k) {
    std::int64_t* q = p + offset.lane[k];
    q[0] -= static_cast<std::int64_t>(x.lane[k]);
    q[1] -= static_cast<std::int64_t>(y.lane[k]);
    q[2] -= static_cast<std::int64_t>(z.lane[k]);
  }
}
// p[n] += x. Lanes have different n, but for dummies, whose sums are not used.
void AddOne(std::int64_t* p, Index n, Wide x) {
  for (int k = 0; k < kWidth; ++k) {
    p[n.lane[k]] += static_cast<std::int64_t>(x.lane[k]);
  }
}

}  // namespace
}  // namespace lehr::md
// NOLINTEND(misc-definitions-in-headers)

#endif  // LEHR_MD_SRC_KERNELS_VECTOR_PORTABLE_H_
