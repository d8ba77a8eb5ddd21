#ifndef LEHR_MD_SRC_FAST_TABLES_H_
#define LEHR_MD_SRC_FAST_TABLES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/src/aligned_buffer.h"
#include "engine/src/fast_fit.h"
#include "engine/src/kernels/fast_kernels.h"
#include "engine/src/setfl.h"

namespace lehr::md {

// FastTables are the functions of pairs as the fast path reads them, in single
// precision.
//
// Densities and energies are polynomials of s = r² on 32 intervals for each
// pair of species, through the function at the Chebyshev nodes of each; the
// intervals are as long as an error bound allows that is lowered until 32 are
// just enough. These tables stay in the nearest cache.
//
// Forces follow the file's table knot by knot, each interval cut into cells of
// at most 0.002 Å, as their roughness is part of the model that the
// reference path computes: in CuZr_mm.eam.fs numbers have so few digits that φ'
// of copper is rough by 4e-5 eV/Å, and ZrCu.lammps.eam was made from splines of
// few knots. No smooth function follows them to 1e-5 eV/Å.
//
// All of it is made by additions, multiplications, divisions and square roots,
// so that every machine makes the same tables. Immutable once made.
class FastTables {
 public:
  // `table` and `file_element` as of EamTables; no pair nearer than `least` [Å]
  // is for these tables.
  FastTables(const SetflTable& table, std::span<const std::size_t> file_element,
             double least);

  // [species of center][species of other]
  std::span<const FastPair> pairs() const { return pairs_; }
  int species() const { return species_; }
  const Bins& bins() const { return bins_; }
  double density_quantum() const { return density_quantum_; }
  double cells_per_length() const { return cells_per_length_; }  // 1/Å
  const std::int32_t* cells() const { return cells_.data(); }
  bool one_density() const { return one_density_; }
  // FastPass's.
  float energy_curve() const;
  float slope_curve() const;
  // FastPass::most_energies.
  std::int32_t most_energies() const { return most_energies_; }

 private:
  void SetRange(const SetflTable& table,
                std::span<const std::size_t> file_element, double least);
  // Fields of each cell of a pair.
  static std::size_t CellFields(const FastPair& pair) {
    return pair.one_density ? 4 : 8;
  }
  void MakeRoomForCells();
  // Of species of the file, `number` in pairs().
  void AddPair(const SetflTable& table, std::size_t a, std::size_t b,
               std::size_t number);
  const float* Store(std::span<const float> values);

  int species_;
  Bins bins_;
  double density_quantum_ = 0;
  double cells_per_length_ = 0;
  double slope_quantum_ = 0;     // of c2 of −f'/r
  std::int32_t first_cell_ = 0;  // of r
  std::int32_t cells_of_pair_ = 0;
  bool one_density_ = true;
  std::int32_t most_energies_ = 0;
  std::vector<FastPair> pairs_;
  std::vector<AlignedBuffer<float>> values_;
  AlignedBuffer<std::int32_t> cells_;
};

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_FAST_TABLES_H_
