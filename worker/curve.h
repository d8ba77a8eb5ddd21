#ifndef LEHR_WORKER_CURVE_H_
#define LEHR_WORKER_CURVE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/law.h"
#include "lehr/md/simulation.h"
#include "lehr/md/state.h"
#include "lehr/v1/observable.pb.h"

namespace lehr::worker {

// CurveBuilder makes the curve of a dynamics segment, one row a record:
//   step, time_ps, temperature [K], potential_energy, kinetic_energy,
//   conserved_energy [eV/atom], length_x/y/z [A], volume_per_atom [A^3],
//   stress_xx, yy, zz, yz, xz, xy [GPa], density_overflows (atoms whose host
//   density is above the potential's table), for each strained axis a strain_a
//   [1] and stress_engineering_a [GPa], and for a sheared plane ab
//   shear_strain_ab [1], tilt over edge.
// A row is the mean over the steps since the row before; what is derived
// (volume, stress, strain) is derived from the means, which differ from means
// of the derived by products of fluctuations within a record. Stresses are
// true, tension positive. Along an axis with free surfaces the extent of the
// material stands for the edge of the box, so that vacuum does not count as
// volume.
class CurveBuilder {
 public:
  // `state` is the simulation's after the law began: its law_start_lengths and
  // bulk_lengths are what strains and initial cross-sections refer to.
  CurveBuilder(const md::DynamicsLaw& law, const md::State& state);

  // Continues a curve that an earlier attempt recorded. DATA_LOSS if it has
  // other columns than this law makes.
  absl::Status Continue(v1::Curve earlier);

  void Append(std::span<const md::Record> records);

  const v1::Curve& curve() const { return curve_; }

 private:
  void AppendRow(const md::Record& record);
  double ShearStrain(const md::Sample& mean) const;

  md::DynamicsLaw law_;
  double atoms_;
  md::Vec3 start_lengths_;    // Å, strain is counted from them
  md::Vec3 start_tilts_;      // Å, shear strain is counted from them
  md::Vec3 initial_lengths_;  // Å, of the initial cross-section
  std::array<bool, 3> periodic_;
  v1::Curve curve_;
};

// Adds a column with these values.
void AddColumn(std::string name, std::string_view unit, v1::Curve* curve,
               std::span<const double> values = {});

// The column of that name. FAILED_PRECONDITION, naming those there are, if
// there is none.
absl::StatusOr<std::span<const double>> FindColumn(const v1::Curve& curve,
                                                   std::string_view name);

// Steps between the rows of a dynamics curve whose last row is at `last_step`;
// 0 if the rows are not at r, 2r, ..., last_step for any r, so that no
// simulation can continue them.
std::int64_t RecordSteps(const v1::Curve& curve, std::int64_t last_step);

// 'x', 'y', 'z'.
inline char AxisName(int axis) { return static_cast<char>('x' + axis); }

}  // namespace lehr::worker

#endif  // LEHR_WORKER_CURVE_H_
