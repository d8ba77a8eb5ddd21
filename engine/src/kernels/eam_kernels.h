#ifndef LEHR_MD_SRC_KERNELS_EAM_KERNELS_H_
#define LEHR_MD_SRC_KERNELS_EAM_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <span>

// The inner loops of the embedded-atom method. One template text is compiled
// for several instruction sets, each in its own file with its own flags, and
// one set is chosen at run time. All sets give the same bits: they do the same
// additions, subtractions, multiplications, divisions and square roots, each
// correctly rounded by IEEE 754, and add contributions as integers.
//
// This header is read by files that are compiled for instructions the machine
// may lack. It and what they include must not define inline functions with
// external linkage (no containers, no member functions): the linker keeps one
// copy of such a function and could keep theirs.

namespace lehr::md {

// A neighbor is an index into the sorted atoms and the species of that atom in
// one number: species << kEntryIndexBits | index.
inline constexpr int kEntryIndexBits = 27;
inline constexpr std::int32_t kEntryIndexMask = (1 << kEntryIndexBits) - 1;
inline constexpr int kMostSpecies = 16;
// Atoms of one force field; one index is left for the dummy.
inline constexpr std::int32_t kMostAtoms = kEntryIndexMask;
// Rows of neighbors have space for, and are filled with dummies to, a multiple
// of this: the widest vector.
inline constexpr int kRowPadding = 8;
inline constexpr int kScratchBytes = 48;
// Fields of a sorted atom: x, y, z [Å] and F'(ρ).
inline constexpr int kAtomFields = 4;
// Fields of a force sum: x, y, z and nothing.
inline constexpr int kForceFields = 4;

// What turns r_i - r_j into the vector between nearest images: for z, y, x in
// this order, n = round(component inverse) images are taken off.
struct NearestImage {
  double lengths[3];   // Å
  double inverses[3];  // 1/Å; 0 along an axis that is not periodic
  double tilts[3];     // yz, xz, xy [Å]
};

// Knots of a Hermite spline: the value and its change over one spacing.
// `density` has for each knot f_{a←b}, f_{b←a} of an unordered pair of species
// a <= b (4 numbers), `force` the same and r φ_ab (6 numbers).
inline constexpr int kDensityFields = 4;
inline constexpr int kForceTableFields = 6;

struct EamPairTables {
  const double* density;
  const double* force;
  // [kMostSpecies * a + b] number of the first knot of the pair's tables.
  const std::int32_t* first_knot;
  double inverse_step;  // 1/Å
  std::int32_t last_interval;
  double cutoff_squared;  // Å²
  double density_magic;
  double force_magic;
  double energy_magic;
  double virial_magic;
};

// What a pass over a range of atoms reads. All arrays are in sorted order and
// have the dummy atom, whose position is not a number, at the end.
struct EamPass {
  const EamPairTables* tables;
  NearestImage image;
  bool tilted;
  std::int32_t dummy;               // number of atoms
  const double* atoms;              // [N + 1][kAtomFields]
  const std::int32_t* species;      // [N]
  const std::int32_t* const* rows;  // [N] half list: each pair in one row
  const std::int32_t* row_sizes;    // [N]
  // Pairs within the cutoff, written by the density pass for the others:
  // that of atom i begins at inner_starts[i].
  std::int32_t* inner;
  const std::size_t* inner_starts;  // [N]
  std::int32_t* inner_sizes;        // [N]
  // Room for kScratchBytes for each place of the longest row and kRowPadding
  // more, aligned to 64 bytes.
  void* scratch;
};

// Sums over pairs in units of the scales' quanta.
struct PairTotals {
  __extension__ __int128 energy;
  __extension__ __int128 virial[6];  // xx, yy, zz, yz, xz, xy
  double largest_force;              // of a pair [eV/Å]
};

// Candidates for the row of one atom.
struct RowSearch {
  NearestImage image;
  bool tilted;
  double range_squared;  // Å²
  const double* x;       // [candidates + kRowPadding] each
  const double* y;
  const double* z;
  const std::int32_t* entries;
};

struct EamKernels {
  const char* name;
  // Writes to `row` the entries of candidates first .. count-1 that are within
  // the range of candidate `self`, then dummies to a full vector; returns how
  // many there are. Writes at most kRowPadding more than it returns.
  std::int32_t (*find_row)(const RowSearch& search, std::int32_t self,
                           std::int32_t first, std::int32_t count,
                           std::int32_t dummy, std::int32_t* row);
  // For atoms first .. last-1 adds to both atoms of each pair their density
  // and writes `inner`; returns the least r² seen.
  double (*add_densities)(const EamPass& pass, std::int32_t first,
                          std::int32_t last, std::int64_t* densities);
  // Adds forces to both atoms of each pair of `inner` and sums to `totals`.
  void (*add_forces)(const EamPass& pass, std::int32_t first, std::int32_t last,
                     std::int64_t* forces, PairTotals* totals);
  // Adds φ to both atoms of each pair of `inner`.
  void (*add_pair_energies)(const EamPass& pass, std::int32_t first,
                            std::int32_t last, std::int64_t* energies);
};

// The sets of this program that this machine can run, fastest first.
std::span<const EamKernels* const> UsableEamKernels();

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_KERNELS_EAM_KERNELS_H_
