#ifndef LEHR_MD_SRC_EAM_TABLES_H_
#define LEHR_MD_SRC_EAM_TABLES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "engine/src/fixed_point.h"
#include "engine/src/kernels/eam_kernels.h"
#include "engine/src/setfl.h"

namespace lehr::md {

// Knot slopes of a cubic Hermite spline through `values`, as changes over one
// spacing: s_m = [y_{m-2} − y_{m+2} + 8 (y_{m+1} − y_{m-1})] / 12 inside, the
// central difference at the second and last but one, the one-sided difference
// at the first and last knot. These are the slopes of LAMMPS' pair_eam, which
// its users' results rest on. Needs at least 5 values.
std::vector<double> KnotSlopes(std::span<const double> values);

// What the embedding function gives for one atom.
struct Embedding {
  double energy = 0;  // F(ρ), eV
  double slope = 0;   // F'(ρ)
  bool above_table = false;
};

// EamTables are the functions of a potential as the force field reads them, for
// species in the order in which the potential was asked for. Immutable once
// made; shared by threads.
class EamTables {
 public:
  // `file_element`: [species] index into the file's elements. `table` must have
  // passed ReadSetfl.
  EamTables(const SetflTable& table, std::span<const std::size_t> file_element);
  ~EamTables() = default;
  EamTables(const EamTables&) = delete;
  EamTables& operator=(const EamTables&) = delete;

  double cutoff() const { return cutoff_; }  // Å
  int species() const { return static_cast<int>(embedding_.size()); }
  const EamPairTables& pairs() const { return pairs_; }
  const FixedPoint& density_scale() const { return density_scale_; }
  const FixedPoint& virial_scale() const { return virial_scale_; }

  // Pairs nearer than this [Å] are refused: below two spacings the table may
  // hold anything (r = 0 is often a placeholder), and up to here a density or
  // pair energy may be beyond the range of its scale.
  double closest() const { return closest_; }

  // F and F' of a species. Above the table F goes on with its last slope; below
  // ρ = 0 with its first cubic.
  Embedding Embed(std::int32_t species, double density) const;

 private:
  void AddPair(const SetflTable& table, std::size_t a, std::size_t b);
  double ClosestInRange(const SetflTable& table) const;

  double cutoff_;
  double inverse_density_step_;
  double largest_density_;
  std::size_t density_knots_;
  FixedPoint density_scale_;
  FixedPoint virial_scale_;
  double closest_ = 0;
  // [species][2 knot] value and slope.
  std::vector<std::vector<double>> embedding_;
  std::vector<double> density_fields_;
  std::vector<double> force_fields_;
  std::array<std::int32_t, std::size_t{kMostSpecies}* kMostSpecies>
      first_knot_ = {};
  EamPairTables pairs_ = {};
};

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_EAM_TABLES_H_
