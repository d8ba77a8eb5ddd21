#ifndef LEHR_MD_SRC_KERNELS_FAST_KERNELS_BODY_H_
#define LEHR_MD_SRC_KERNELS_FAST_KERNELS_BODY_H_

#include "engine/src/kernels/eam_kernels.h"
#include "engine/src/kernels/fast_kernels.h"

// The kernels of the fast path, in terms of the vectors of a fast_vector_*.h,
// which is included first. All in an unnamed namespace: see eam_kernels.h.

// NOLINTBEGIN(misc-definitions-in-headers): one set for each file that includes
// this, on purpose.
namespace lehr::md {
namespace {

// 2^23 + 2^22: x + kMagic, with x below 2^22, has the bits of kMagic plus those
// of x rounded to a whole number.
constexpr float kMagic = 0x1.8p23F;
// Vectors of virials that fit into 32 bits.
constexpr std::int32_t kMostVirials = 500;
// Of the virial, in the units that ψ gives.
constexpr float kVirialMagic =
    kMagic * (kFastVirialQuantum / kFastForceQuantum);

inline std::int32_t Padded(std::int32_t size) {
  return (size + kFastPadding - 1) / kFastPadding * kFastPadding;
}

// One atom against a vector of neighbors.
struct FastCenter {
  Ints at[3];
  Floats slope;
};

inline FastCenter CenterOf(const FastPass& pass, std::int32_t i) {
  const std::int32_t* atom = pass.atoms + std::ptrdiff_t{kFastFields} * i;
  return {{SplatInt(atom[0]), SplatInt(atom[1]), SplatInt(atom[2])},
          FromBits(SplatInt(atom[3]))};
}

// r_i − r_j [Å]: the difference of fractions wraps to the nearest image. Odd:
// r_ji = −r_ij exactly.
template <bool kTilted>
inline void Difference(const FastPass& pass, const FastCenter& center,
                       const Ints other[4], Floats d[3]) {
  const Floats x = ToFloats(Subtract(center.at[0], other[0]));
  const Floats y = ToFloats(Subtract(center.at[1], other[1]));
  const Floats z = ToFloats(Subtract(center.at[2], other[2]));
  d[0] = x * Splat(pass.lengths[0]);
  d[1] = y * Splat(pass.lengths[1]);
  d[2] = z * Splat(pass.lengths[2]);
  if constexpr (kTilted) {
    d[1] = Fma(z, Splat(pass.tilts[0]), d[1]);
    d[0] = Fma(z, Splat(pass.tilts[1]), Fma(y, Splat(pass.tilts[2]), d[0]));
  }
}

inline Floats Square(const Floats d[3]) {
  return Fma(d[2], d[2], Fma(d[1], d[1], d[0] * d[0]));
}

// Where s falls in the functions of a pair.
struct Place {
  Ints piece;  // in the lowest five bits
  Floats u;    // s − center
};

inline Place PlaceOf(const FastPass& pass, const FastPair& pair, Floats s) {
  const Ints bin =
      Round(Fma(Sqrt(s), Splat(pass.bins_per_length), Splat(pass.bin_offset)));
  const Floats end = LookUp64(pair.ends, bin);
  const Ints piece = OneMoreWhereNot(Less(s, end), Bits(end));
  return {piece, s - LookUp32(pair.centers, piece)};
}

inline Floats Polynomial(const float* coefficients, const Place& place) {
  Floats sum =
      LookUp32(coefficients + std::ptrdiff_t{kPieces} * kDegree, place.piece);
  for (int k = kDegree - 1; k >= 0; --k) {
    sum =
        Fma(sum, place.u,
            LookUp32(coefficients + std::ptrdiff_t{kPieces} * k, place.piece));
  }
  return sum;
}

// Writes the neighbors of one group that are within the cutoff, and their s;
// returns how many there are.
template <bool kTilted>
inline std::int32_t FindGroup(const FastPass& pass, const FastCenter& center,
                              const std::int32_t* row, std::int32_t size,
                              std::int32_t* inner, float* squares) {
  std::int32_t found = 0;
  for (std::int32_t k = 0; k < size; k += kLanes) {
    Ints other[4];
    LoadFour(pass.atoms, row + k, other);
    Floats d[3];
    Difference<kTilted>(pass, center, other, d);
    const Floats s = Square(d);
    const Choice inside =
        Both(Less(s, Splat(pass.cutoff_squared)), FirstLanes(size - k));
    Compress(inner + found, inside, Load(row + k));
    Compress(squares + found, inside, s);
    found += Count(inside);
  }
  return found;
}

// The same for all groups of an atom.
template <bool kTilted>
inline void FindInside(const FastPass& pass, std::int32_t i, float* squares) {
  const FastCenter center = CenterOf(pass, i);
  const std::int32_t* row = pass.rows[i];
  const std::ptrdiff_t groups = std::ptrdiff_t{pass.kinds} * i;
  std::int32_t* inner = pass.inner + pass.inner_starts[i];
  for (std::int32_t kind = 0; kind < pass.kinds; ++kind) {
    const std::int32_t size = pass.group_sizes[groups + kind];
    const std::int32_t found =
        FindGroup<kTilted>(pass, center, row, size, inner, squares);
    pass.inner_sizes[groups + kind] = found;
    row += Padded(size);
    inner += found;
    squares += found;
  }
  for (int k = 0; k < kFastPadding; k += kLanes) {
    Store(inner + k, SplatInt(pass.dummy));
    Store(squares + k, Splat(pass.cutoff_squared));
  }
}

inline std::int64_t WideSum(Ints n, std::int32_t taken_off) {
  alignas(64) std::int32_t lanes[kLanes];
  Store(lanes, Subtract(n, SplatInt(taken_off)));
  std::int64_t sum = 0;
  for (const std::int32_t lane : lanes) sum += lane;
  return sum;
}

// Of all atoms' pairs.
struct DensityTotals {
  Floats least;
  Ints energy;
  std::int32_t terms;  // vectors of energies
};

inline void AddDensitiesOf(const FastPass& pass, std::int32_t i,
                           const float* squares, std::int32_t* densities,
                           DensityTotals* sums, FastTotals* totals) {
  const FastPair* pairs =
      pass.pairs + std::ptrdiff_t{pass.kinds} * pass.species[i];
  const std::ptrdiff_t groups = std::ptrdiff_t{pass.kinds} * i;
  const std::int32_t* inner = pass.inner + pass.inner_starts[i];
  Ints sum = SplatInt(0);
  for (std::int32_t kind = 0; kind < pass.kinds; ++kind) {
    const FastPair& pair = pairs[kind];
    const Floats closest = Splat(pair.closest_squared);
    const std::int32_t size = pass.inner_sizes[groups + kind];
    for (std::int32_t k = 0; k < size; k += kLanes) {
      const Choice valid = FirstLanes(size - k);
      const Floats s = Load(squares + k);
      // Behind the group are neighbors of others.
      sums->least = Least(sums->least,
                          FromBits(Select(valid, Bits(s - closest), Bits(s))));
      const Place place = PlaceOf(pass, pair, s);
      const Ints mine = Round(Polynomial(pair.density, place));
      sum = Add(sum, Where(valid, mine));
      AddOne(densities, inner + k, valid,
             pair.one_density ? mine
                              : Round(Polynomial(pair.other_density, place)));
      sums->energy = Add(sums->energy,
                         Where(valid, Round(Polynomial(pair.energy, place))));
      if (++sums->terms == pass.most_energies) {
        totals->energy += WideSum(sums->energy, 0);
        sums->energy = SplatInt(0);
        sums->terms = 0;
      }
    }
    inner += size;
    squares += size;
  }
  densities[i] += Sum(sum);
}

template <bool kTilted>
void AddDensities(const FastPass& pass, std::int32_t first, std::int32_t last,
                  std::int32_t* densities, FastTotals* totals) {
  auto* const squares = static_cast<float*>(pass.scratch);
  DensityTotals sums = {Splat(pass.cutoff_squared), SplatInt(0), 0};
  // A processor guesses how often a loop goes round; here it learns of a wrong
  // guess long before it would need the answer.
  for (std::int32_t begin = first; begin < last; begin += kFastBlock) {
    const std::int32_t end =
        last - begin < kFastBlock ? last : begin + kFastBlock;
    const std::size_t start = pass.inner_starts[begin];
    for (std::int32_t i = begin; i < end; ++i) {
      FindInside<kTilted>(pass, i, squares + (pass.inner_starts[i] - start));
    }
    for (std::int32_t i = begin; i < end; ++i) {
      AddDensitiesOf(pass, i, squares + (pass.inner_starts[i] - start),
                     densities, &sums, totals);
    }
  }
  totals->energy += WideSum(sums.energy, 0);
  alignas(64) float lanes[kLanes];
  Store(lanes, sums.least);
  for (const float lane : lanes) {
    if (!(lane >= totals->least_room)) totals->least_room = lane;
  }
}

// c0 + c1 x + c2 x².
inline Floats Parabola(Ints c0, Ints c1, float curve, Floats x) {
  // The integer c2 is in the highest bits, and so 2^22 times as large.
  const Floats c2 = ToFloats(ShiftLeft<32 - kCurveBits>(c1)) * Splat(curve);
  return Fma(Fma(c2, x, FromBits(c1)), x, FromBits(c0));
}

// What the first loop over a row finds for the second. In two loops, more
// vectors are under way at once: one loop would be longer than what a processor
// looks ahead, and would wait for the tables, which are in a farther cache.
struct PairVector {
  Floats d[3];   // r_i − r_j, Å
  Floats s;      // Å²
  Floats x;      // place in the cell
  Floats slope;  // F' of the other atom
  Ints cell;     // kCellFields times its number; 0 beyond the last pair
};
static_assert(sizeof(PairVector) <= std::size_t{kPairBytes} * kLanes);

// Cell 0 of each lane's table, for a vector whose first `ends[kind]` lanes are
// of species up to that kind.
inline Ints FirstCells(const FastPass& pass, const FastPair* pairs,
                       const std::int32_t* ends, std::int32_t before) {
  Ints first = SplatInt(pairs[pass.kinds - 1].first_cell);
  for (std::int32_t kind = pass.kinds - 2; kind >= 0; --kind) {
    first = Select(FirstLanes(ends[kind] - before),
                   SplatInt(pairs[kind].first_cell), first);
  }
  return first;
}

template <bool kTilted>
inline void FindGeometry(const FastPass& pass, const FastCenter& center,
                         const std::int32_t* inner, Choice valid, Ints first,
                         PairVector* pairs) {
  Ints other[4];
  LoadFour(pass.atoms, inner, other);
  Floats d[3];
  Difference<kTilted>(pass, center, other, d);
  const Floats s = Square(d);
  const Floats p = Fma(Sqrt(s), Splat(pass.cells_per_length), Splat(-0.5F));
  const Ints cell = Round(p);
  for (int a = 0; a < 3; ++a) pairs->d[a] = d[a];
  pairs->slope = FromBits(other[3]);
  pairs->s = s;
  pairs->x = p - ToFloats(cell);
  pairs->cell = ShiftLeft<2>(Where(valid, Add(cell, first)));
}

// ψ = −(φ' + F'_i f'_ij + F'_j f'_ji) / r, so that the force on i is ψ r_ij.
// The sum is the same from both atoms.
template <bool kOneDensity>
inline Floats ForceOf(const FastPass& pass, const PairVector& at,
                      Floats slope) {
  Ints fields[4];
  LoadFour(pass.cells, reinterpret_cast<const std::int32_t*>(&at.cell), fields);
  const Floats energy = Parabola(fields[0], fields[1], pass.energy_curve, at.x);
  const Floats mine = Parabola(fields[2], fields[3], pass.slope_curve, at.x);
  if constexpr (kOneDensity) return Fma(slope + at.slope, mine, energy);
  const Ints two = ShiftRight<1>(at.cell);
  const Floats others =
      Parabola(Gather(pass.other_cells, two), Gather(pass.other_cells + 1, two),
               pass.slope_curve, at.x);
  return (slope * mine + at.slope * others) + energy;
}

// What rows gather.
struct ForceSums {
  Ints force[3];   // on the center
  Ints guard;      // of the center
  Ints virial[6];  // of many rows
  Floats largest;  // of the bounds
};

template <bool kOneDensity>
inline void AddForcesOf(const FastPass& pass, const PairVector& at,
                        Floats slope, const std::int32_t* inner,
                        std::int32_t* forces, ForceSums* sums) {
  constexpr float kGuardScale = kFastForceQuantum / kGuardUnit;
  const Floats psi = ForceOf<kOneDensity>(pass, at, slope);
  const Floats x = psi * at.d[0];
  const Floats y = psi * at.d[1];
  const Floats z = psi * at.d[2];
  const Floats bound =
      Magnitude(psi) * Fma(at.s, Splat(kGuardScale / (2 * kGuardLength)),
                           Splat(kGuardScale * kGuardLength / 2));
  sums->largest = Largest(sums->largest, bound);
  const Ints ix = Round(x);
  const Ints iy = Round(y);
  const Ints iz = Round(z);
  // Small enough for the sum of a thousand.
  const Ints guard = Round(Least(bound, Splat(0x1p21F)));
  sums->force[0] = Add(sums->force[0], ix);
  sums->force[1] = Add(sums->force[1], iy);
  sums->force[2] = Add(sums->force[2], iz);
  sums->guard = Add(sums->guard, guard);
  SubtractFour(forces, inner, ix, iy, iz, Subtract(SplatInt(0), guard));
  const Floats magic = Splat(kVirialMagic);
  const Floats terms[6] = {Fma(x, at.d[0], magic), Fma(y, at.d[1], magic),
                           Fma(z, at.d[2], magic), Fma(y, at.d[2], magic),
                           Fma(x, at.d[2], magic), Fma(x, at.d[1], magic)};
  for (int c = 0; c < 6; ++c) {
    sums->virial[c] = Add(sums->virial[c], Bits(terms[c]));
  }
}

// Takes `vectors` terms of the virial over to the totals.
inline void Unload(std::int32_t vectors, ForceSums* sums, FastTotals* totals) {
  // The bits of the magic number in each term, modulo 2^32.
  const auto magic = static_cast<std::int32_t>(
      __builtin_bit_cast(std::uint32_t, kVirialMagic) *
      static_cast<std::uint32_t>(vectors));
  for (int c = 0; c < 6; ++c) {
    totals->virial[c] += WideSum(sums->virial[c], magic);
    sums->virial[c] = SplatInt(0);
  }
}

template <bool kTilted, bool kOneDensity>
void AddForces(const FastPass& pass, std::int32_t first, std::int32_t last,
               std::int32_t* forces, FastTotals* totals) {
  auto* const scratch = static_cast<PairVector*>(pass.scratch);
  ForceSums sums = {};
  std::int32_t vectors = 0;
  for (std::int32_t i = first; i < last; ++i) {
    const FastCenter center = CenterOf(pass, i);
    const FastPair* pairs =
        pass.pairs + std::ptrdiff_t{pass.kinds} * pass.species[i];
    const std::int32_t* inner = pass.inner + pass.inner_starts[i];
    std::int32_t ends[kMostSpecies];
    std::int32_t size = 0;
    for (std::int32_t kind = 0; kind < pass.kinds; ++kind) {
      size += pass.inner_sizes[std::ptrdiff_t{pass.kinds} * i + kind];
      ends[kind] = size;
    }
    PairVector* found = scratch;
    for (std::int32_t k = 0; k < size; k += kLanes) {
      FindGeometry<kTilted>(pass, center, inner + k, FirstLanes(size - k),
                            FirstCells(pass, pairs, ends, k), found++);
    }
    const auto row = static_cast<std::int32_t>(found - scratch);
    if (vectors + row > kMostVirials) {
      Unload(vectors, &sums, totals);
      vectors = 0;
    }
    vectors += row;
    for (Ints& component : sums.force) component = SplatInt(0);
    sums.guard = SplatInt(0);
    for (std::int32_t k = 0; k < size; k += kLanes) {
      AddForcesOf<kOneDensity>(pass, scratch[k / kLanes], center.slope,
                               inner + k, forces, &sums);
    }
    AddSums(forces + std::ptrdiff_t{kFastFields} * i, sums.force[0],
            sums.force[1], sums.force[2], sums.guard);
  }
  Unload(vectors, &sums, totals);
  alignas(64) float lanes[kLanes];
  Store(lanes, sums.largest);
  for (const float lane : lanes) {
    const float bound = lane * kGuardUnit;
    // Negated, so that what is not a number is kept, too.
    if (!(bound <= totals->largest_force)) totals->largest_force = bound;
  }
}

template <bool kTilted>
void AddEnergies(const FastPass& pass, std::int32_t first, std::int32_t last,
                 std::int32_t* energies) {
  for (std::int32_t i = first; i < last; ++i) {
    const FastCenter center = CenterOf(pass, i);
    const FastPair* pairs =
        pass.pairs + std::ptrdiff_t{pass.kinds} * pass.species[i];
    const std::int32_t* sizes =
        pass.inner_sizes + std::ptrdiff_t{pass.kinds} * i;
    const std::int32_t* inner = pass.inner + pass.inner_starts[i];
    Ints sum = SplatInt(0);
    for (std::int32_t kind = 0; kind < pass.kinds; ++kind) {
      for (std::int32_t k = 0; k < sizes[kind]; k += kLanes) {
        Ints other[4];
        LoadFour(pass.atoms, inner + k, other);
        Floats d[3];
        Difference<kTilted>(pass, center, other, d);
        const Floats s = Square(d);
        const Ints energy = Round(
            Polynomial(pairs[kind].energy, PlaceOf(pass, pairs[kind], s)));
        const Choice valid = FirstLanes(sizes[kind] - k);
        sum = Add(sum, Where(valid, energy));
        AddOne(energies, inner + k, valid, energy);
      }
      inner += sizes[kind];
    }
    energies[i] += Sum(sum);
  }
}

void AddEnergiesInBox(const FastPass& pass, std::int32_t first,
                      std::int32_t last, std::int32_t* energies) {
  if (pass.tilted) {
    AddEnergies<true>(pass, first, last, energies);
  } else {
    AddEnergies<false>(pass, first, last, energies);
  }
}

void AddDensitiesInBox(const FastPass& pass, std::int32_t first,
                       std::int32_t last, std::int32_t* densities,
                       FastTotals* totals) {
  if (pass.tilted) {
    AddDensities<true>(pass, first, last, densities, totals);
  } else {
    AddDensities<false>(pass, first, last, densities, totals);
  }
}

void AddForcesInBox(const FastPass& pass, std::int32_t first, std::int32_t last,
                    std::int32_t* forces, FastTotals* totals) {
  const auto add =
      pass.other_cells == nullptr
          ? (pass.tilted ? AddForces<true, true> : AddForces<false, true>)
          : (pass.tilted ? AddForces<true, false> : AddForces<false, false>);
  add(pass, first, last, forces, totals);
}

}  // namespace
}  // namespace lehr::md
// NOLINTEND(misc-definitions-in-headers)

#endif  // LEHR_MD_SRC_KERNELS_FAST_KERNELS_BODY_H_
