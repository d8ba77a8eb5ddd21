#ifndef LEHR_MD_SRC_KERNELS_EAM_KERNELS_BODY_H_
#define LEHR_MD_SRC_KERNELS_EAM_KERNELS_BODY_H_

#include "engine/src/kernels/eam_kernels.h"

// The kernels, in terms of the vectors of a vector_*.h, which is included
// first. All in an unnamed namespace: see eam_kernels.h.

// NOLINTBEGIN(misc-definitions-in-headers): one set for each file that includes
// this, on purpose.
namespace lehr::md {
namespace {

// 2^52 + 2^51: adding and taking it off rounds to a whole number, as in
// fixed_point.h.
constexpr double kRounder = 0x1.8p52;
// How many vectors of terms below 2^51 may be added in 64-bit lanes.
constexpr int kMostTerms = 1024;

inline Real RoundToWhole(Real x) {
  return (x + Splat(kRounder)) - Splat(kRounder);
}

// Takes the images off d = r_i - r_j. Odd in d: d_ji = -d_ij exactly. Within
// half the shortest edge the result is the nearest image also of a tilted box:
// its z fixes the images along z, then y those along y, then x.
template <bool kTilted>
inline void ToNearestImage(const NearestImage& image, Real d[3]) {
  const Real nz = RoundToWhole(d[2] * Splat(image.inverses[2]));
  d[2] = d[2] - nz * Splat(image.lengths[2]);
  if constexpr (kTilted) {
    d[1] = d[1] - nz * Splat(image.tilts[0]);
    d[0] = d[0] - nz * Splat(image.tilts[1]);
  }
  const Real ny = RoundToWhole(d[1] * Splat(image.inverses[1]));
  d[1] = d[1] - ny * Splat(image.lengths[1]);
  if constexpr (kTilted) d[0] = d[0] - ny * Splat(image.tilts[2]);
  const Real nx = RoundToWhole(d[0] * Splat(image.inverses[0]));
  d[0] = d[0] - nx * Splat(image.lengths[0]);
}

inline Real Square(const Real d[3]) {
  return d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
}

template <bool kTilted>
std::int32_t FindRow(const RowSearch& search, std::int32_t self,
                     std::int32_t first, std::int32_t count, std::int32_t dummy,
                     std::int32_t* row) {
  const Real x = Splat(search.x[self]);
  const Real y = Splat(search.y[self]);
  const Real z = Splat(search.z[self]);
  const Real range_squared = Splat(search.range_squared);
  std::int32_t* end = row;
  for (std::int32_t k = first; k < count; k += kWidth) {
    Real d[3] = {x - LoadReals(search.x + k), y - LoadReals(search.y + k),
                 z - LoadReals(search.z + k)};
    ToNearestImage<kTilted>(search.image, d);
    // Beyond `count` the candidates are not numbers, and so never near.
    const Mask near = Less(Square(d), range_squared);
    Compress(end, near, LoadIndices(search.entries + k));
    end += Count(near);
  }
  for (int k = 0; k < kRowPadding; k += kWidth) {
    Store(end + k, SplatIndex(dummy));
  }
  return static_cast<std::int32_t>(end - row);
}

std::int32_t FindRowInBox(const RowSearch& search, std::int32_t self,
                          std::int32_t first, std::int32_t count,
                          std::int32_t dummy, std::int32_t* row) {
  return search.tilted ? FindRow<true>(search, self, first, count, dummy, row)
                       : FindRow<false>(search, self, first, count, dummy, row);
}

// One atom i against a vector of neighbors.
struct Center {
  Real position[3];
  Index species;
  const std::int32_t* first_knot;  // of its species
};

inline Center CenterOf(const EamPass& pass, std::int32_t i) {
  const double* atom = pass.atoms + std::ptrdiff_t{kAtomFields} * i;
  const std::int32_t species = pass.species[i];
  return {{Splat(atom[0]), Splat(atom[1]), Splat(atom[2])},
          SplatIndex(species),
          pass.tables->first_knot + std::ptrdiff_t{kMostSpecies} * species};
}

inline Index AtomOf(Index entry) {
  return And(entry, SplatIndex(kEntryIndexMask));
}

// Where a pair's distance falls in its tables.
struct Knot {
  Real fraction;
  Index number;  // of the interval's first knot, over all tables
  // The neighbor's species is below the atom's: the roles in the tables swap.
  Mask swapped;
};

inline Knot KnotOf(const EamPairTables& tables, const Center& center,
                   Index entry, Real r) {
  const Real p = r * Splat(tables.inverse_step);
  const Index interval = Min(Truncate(p), SplatIndex(tables.last_interval));
  const Index species = ShiftRight<kEntryIndexBits>(entry);
  return {Min(p - ToReal(interval), Splat(1.0)),
          Add(LookUp(center.first_knot, species), interval),
          Less(species, center.species)};
}

// y(p) = y0 + p (s0 + p (c + p d)) with c = 3 Δ - 2 s0 - s1, d = s0 + s1 - 2 Δ,
// Δ = y1 - y0: the cubic with values y0, y1 and slopes s0, s1 at p = 0, 1.
struct Cubic {
  Real y, s, c, d;
};

inline Cubic CubicOf(Real y0, Real s0, Real y1, Real s1) {
  const Real rise = y1 - y0;
  return {y0, s0, Splat(3.0) * rise - Splat(2.0) * s0 - s1,
          s0 + s1 - Splat(2.0) * rise};
}

inline Real Value(const Cubic& f, Real p) {
  return ((f.d * p + f.c) * p + f.s) * p + f.y;
}

// dy/dp.
inline Real Slope(const Cubic& f, Real p) {
  return (Splat(3.0) * f.d * p + Splat(2.0) * f.c) * p + f.s;
}

template <bool kTilted>
double AddDensities(const EamPass& pass, std::int32_t first, std::int32_t last,
                    std::int64_t* densities) {
  const EamPairTables& tables = *pass.tables;
  const Real cutoff_squared = Splat(tables.cutoff_squared);
  const Real magic = Splat(tables.density_magic);
  const Wide magic_bits = Bits(magic);
  Real least = cutoff_squared;
  for (std::int32_t i = first; i < last; ++i) {
    const Center center = CenterOf(pass, i);
    const std::int32_t* row = pass.rows[i];
    std::int32_t* inner = pass.inner + pass.inner_starts[i];
    auto* const squares = static_cast<double*>(pass.scratch);
    std::int32_t size = 0;
    for (std::int32_t k = 0; k < pass.row_sizes[i]; k += kWidth) {
      const Index entry = LoadIndices(row + k);
      Real other[4];
      LoadFour(pass.atoms, ShiftLeft<2>(AtomOf(entry)), other);
      Real d[3] = {center.position[0] - other[0], center.position[1] - other[1],
                   center.position[2] - other[2]};
      ToNearestImage<kTilted>(pass.image, d);
      const Real square = Square(d);
      const Mask inside = Less(square, cutoff_squared);
      Compress(inner + size, inside, entry);
      Compress(squares + size, inside, square);
      size += Count(inside);
    }
    Store(inner + size, SplatIndex(pass.dummy));
    Store(squares + size, cutoff_squared);
    pass.inner_sizes[i] = size;

    Wide sum = SplatWide(0);
    for (std::int32_t k = 0; k < size; k += kWidth) {
      const Index entry = LoadIndices(inner + k);
      const Real square = LoadReals(squares + k);
      least = Min(least, square);
      const Knot knot = KnotOf(tables, center, entry, Sqrt(square));
      const Index offset = ShiftLeft<2>(knot.number);
      Real at0[4];
      Real at1[4];
      LoadFour(tables.density, offset, at0);
      LoadFour(tables.density + kDensityFields, offset, at1);
      const Real low =
          Value(CubicOf(at0[0], at0[1], at1[0], at1[1]), knot.fraction);
      const Real high =
          Value(CubicOf(at0[2], at0[3], at1[2], at1[3]), knot.fraction);
      const Real mine = Select(FirstLanes(size - k),
                               Select(knot.swapped, high, low), Splat(0.0));
      const Real others = Select(knot.swapped, low, high);
      sum = Add(sum, Subtract(Bits(mine + magic), magic_bits));
      AddOne(densities, AtomOf(entry),
             Subtract(Bits(others + magic), magic_bits));
    }
    densities[i] += static_cast<std::int64_t>(Sum(sum));
  }
  return Least(least);
}

double AddDensitiesInBox(const EamPass& pass, std::int32_t first,
                         std::int32_t last, std::int64_t* densities) {
  return pass.tilted ? AddDensities<true>(pass, first, last, densities)
                     : AddDensities<false>(pass, first, last, densities);
}

// Sums of terms x as bits of x + magic, without taking the bits of magic off
// each: that is done for all terms at once before the lanes could overflow.
struct RunningSums {
  Wide energy;
  Wide virial[6];
  int terms;
};

inline void Clear(RunningSums* sums) {
  sums->energy = SplatWide(0);
  for (Wide& component : sums->virial) component = SplatWide(0);
  sums->terms = 0;
}

__extension__ inline __int128 Unpacked(Wide sum, int terms, double magic) {
  std::uint64_t magic_bits[kWidth];
  std::uint64_t lanes[kWidth];
  StoreWide(magic_bits, Bits(Splat(magic)));
  StoreWide(lanes, sum);
  __extension__ __int128 total = 0;
  for (int k = 0; k < kWidth; ++k) {
    total += static_cast<std::int64_t>(
        lanes[k] - static_cast<std::uint64_t>(terms) * magic_bits[k]);
  }
  return total;
}

inline void Unload(const EamPairTables& tables, RunningSums* sums,
                   PairTotals* totals) {
  totals->energy += Unpacked(sums->energy, sums->terms, tables.energy_magic);
  for (int c = 0; c < 6; ++c) {
    totals->virial[c] +=
        Unpacked(sums->virial[c], sums->terms, tables.virial_magic);
  }
  Clear(sums);
}

// What the first loop over a row finds for the second. In two loops, more
// vectors are under way at once: one loop would be longer than what a processor
// looks ahead.
struct PairGeometry {
  Real d[3];      // r_i - r_j; 0 in lanes beyond the last pair
  Real r;         // the cutoff in those
  Real fraction;  // of the knot
  Index knot;
};
static_assert(sizeof(PairGeometry) <= std::size_t{kScratchBytes} * kWidth);

template <bool kTilted>
inline void FindGeometry(const EamPass& pass, const Center& center,
                         const std::int32_t* inner, std::int32_t left,
                         PairGeometry* pairs) {
  const Index entry = LoadIndices(inner);
  const Mask valid = FirstLanes(left);
  Real other[4];
  LoadFour(pass.atoms, ShiftLeft<2>(AtomOf(entry)), other);
  Real d[3] = {center.position[0] - other[0], center.position[1] - other[1],
               center.position[2] - other[2]};
  ToNearestImage<kTilted>(pass.image, d);
  for (int c = 0; c < 3; ++c) pairs->d[c] = Select(valid, d[c], Splat(0.0));
  pairs->r = Sqrt(Select(valid, Square(d), Splat(pass.tables->cutoff_squared)));
  const Knot knot = KnotOf(*pass.tables, center, entry, pairs->r);
  pairs->fraction = knot.fraction;
  pairs->knot = knot.number;
}

// Offset of a knot in the force table, whose knots have 6 fields.
inline Index ForceOffset(Index knot) {
  static_assert(kForceTableFields == 6);
  return Add(ShiftLeft<2>(knot), ShiftLeft<1>(knot));
}

// With ψ = F'_a f'_{a←b} + F'_b f'_{b←a} + φ', φ = z/r and φ' = (z' - φ)/r:
// f_ij = -ψ (r_i - r_j)/r. Exchange of i and j leaves ψ as it is to the last
// bit, since a + b = b + a.
struct PairFunctions {
  Real psi;
  Real phi;
  Real inverse;  // 1/r
};

// `mine` and `other` are F' of the two atoms.
inline PairFunctions FunctionsOf(const EamPairTables& tables,
                                 const PairGeometry& pairs, Real mine,
                                 Real other, Mask swapped) {
  const Index offset = ForceOffset(pairs.knot);
  // f_low y s, f_high y s, z y s at one knot and at the next.
  Real a[4];
  Real b[4];
  Real c[4];
  LoadFour(tables.force, offset, a);
  LoadFour(tables.force + 4, offset, b);
  LoadFour(tables.force + 8, offset, c);
  const Real p = pairs.fraction;
  const Real inverse_step = Splat(tables.inverse_step);
  const Real low_slope = Slope(CubicOf(a[0], a[1], b[2], b[3]), p);
  const Real high_slope = Slope(CubicOf(a[2], a[3], c[0], c[1]), p);
  const Cubic z = CubicOf(b[0], b[1], c[2], c[3]);
  const Real inverse = Splat(1.0) / pairs.r;
  const Real phi = Value(z, p) * inverse;
  const Real phi_slope = (Slope(z, p) * inverse_step - phi) * inverse;
  const Real low = Select(swapped, other, mine);
  const Real high = Select(swapped, mine, other);
  return {(low * low_slope + high * high_slope) * inverse_step + phi_slope, phi,
          inverse};
}

template <bool kTilted>
void AddForces(const EamPass& pass, std::int32_t first, std::int32_t last,
               std::int64_t* forces, PairTotals* totals) {
  const EamPairTables& tables = *pass.tables;
  const Real force_magic = Splat(tables.force_magic);
  const Wide force_bits = Bits(force_magic);
  const Real energy_magic = Splat(tables.energy_magic);
  const Real virial_magic = Splat(tables.virial_magic);
  auto* const geometry = static_cast<PairGeometry*>(pass.scratch);
  Real largest = Splat(0.0);
  RunningSums sums;
  Clear(&sums);
  for (std::int32_t i = first; i < last; ++i) {
    const Center center = CenterOf(pass, i);
    const Real my_slope =
        Splat(pass.atoms[std::ptrdiff_t{kAtomFields} * i + 3]);
    const std::int32_t* inner = pass.inner + pass.inner_starts[i];
    const std::int32_t size = pass.inner_sizes[i];
    for (std::int32_t k = 0; k < size; k += kWidth) {
      FindGeometry<kTilted>(pass, center, inner + k, size - k,
                            geometry + k / kWidth);
    }
    Wide mine[3] = {SplatWide(0), SplatWide(0), SplatWide(0)};
    for (std::int32_t k = 0; k < size; k += kWidth) {
      const PairGeometry& pairs = geometry[k / kWidth];
      const Index entry = LoadIndices(inner + k);
      const Index atom = AtomOf(entry);
      const Mask swapped =
          Less(ShiftRight<kEntryIndexBits>(entry), center.species);
      const Mask valid = FirstLanes(size - k);
      const PairFunctions functions =
          FunctionsOf(tables, pairs, my_slope,
                      Gather(pass.atoms + 3, ShiftLeft<2>(atom)), swapped);
      largest = Max(largest, Select(valid, Abs(functions.psi), Splat(0.0)));
      const Real over_r = Splat(0.0) - functions.psi * functions.inverse;
      const Real* d = pairs.d;
      const Real f[3] = {d[0] * over_r, d[1] * over_r, d[2] * over_r};
      Wide n[3];
      for (int x = 0; x < 3; ++x) {
        n[x] = Subtract(Bits(f[x] + force_magic), force_bits);
        mine[x] = Add(mine[x], n[x]);
      }
      SubtractThree(forces, ShiftLeft<2>(atom), n[0], n[1], n[2]);

      const Real w[6] = {d[0] * f[0], d[1] * f[1], d[2] * f[2],
                         d[1] * f[2], d[0] * f[2], d[0] * f[1]};
      for (int x = 0; x < 6; ++x) {
        sums.virial[x] = Add(sums.virial[x], Bits(w[x] + virial_magic));
      }
      const Real energy = Select(valid, functions.phi, Splat(0.0));
      sums.energy = Add(sums.energy, Bits(energy + energy_magic));
      if (++sums.terms == kMostTerms) Unload(tables, &sums, totals);
    }
    std::int64_t* force = forces + std::ptrdiff_t{kForceFields} * i;
    for (int x = 0; x < 3; ++x) {
      force[x] += static_cast<std::int64_t>(Sum(mine[x]));
    }
  }
  Unload(tables, &sums, totals);
  const double most = Largest(largest);
  if (!(most <= totals->largest_force)) totals->largest_force = most;
}

void AddForcesInBox(const EamPass& pass, std::int32_t first, std::int32_t last,
                    std::int64_t* forces, PairTotals* totals) {
  if (pass.tilted) {
    AddForces<true>(pass, first, last, forces, totals);
  } else {
    AddForces<false>(pass, first, last, forces, totals);
  }
}

template <bool kTilted>
void AddPairEnergies(const EamPass& pass, std::int32_t first, std::int32_t last,
                     std::int64_t* energies) {
  const Real magic = Splat(pass.tables->energy_magic);
  const Wide magic_bits = Bits(magic);
  for (std::int32_t i = first; i < last; ++i) {
    const Center center = CenterOf(pass, i);
    const std::int32_t* inner = pass.inner + pass.inner_starts[i];
    const std::int32_t size = pass.inner_sizes[i];
    for (std::int32_t k = 0; k < size; k += kWidth) {
      PairGeometry pairs;
      FindGeometry<kTilted>(pass, center, inner + k, size - k, &pairs);
      const Index offset = ForceOffset(pairs.knot);
      Real b[4];
      Real c[4];
      LoadFour(pass.tables->force + 4, offset, b);
      LoadFour(pass.tables->force + 8, offset, c);
      const Real phi = Value(CubicOf(b[0], b[1], c[2], c[3]), pairs.fraction) *
                       (Splat(1.0) / pairs.r);
      const Wide n =
          Subtract(Bits(Select(FirstLanes(size - k), phi, Splat(0.0)) + magic),
                   magic_bits);
      AddOne(energies, AtomOf(LoadIndices(inner + k)), n);
      energies[i] += static_cast<std::int64_t>(Sum(n));
    }
  }
}

void AddPairEnergiesInBox(const EamPass& pass, std::int32_t first,
                          std::int32_t last, std::int64_t* energies) {
  if (pass.tilted) {
    AddPairEnergies<true>(pass, first, last, energies);
  } else {
    AddPairEnergies<false>(pass, first, last, energies);
  }
}

}  // namespace
}  // namespace lehr::md
// NOLINTEND(misc-definitions-in-headers)

#endif  // LEHR_MD_SRC_KERNELS_EAM_KERNELS_BODY_H_
