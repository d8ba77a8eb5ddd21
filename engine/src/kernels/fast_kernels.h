#ifndef LEHR_MD_SRC_KERNELS_FAST_KERNELS_H_
#define LEHR_MD_SRC_KERNELS_FAST_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/src/kernels/eam_kernels.h"

// The inner loops of the fast path: single-precision arithmetic for each pair,
// sums in 32-bit integers. As with eam_kernels.h, one template text is compiled
// for several instruction sets and all give the same bits: the arithmetic of a
// pair is made of additions, multiplications, fused multiply-adds and
// conversions, each correctly rounded, it is symmetric in the two atoms, and
// contributions are added as integers. The same rule about inline functions
// holds for this header.

namespace lehr::md {

// Fields of a sorted atom, x, y, z as 32-bit fractions of the box and the bits
// of F'(ρ) as a float; and of a force sum, x, y, z and the guard.
inline constexpr int kFastFields = 4;

// Rows of neighbors come in blocks. The pairs of a block lie in one list for
// each species of the other atom, one row after the other: vectors do not end
// where rows do. An entry is an index of a sorted atom and a row of the block,
// index << kRowBits | row; so without its row it is the place in bytes of the
// atom's fields.
inline constexpr int kRowBits = 4;
inline constexpr int kBlockRows = 1 << kRowBits;
static_assert(kBlockRows == kFastFields * sizeof(std::int32_t));
static_assert(kEntryIndexBits + kRowBits <= 31);

// Up to kBlockRows atoms of one species.
struct FastBlock {
  std::size_t begin;     // of its lists in FastPass::entries and inner
  std::int32_t species;  // of its atoms
  std::int32_t rows;
  std::int32_t atoms[kBlockRows];  // sorted; the dummy behind the last
};
// Lists are filled with dummies to a multiple of this: the widest vector.
inline constexpr int kFastPadding = 16;
// Numbers in FastPass::starts for each list: where each row begins, from the
// begin of the block, and where the last one ends.
inline constexpr int kRowStarts = kBlockRows + 1;

// Room that the kernels need for each place of the largest block, and besides.
inline constexpr std::size_t kScratchBytesOfPlace = 32;
inline constexpr std::size_t kScratchBytesBesides = 8192;

// Values of functions of s = r² are polynomials on up to kPieces intervals,
// whose ends are free. Bins of equal width in r, of which each has at most one
// end, tell the interval.
inline constexpr int kPieces = 32;
inline constexpr int kBins = 64;
inline constexpr int kDegree = 5;

// Derivatives are parabolas on cells of equal width in r, c0 + c1 x + c2 x²
// with x in [-1/2, 1/2]: c0 as a float, c1 as a float whose lowest kCurveBits
// bits are c2 as an integer.
inline constexpr int kCurveBits = 10;
inline constexpr std::int32_t kCellBytes = 16;

// Quanta of the sums. A force may be up to 256 eV/Å.
inline constexpr float kFastForceQuantum = 0x1p-23F;   // eV/Å
inline constexpr float kFastEnergyQuantum = 0x1p-20F;  // eV
inline constexpr float kFastVirialQuantum = 0x1p-14F;  // eV

// The guard of an atom is the sum over its pairs of a bound of the pair's
// force, |ψ| (s/2c + c/2) >= |ψ| r with c = 3 Å, in units of 2^-10 eV/Å. Where
// it is at most kGuardLimit, one eV/Å below the range for what a thousand
// roundings may hide, no component can have left 32 bits.
inline constexpr float kGuardLength = 3.0F;    // c, Å
inline constexpr float kGuardUnit = 0x1p-10F;  // eV/Å
inline constexpr std::int32_t kGuardLimit = 255 << 10;
// And the bound of each pair must be below this [eV/Å], so that a virial, at
// most 2c times the bound, is below 2^22 quanta.
inline constexpr float kPairForceLimit = 42.0F;

// The functions of a pair of species, seen from the species of the center.
struct FastPair {
  // [kBins] the end of an interval that lies in the bin, or a number above all
  // s; its lowest five bits are the number of the interval below it.
  const float* ends;
  const float* centers;  // [kPieces] of intervals, Å²
  // [kDegree + 1][kPieces] coefficients of (s − center)^k: f in quanta of the
  // density at the center and at the other atom, φ in quanta of the energy.
  const float* density;
  const float* other_density;
  const float* energy;
  // The cell of r begins in FastPass::cells at this plus so many times
  // kCellBytes as its number, or 2 kCellBytes if there are two densities.
  std::int32_t cells_begin;  // bytes
  // Whether the first density of the cells is that at the other atom.
  bool swapped;
  float closest_squared;  // Å², where the tables begin
  bool one_density;       // both densities are the same function
};

// What a pass over blocks reads. Atoms are in sorted order, with a dummy behind
// the last.
struct FastPass {
  const FastPair* pairs;  // [species of center][species of other]
  std::int32_t kinds;     // of species
  // r = Σ fraction × edge vector: the edges' components over 2^32 [Å].
  float lengths[3];
  float tilts[3];  // yz, xz, xy
  bool tilted;
  // The bin of r is (r bins_per_length + bin_offset) rounded.
  float bins_per_length;  // 1/Å
  float bin_offset;
  float cutoff_squared;  // Å²
  // For each pair of species [cells][4] of −φ'/r and of −f'/r, f the density at
  // the center; unless that is the same at the other atom, [cells][8] with
  // −f'/r of that and two fields for nothing. In quanta of the force. The first
  // 2 kCellBytes are zeros.
  const std::int32_t* cells;
  bool one_density;        // of all pairs
  float cells_per_length;  // 1/Å
  // c2 is its integer in the highest bits of 32 times this.
  float energy_curve;
  float slope_curve;
  std::int32_t dummy;         // index of the atom that is none
  const std::int32_t* atoms;  // [N + 1][kFastFields]
  const FastBlock* blocks;
  const std::int32_t* entries;
  const std::int32_t* starts;  // [blocks][kinds][kRowStarts]
  // Pairs within the cutoff, in lists as in `entries`, written by the density
  // pass for the others.
  std::int32_t* inner;
  std::int32_t* inner_starts;  // [blocks][kinds][kRowStarts]
  // Most vectors of energies that a sum in 32-bit lanes may take.
  std::int32_t most_energies;
  std::int32_t most_places;  // of the lists of a block
  void* scratch;             // aligned to 64 bytes
};

// Sums over pairs in their quanta.
struct FastTotals {
  std::int64_t energy;
  std::int64_t virial[6];  // xx, yy, zz, yz, xz, xy
  float largest_force;     // bound of a pair's [eV/Å]
  float least_room;        // r² beyond what is closest for the pair [Å²]
};

struct FastKernels {
  const char* name;
  // Writes the neighbors of species `kind` among the `size` of a row of
  // eam_kernels.h as entries of row `row`; returns how many there are. Reads
  // and writes whole vectors.
  std::int32_t (*pick)(const std::int32_t* neighbors, std::int32_t size,
                       std::int32_t kind, std::int32_t row,
                       std::int32_t* entries);
  // For `blocks` blocks adds to both atoms of each pair their density and
  // writes `inner`; sums energies and finds the least room for `totals`.
  void (*add_densities)(const FastPass& pass, std::int32_t blocks,
                        std::int32_t* densities, FastTotals* totals);
  // Adds forces and guards to both atoms of each pair of `inner` and sums to
  // `totals`. All distances must be in the range of the cells.
  void (*add_forces)(const FastPass& pass, std::int32_t blocks,
                     std::int32_t* forces, FastTotals* totals);
  // Adds φ to both atoms of each pair of `inner`.
  void (*add_energies)(const FastPass& pass, std::int32_t blocks,
                       std::int32_t* energies);
};

// The sets of this program that this machine can run, fastest first.
std::span<const FastKernels* const> UsableFastKernels();

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_KERNELS_FAST_KERNELS_H_
