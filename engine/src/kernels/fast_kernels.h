#ifndef LEHR_MD_SRC_KERNELS_FAST_KERNELS_H_
#define LEHR_MD_SRC_KERNELS_FAST_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <span>

// The inner loops of the fast path: single-precision arithmetic for each pair,
// sums in 32-bit integers. As with eam_kernels.h, one template text is compiled
// for several instruction sets and all give the same bits: the arithmetic of a
// pair is made of additions, multiplications, fused multiply-adds and
// conversions, each correctly rounded, it is symmetric in the two atoms, and
// contributions are added as integers. The same rule about inline functions
// holds for this header.

namespace lehr::md {

// Rows have a group of neighbors for each species, each filled with dummies to
// a multiple of this: the widest vector. A neighbor is kFastFields times the
// index of a sorted atom.
inline constexpr int kFastPadding = 16;
// Fields of a sorted atom, x, y, z as 32-bit fractions of the box and the bits
// of F'(ρ) as a float; and of a force sum, x, y, z and the guard.
inline constexpr int kFastFields = 4;

// Rows whose pairs are found before their densities are computed.
inline constexpr int kFastBlock = 32;
// Of a pair from the first to the second loop over a row of forces.
inline constexpr int kPairBytes = 28;
inline constexpr int kFastScratchBytes = 4 * kFastBlock;
static_assert(kFastScratchBytes >= kPairBytes);

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
  // A cell's number in FastPass::cells is that of the cell of r plus this.
  std::int32_t first_cell;
  float closest_squared;  // Å², where the tables begin
  bool one_density;       // both densities are the same function
};

// What a pass over a range of atoms reads. All arrays are in sorted order and
// have a dummy atom at the end.
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
  // [cells][4] of −φ'/r and of −f'/r, f the density at the center; [cells][2]
  // of −f'/r at the other atom, null if that is the same for all pairs. In
  // quanta of the force. Cell 0 is of zeros.
  const std::int32_t* cells;
  const std::int32_t* other_cells;
  float cells_per_length;  // 1/Å
  // c2 is its integer in the highest bits of 32 times this.
  float energy_curve;
  float slope_curve;
  std::int32_t dummy;               // a neighbor that is none
  const std::int32_t* atoms;        // [N + 1][kFastFields]
  const std::int32_t* species;      // [N]
  const std::int32_t* const* rows;  // [N] half list
  const std::int32_t* group_sizes;  // [N][kinds]
  // Pairs within the cutoff, in groups as in the rows, written by the density
  // pass for the force pass: that of atom i begins at inner_starts[i].
  std::int32_t* inner;
  const std::size_t* inner_starts;  // [N]
  std::int32_t* inner_sizes;        // [N][kinds]
  // Most vectors of energies that a sum in 32-bit lanes may take.
  std::int32_t most_energies;
  // Room for kFastScratchBytes for each place of the longest row and 2
  // kFastPadding more, aligned to 64 bytes.
  void* scratch;
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
  // For atoms first .. last-1 adds to both atoms of each pair their density and
  // writes `inner`; sums energies and finds the least room for `totals`.
  void (*add_densities)(const FastPass& pass, std::int32_t first,
                        std::int32_t last, std::int32_t* densities,
                        FastTotals* totals);
  // Adds forces and guards to both atoms of each pair of `inner` and sums to
  // `totals`. All distances must be in the range of the cells.
  void (*add_forces)(const FastPass& pass, std::int32_t first,
                     std::int32_t last, std::int32_t* forces,
                     FastTotals* totals);
  // Adds φ to both atoms of each pair of `inner`.
  void (*add_energies)(const FastPass& pass, std::int32_t first,
                       std::int32_t last, std::int32_t* energies);
};

// The sets of this program that this machine can run, fastest first.
std::span<const FastKernels* const> UsableFastKernels();

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_KERNELS_FAST_KERNELS_H_
