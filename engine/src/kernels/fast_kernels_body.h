#ifndef LEHR_MD_SRC_KERNELS_FAST_KERNELS_BODY_H_
#define LEHR_MD_SRC_KERNELS_FAST_KERNELS_BODY_H_

#include "engine/src/kernels/eam_kernels.h"
#include "engine/src/kernels/fast_integers.h"
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
// Vectors of virials that are summed in 32 bits before more are begun.
constexpr std::int32_t kMostVirials = 500;
// Of the virial, in the units that ψ gives.
constexpr float kVirialMagic =
    kMagic * (kFastVirialQuantum / kFastForceQuantum);

inline std::int32_t Padded(std::int32_t size) {
  return (size + kFastPadding - 1) / kFastPadding * kFastPadding;
}

// The atoms of a block as tables for LookUp16.
struct FastCenters {
  alignas(64) std::int32_t fields[kFastFields][kBlockRows];
};

inline void SetCenters(const FastPass& pass, const FastBlock& block,
                       FastCenters* centers) {
  for (int row = 0; row < kBlockRows; ++row) {
    const std::int32_t* atom =
        pass.atoms + std::ptrdiff_t{kFastFields} * block.atoms[row];
    for (int a = 0; a < kFastFields; ++a) centers->fields[a][row] = atom[a];
  }
}

// The lists of one species of a block.
inline std::ptrdiff_t ListOf(const FastPass& pass, std::int32_t block,
                             std::int32_t kind) {
  return std::ptrdiff_t{kRowStarts} *
         (std::ptrdiff_t{pass.kinds} * block + kind);
}

// r_i − r_j [Å]: the difference of fractions wraps to the nearest image. Odd:
// r_ji = −r_ij exactly.
template <bool kTilted>
inline void Difference(const FastPass& pass, const FastCenters& centers,
                       Ints entries, const Ints other[4], Floats d[3]) {
  const auto along = [&](int a) {
    return ToFloats(Subtract(LookUp16(centers.fields[a], entries), other[a]));
  };
  const Floats x = along(0);
  const Floats y = along(1);
  const Floats z = along(2);
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

// Where the passes over a block keep what they find on the way.
struct DensityScratch {
  float* squares;         // [places], as in `inner`
  std::int32_t* terms;    // [places]
  std::int32_t* others;   // [places]
  std::int32_t* running;  // [places]
  // [vectors of a list + 1] which lanes were taken, as bits, and how many
  // before.
  std::int32_t* chosen;
  std::int32_t* before;
};

inline DensityScratch DensityScratchOf(const FastPass& pass) {
  auto* const begin = static_cast<float*>(pass.scratch);
  auto* const terms = reinterpret_cast<std::int32_t*>(begin) + pass.most_places;
  std::int32_t* const others = terms + pass.most_places;
  std::int32_t* const running = others + pass.most_places;
  std::int32_t* const chosen = running + pass.most_places;
  return {begin, terms, others, running, chosen, chosen + pass.most_places};
}

// Writes the pairs of one list that are within the cutoff, and their s, from
// `found` on; returns where they end.
template <bool kTilted>
inline std::int32_t FindInList(const FastPass& pass, const FastCenters& centers,
                               const std::int32_t* entries, std::int32_t size,
                               std::int32_t* inner, std::int32_t found,
                               const DensityScratch& scratch) {
  std::int32_t vector = 0;
  for (std::int32_t k = 0; k < size; k += kLanes) {
    const Ints entry = Load(entries + k);
    Ints other[4];
    LoadOthers(pass.atoms, entries + k, other);
    Floats d[3];
    Difference<kTilted>(pass, centers, entry, other, d);
    const Floats s = Square(d);
    const Choice inside = Less(s, Splat(pass.cutoff_squared));
    Compress(inner + found, inside, entry);
    Compress(scratch.squares + found, inside, s);
    scratch.chosen[vector] = LaneBits(inside);
    scratch.before[vector] = found;
    ++vector;
    found += Count(inside);
  }
  scratch.chosen[vector] = 0;
  scratch.before[vector] = found;
  return found;
}

// Where the pairs within the cutoff begin that were from place `k` on in their
// list.
inline std::int32_t FoundBefore(const DensityScratch& scratch, std::int32_t k) {
  const std::int32_t lanes = (1 << k % kLanes) - 1;
  return scratch.before[k / kLanes] + __builtin_popcount(static_cast<unsigned>(
                                          scratch.chosen[k / kLanes] & lanes));
}

// The same for all lists of a block.
template <bool kTilted>
inline void FindInside(const FastPass& pass, std::int32_t number,
                       const DensityScratch& scratch) {
  const FastBlock& block = pass.blocks[number];
  FastCenters centers;
  SetCenters(pass, block, &centers);
  std::int32_t* const inner = pass.inner + block.begin;
  std::int32_t begin = 0;
  for (std::int32_t kind = 0; kind < pass.kinds; ++kind) {
    const std::int32_t* starts = pass.starts + ListOf(pass, number, kind);
    std::int32_t* found = pass.inner_starts + ListOf(pass, number, kind);
    FindInList<kTilted>(pass, centers, pass.entries + block.begin + starts[0],
                        starts[kBlockRows] - starts[0], inner, begin, scratch);
    for (int row = 0; row < kRowStarts; ++row) {
      found[row] = FoundBefore(scratch, starts[row] - starts[0]);
    }
    // Dummies among the last vector were behind the last row.
    const std::int32_t end = found[kBlockRows];
    for (int k = 0; k < kFastPadding; k += kLanes) {
      Store(inner + end + k, SplatInt(pass.dummy << kRowBits));
      Store(scratch.squares + end + k, Splat(pass.cutoff_squared));
    }
    begin = Padded(end);
  }
}

// Adds terms of pairs to the sums of the other atoms.
inline void AddToOthers(const std::int32_t* entries, const std::int32_t* terms,
                        std::int32_t size, std::int32_t* sums) {
  for (std::int32_t k = 0; k < size; ++k) {
    std::int32_t& sum =
        sums[static_cast<std::uint32_t>(entries[k]) >> kRowBits];
    sum = AddOf(sum, terms[k]);
  }
}

// The sum of the terms before place k of a list, but for what is before all:
// terms has these, running the sum of all vectors before each, lane by lane.
inline Ints SumBefore(const std::int32_t* terms, const std::int32_t* running,
                      std::int32_t k) {
  const std::int32_t whole = k / kLanes * kLanes;
  return Add(Load(running + whole),
             Where(FirstLanes(k - whole), Load(terms + whole)));
}

// Adds the terms of each row of a list to the sum of its atom.
inline void AddToRows(const FastBlock& block, const std::int32_t* starts,
                      const std::int32_t* terms, const std::int32_t* running,
                      std::int32_t* sums) {
  Ints before = SumBefore(terms, running, starts[0]);
  for (std::int32_t row = 0; row < block.rows; ++row) {
    const Ints to_here = SumBefore(terms, running, starts[row + 1]);
    std::int32_t& sum = sums[block.atoms[row]];
    sum = AddOf(sum, Sum(Subtract(to_here, before)));
    before = to_here;
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

inline void AddDensitiesOf(const FastPass& pass, std::int32_t number,
                           std::int32_t kind, const DensityScratch& scratch,
                           std::int32_t* densities, DensityTotals* sums,
                           FastTotals* totals) {
  const FastBlock& block = pass.blocks[number];
  const FastPair& pair =
      pass.pairs[std::ptrdiff_t{pass.kinds} * block.species + kind];
  const std::int32_t* inner = pass.inner + block.begin;
  const std::int32_t* starts = pass.inner_starts + ListOf(pass, number, kind);
  const std::int32_t end = starts[kBlockRows];
  const Floats closest = Splat(pair.closest_squared);
  Ints sum = SplatInt(0);
  std::int32_t k = starts[0];
  for (; k < end; k += kLanes) {
    const Floats s = Load(scratch.squares + k);
    sums->least = Least(sums->least, s - closest);
    const Place place = PlaceOf(pass, pair, s);
    const Ints mine = Round(Polynomial(pair.density, place));
    Store(scratch.terms + k, mine);
    Store(scratch.running + k, sum);
    sum = Add(sum, mine);
    if (!pair.one_density) {
      Store(scratch.others + k, Round(Polynomial(pair.other_density, place)));
    }
    const Ints energy = Round(Polynomial(pair.energy, place));
    sums->energy = Add(sums->energy, Where(FirstLanes(end - k), energy));
    if (++sums->terms == pass.most_energies) {
      totals->energy += WideSum(sums->energy, 0);
      sums->energy = SplatInt(0);
      sums->terms = 0;
    }
  }
  Store(scratch.running + k, sum);
  AddToOthers(inner + starts[0],
              (pair.one_density ? scratch.terms : scratch.others) + starts[0],
              end - starts[0], densities);
  AddToRows(block, starts, scratch.terms, scratch.running, densities);
}

template <bool kTilted>
void AddDensities(const FastPass& pass, std::int32_t blocks,
                  std::int32_t* densities, FastTotals* totals) {
  const DensityScratch scratch = DensityScratchOf(pass);
  DensityTotals sums = {Splat(pass.cutoff_squared), SplatInt(0), 0};
  for (std::int32_t number = 0; number < blocks; ++number) {
    FindInside<kTilted>(pass, number, scratch);
    for (std::int32_t kind = 0; kind < pass.kinds; ++kind) {
      AddDensitiesOf(pass, number, kind, scratch, densities, &sums, totals);
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

// What the first loop over some vectors finds for the second. In two loops,
// more vectors are under way at once: one loop would be longer than what a
// processor looks ahead, and would wait for the tables, which are in a farther
// cache.
struct PairVector {
  Floats d[3];       // r_i − r_j, Å
  Floats s;          // Å²
  Floats x;          // place in the cell
  Floats slopes[2];  // F' that belong to the densities of a cell
  Ints cell;         // bytes before it; 0 of dummies
};

// Vectors between the two loops.
constexpr int kTogether = 6;
static_assert(kTogether * sizeof(PairVector) <= kScratchBytesBesides);
// A virial is below 2^22 quanta.
static_assert((kMostVirials + kTogether) < 1 << (31 - 22));

template <bool kTilted>
inline void FindGeometry(const FastPass& pass, const FastCenters& centers,
                         const FastPair& pair, const std::int32_t* inner,
                         PairVector* pairs) {
  const Ints entry = LoadTurned(inner);
  Ints other[4];
  LoadOthersTurned(pass.atoms, inner, other);
  Floats d[3];
  Difference<kTilted>(pass, centers, entry, other, d);
  const Floats s = Square(d);
  const Floats p = Fma(Sqrt(s), Splat(pass.cells_per_length), Splat(-0.5F));
  const Ints cell = Round(p);
  for (int a = 0; a < 3; ++a) pairs->d[a] = d[a];
  pairs->slopes[pair.swapped ? 1 : 0] =
      FromBits(LookUp16(centers.fields[3], entry));
  pairs->slopes[pair.swapped ? 0 : 1] = FromBits(other[3]);
  pairs->s = s;
  pairs->x = p - ToFloats(cell);
  const Ints place = pair.one_density ? ShiftLeft<4>(cell) : ShiftLeft<5>(cell);
  static_assert(kCellBytes == 1 << 4);
  pairs->cell = Where(Less(entry, SplatInt(pass.dummy << kRowBits)),
                      Add(place, SplatInt(pair.cells_begin)));
}

// ψ = −(φ' + F'_i f'_ij + F'_j f'_ji) / r, so that the force on i is ψ r_ij.
// The sum is the same from both atoms.
template <bool kOneDensity>
inline Floats ForceOf(const FastPass& pass, const FastPair& pair,
                      const PairVector& at) {
  Ints fields[4];
  LoadFour(pass.cells, reinterpret_cast<const std::int32_t*>(&at.cell), fields);
  const Floats energy = Parabola(fields[0], fields[1], pass.energy_curve, at.x);
  const Floats first = Parabola(fields[2], fields[3], pass.slope_curve, at.x);
  if constexpr (kOneDensity) {
    return Fma(at.slopes[0] + at.slopes[1], first, energy);
  }
  if (pair.one_density) {
    return (at.slopes[0] * first + at.slopes[1] * first) + energy;
  }
  LoadFour(pass.cells + 4, reinterpret_cast<const std::int32_t*>(&at.cell),
           fields);
  const Floats second = Parabola(fields[0], fields[1], pass.slope_curve, at.x);
  return (at.slopes[0] * first + at.slopes[1] * second) + energy;
}

// What lists gather.
struct ForceSums {
  // Of terms in the order in which they are written.
  Ints running;
  Ints virial[6];
  std::int32_t vectors;  // in the virial
  Floats largest;        // of the bounds
};

// [places][kFastFields] each.
struct ForceScratch {
  PairVector* vectors;
  std::int32_t* terms;    // x, y, z and the guard taken off
  std::int32_t* running;  // sums of the terms before
};

inline ForceScratch ForceScratchOf(const FastPass& pass) {
  auto* const vectors = static_cast<PairVector*>(pass.scratch);
  auto* const terms = reinterpret_cast<std::int32_t*>(vectors + kTogether);
  return {vectors, terms,
          terms + std::ptrdiff_t{kFastFields} * pass.most_places};
}

template <bool kOneDensity>
inline void AddForcesOf(const FastPass& pass, const FastPair& pair,
                        const PairVector& at, std::int32_t* terms,
                        std::int32_t* running, ForceSums* sums) {
  constexpr float kGuardScale = kFastForceQuantum / kGuardUnit;
  const Floats psi = ForceOf<kOneDensity>(pass, pair, at);
  const Floats x = psi * at.d[0];
  const Floats y = psi * at.d[1];
  const Floats z = psi * at.d[2];
  const Floats bound =
      Magnitude(psi) * Fma(at.s, Splat(kGuardScale / (2 * kGuardLength)),
                           Splat(kGuardScale * kGuardLength / 2));
  sums->largest = Largest(sums->largest, bound);
  // Small enough for the sum of a thousand.
  const Ints guard = Round(Least(bound, Splat(0x1p21F)));
  StoreFour(terms, Round(x), Round(y), Round(z), Subtract(SplatInt(0), guard));
  for (int k = 0; k < kFastFields; ++k) {
    Store(running + k * kLanes, sums->running);
    sums->running = Add(sums->running, Load(terms + k * kLanes));
  }
  const Floats magic = Splat(kVirialMagic);
  const Floats virial[6] = {Fma(x, at.d[0], magic), Fma(y, at.d[1], magic),
                            Fma(z, at.d[2], magic), Fma(y, at.d[2], magic),
                            Fma(x, at.d[2], magic), Fma(x, at.d[1], magic)};
  for (int c = 0; c < 6; ++c) {
    sums->virial[c] = Add(sums->virial[c], Bits(virial[c]));
  }
  ++sums->vectors;
}

// Takes the virial over to the totals.
inline void Unload(ForceSums* sums, FastTotals* totals) {
  // The bits of the magic number in each term, modulo 2^32.
  const auto magic = static_cast<std::int32_t>(
      __builtin_bit_cast(std::uint32_t, kVirialMagic) *
      static_cast<std::uint32_t>(sums->vectors));
  for (int c = 0; c < 6; ++c) {
    totals->virial[c] += WideSum(sums->virial[c], magic);
    sums->virial[c] = SplatInt(0);
  }
  sums->vectors = 0;
}

// Of the rows of a list.
inline void AddForcesToRows(const FastBlock& block, const std::int32_t* starts,
                            const ForceScratch& scratch, std::int32_t* forces) {
  const auto before = [&](int row) {
    return SumBefore(scratch.terms, scratch.running, kFastFields * starts[row]);
  };
  Ints begin = before(0);
  for (std::int32_t row = 0; row < block.rows; ++row) {
    const Ints end = before(row + 1);
    AddFour(forces + std::ptrdiff_t{kFastFields} * block.atoms[row],
            Subtract(end, begin));
    begin = end;
  }
}

template <bool kTilted, bool kOneDensity>
inline void AddForcesOfList(const FastPass& pass, const FastCenters& centers,
                            std::int32_t number, std::int32_t kind,
                            const ForceScratch& scratch, std::int32_t* forces,
                            ForceSums* sums, FastTotals* totals) {
  const FastBlock& block = pass.blocks[number];
  const FastPair& pair =
      pass.pairs[std::ptrdiff_t{pass.kinds} * block.species + kind];
  const std::int32_t* inner = pass.inner + block.begin;
  const std::int32_t* starts = pass.inner_starts + ListOf(pass, number, kind);
  const std::int32_t end = starts[kBlockRows];
  sums->running = SplatInt(0);
  std::int32_t k = starts[0];
  while (k < end) {
    if (sums->vectors > kMostVirials) Unload(sums, totals);
    const std::int32_t begin = k;
    PairVector* found = scratch.vectors;
    for (int n = 0; n < kTogether && k < end; ++n, k += kLanes) {
      FindGeometry<kTilted>(pass, centers, pair, inner + k, found++);
    }
    for (std::int32_t n = begin; n < k; n += kLanes) {
      const std::ptrdiff_t place = std::ptrdiff_t{kFastFields} * n;
      AddForcesOf<kOneDensity>(
          pass, pair, scratch.vectors[(n - begin) / kLanes],
          scratch.terms + place, scratch.running + place, sums);
    }
  }
  Store(scratch.running + std::ptrdiff_t{kFastFields} * k, sums->running);
  for (std::int32_t n = starts[0]; n < end; n += kLanes) {
    SubtractFromOthers(forces, inner + n,
                       scratch.terms + std::ptrdiff_t{kFastFields} * n);
  }
  AddForcesToRows(block, starts, scratch, forces);
}

template <bool kTilted, bool kOneDensity>
void AddForces(const FastPass& pass, std::int32_t blocks, std::int32_t* forces,
               FastTotals* totals) {
  const ForceScratch scratch = ForceScratchOf(pass);
  ForceSums sums = {};
  for (std::int32_t number = 0; number < blocks; ++number) {
    FastCenters centers;
    SetCenters(pass, pass.blocks[number], &centers);
    for (std::int32_t kind = 0; kind < pass.kinds; ++kind) {
      AddForcesOfList<kTilted, kOneDensity>(pass, centers, number, kind,
                                            scratch, forces, &sums, totals);
    }
  }
  Unload(&sums, totals);
  alignas(64) float lanes[kLanes];
  Store(lanes, sums.largest);
  for (const float lane : lanes) {
    const float bound = lane * kGuardUnit;
    // Negated, so that what is not a number is kept, too.
    if (!(bound <= totals->largest_force)) totals->largest_force = bound;
  }
}

template <bool kTilted>
void AddEnergies(const FastPass& pass, std::int32_t blocks,
                 std::int32_t* energies) {
  const DensityScratch scratch = DensityScratchOf(pass);
  for (std::int32_t number = 0; number < blocks; ++number) {
    const FastBlock& block = pass.blocks[number];
    FastCenters centers;
    SetCenters(pass, block, &centers);
    const std::int32_t* inner = pass.inner + block.begin;
    for (std::int32_t kind = 0; kind < pass.kinds; ++kind) {
      const FastPair& pair =
          pass.pairs[std::ptrdiff_t{pass.kinds} * block.species + kind];
      const std::int32_t* starts =
          pass.inner_starts + ListOf(pass, number, kind);
      Ints sum = SplatInt(0);
      std::int32_t k = starts[0];
      for (; k < starts[kBlockRows]; k += kLanes) {
        const Ints entry = Load(inner + k);
        Ints other[4];
        LoadOthers(pass.atoms, inner + k, other);
        Floats d[3];
        Difference<kTilted>(pass, centers, entry, other, d);
        const Ints energy =
            Round(Polynomial(pair.energy, PlaceOf(pass, pair, Square(d))));
        Store(scratch.terms + k, energy);
        Store(scratch.running + k, sum);
        sum = Add(sum, energy);
      }
      Store(scratch.running + k, sum);
      AddToOthers(inner + starts[0], scratch.terms + starts[0],
                  starts[kBlockRows] - starts[0], energies);
      AddToRows(block, starts, scratch.terms, scratch.running, energies);
    }
  }
}

// The neighbors of one species of a row of eam_kernels.h.
std::int32_t Pick(const std::int32_t* neighbors, std::int32_t size,
                  std::int32_t kind, std::int32_t row, std::int32_t* entries) {
  // Entries of the species are between these.
  const Ints low = SplatInt(static_cast<std::int32_t>(
      static_cast<std::uint32_t>(kind) << kEntryIndexBits));
  std::int32_t found = 0;
  for (std::int32_t k = 0; k < size; k += kLanes) {
    const Ints index = Subtract(Load(neighbors + k), low);
    const Choice of_kind = Both(
        Both(Less(SplatInt(-1), index), Less(index, SplatInt(kEntryIndexMask))),
        FirstLanes(size - k));
    Compress(entries + found, of_kind,
             Add(ShiftLeft<kRowBits>(index), SplatInt(row)));
    found += Count(of_kind);
  }
  return found;
}

void AddEnergiesInBox(const FastPass& pass, std::int32_t blocks,
                      std::int32_t* energies) {
  if (pass.tilted) {
    AddEnergies<true>(pass, blocks, energies);
  } else {
    AddEnergies<false>(pass, blocks, energies);
  }
}

void AddDensitiesInBox(const FastPass& pass, std::int32_t blocks,
                       std::int32_t* densities, FastTotals* totals) {
  if (pass.tilted) {
    AddDensities<true>(pass, blocks, densities, totals);
  } else {
    AddDensities<false>(pass, blocks, densities, totals);
  }
}

void AddForcesInBox(const FastPass& pass, std::int32_t blocks,
                    std::int32_t* forces, FastTotals* totals) {
  const auto add =
      pass.one_density
          ? (pass.tilted ? AddForces<true, true> : AddForces<false, true>)
          : (pass.tilted ? AddForces<true, false> : AddForces<false, false>);
  add(pass, blocks, forces, totals);
}

}  // namespace
}  // namespace lehr::md
// NOLINTEND(misc-definitions-in-headers)

#endif  // LEHR_MD_SRC_KERNELS_FAST_KERNELS_BODY_H_
