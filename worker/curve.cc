#include "worker/curve.h"

#include <cmath>
#include <string>
#include <utility>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "worker/convert.h"

namespace lehr::worker {
namespace {

constexpr std::string_view kTensorNames[] = {"xx", "yy", "zz",
                                             "yz", "xz", "xy"};

bool HasRate(const md::DynamicsLaw& law, std::size_t axis) {
  return law.axes[axis].mode == md::AxisMode::kRate;
}

v1::Curve EmptyCurve(const md::DynamicsLaw& law) {
  v1::Curve curve;
  AddColumn("step", "1", &curve);
  AddColumn("time_ps", "ps", &curve);
  AddColumn("temperature", "K", &curve);
  AddColumn("potential_energy", "eV/atom", &curve);
  AddColumn("kinetic_energy", "eV/atom", &curve);
  AddColumn("conserved_energy", "eV/atom", &curve);
  for (int a = 0; a < 3; ++a) {
    AddColumn(absl::StrFormat("length_%c", AxisName(a)), "A", &curve);
  }
  AddColumn("volume_per_atom", "A^3", &curve);
  for (const std::string_view name : kTensorNames) {
    AddColumn(absl::StrFormat("stress_%s", name), "GPa", &curve);
  }
  AddColumn("density_overflows", "1", &curve);
  for (int a = 0; a < 3; ++a) {
    if (!HasRate(law, static_cast<std::size_t>(a))) continue;
    AddColumn(absl::StrFormat("strain_%c", AxisName(a)), "1", &curve);
    AddColumn(absl::StrFormat("stress_engineering_%c", AxisName(a)), "GPa",
              &curve);
  }
  if (law.shear) {
    AddColumn(
        absl::StrFormat("shear_strain_%c%c", AxisName(law.shear->direction),
                        AxisName(law.shear->normal)),
        "1", &curve);
  }
  return curve;
}

// Strain in the law's own measure: L/L0 − 1 or ln(L/L0).
double Strain(const md::AxisLaw& axis, double length, double start_length) {
  return axis.strain_measure == md::StrainMeasure::kTrue
             ? std::log(length / start_length)
             : length / start_length - 1;
}

}  // namespace

CurveBuilder::CurveBuilder(const md::DynamicsLaw& law, const md::State& state)
    : law_(law),
      atoms_(static_cast<double>(state.atoms.size())),
      start_lengths_(state.law_start_lengths),
      start_tilts_(state.law_start_tilts),
      initial_lengths_(state.bulk_lengths[0] > 0 ? state.bulk_lengths
                                                 : state.law_start_lengths),
      periodic_(state.box.periodic),
      curve_(EmptyCurve(law)) {}

absl::Status CurveBuilder::Continue(v1::Curve earlier) {
  const auto describe = [](const v1::Curve& curve) {
    return absl::StrJoin(curve.columns(), " ",
                         [](std::string* out, const v1::Column& column) {
                           out->append(column.name());
                         });
  };
  if (describe(earlier) != describe(curve_)) {
    return absl::DataLossError(absl::StrFormat(
        "curve of the checkpoint: expected columns \"%s\", found \"%s\"",
        describe(curve_), describe(earlier)));
  }
  for (const v1::Column& column : earlier.columns()) {
    if (column.values_size() != earlier.columns(0).values_size()) {
      return absl::DataLossError(absl::StrFormat(
          "curve of the checkpoint: column %s has %d rows, column %s has %d",
          column.name(), column.values_size(), earlier.columns(0).name(),
          earlier.columns(0).values_size()));
    }
  }
  curve_ = std::move(earlier);
  return absl::OkStatus();
}

void CurveBuilder::Append(std::span<const md::Record> records) {
  for (const md::Record& record : records) AppendRow(record);
}

void CurveBuilder::AppendRow(const md::Record& record) {
  const md::Sample& mean = record.mean;
  int next = 0;
  const auto add = [&](double value) {
    curve_.mutable_columns(next++)->add_values(value);
  };
  add(static_cast<double>(record.step));
  add(static_cast<double>(record.step) * law_.time_step);
  add(mean.temperature);
  add(mean.potential_energy / atoms_);
  add(mean.kinetic_energy / atoms_);
  add(mean.conserved_energy / atoms_);
  for (const double length : mean.lengths) add(length);
  md::Vec3 edges = {};  // of the material, Å
  for (std::size_t a = 0; a < 3; ++a) {
    edges[a] = periodic_[a] ? mean.lengths[a] : mean.extents[a];
  }
  const double volume = edges[0] * edges[1] * edges[2];
  add(volume / atoms_);
  for (const double stress_volume : mean.stress_volume) {
    add(StressGpa(stress_volume, volume));
  }
  add(mean.density_overflows);
  for (std::size_t a = 0; a < 3; ++a) {
    if (!HasRate(law_, a)) continue;
    add(Strain(law_.axes[a], mean.lengths[a], start_lengths_[a]));
    // Force along a, averaged over planes across it, is stress_volume / L_a;
    // the initial cross-section A0 is the product of the other two edges.
    const double cross_section =
        initial_lengths_[(a + 1) % 3] * initial_lengths_[(a + 2) % 3];
    add(StressGpa(mean.stress_volume[a], mean.lengths[a] * cross_section));
  }
  if (law_.shear) add(ShearStrain(mean));
}

double CurveBuilder::ShearStrain(const md::Sample& mean) const {
  const std::size_t k = law_.shear->tilt();
  const auto d = static_cast<std::size_t>(law_.shear->direction);
  const auto n = static_cast<std::size_t>(law_.shear->normal);
  // The tilt that the law began with follows the edge that it points along.
  const double start = start_tilts_[k] * mean.lengths[d] / start_lengths_[d];
  return (mean.tilts[k] - start) / mean.lengths[n];
}

void AddColumn(std::string name, std::string_view unit, v1::Curve* curve,
               std::span<const double> values) {
  v1::Column* column = curve->add_columns();
  column->set_name(std::move(name));
  column->set_unit(std::string(unit));
  column->mutable_values()->Assign(values.begin(), values.end());
}

absl::StatusOr<std::span<const double>> FindColumn(const v1::Curve& curve,
                                                   std::string_view name) {
  std::string found;
  for (const v1::Column& column : curve.columns()) {
    if (column.name() == name) {
      return std::span<const double>(
          column.values().data(),
          static_cast<std::size_t>(column.values_size()));
    }
    found.append(found.empty() ? "" : " ").append(column.name());
  }
  return absl::FailedPreconditionError(absl::StrFormat(
      "curve: expected a column \"%s\", found \"%s\"", name, found));
}

std::int64_t RecordSteps(const v1::Curve& curve, std::int64_t last_step) {
  const auto steps = FindColumn(curve, "step");
  if (!steps.ok() || steps->empty()) return 0;
  const auto interval = static_cast<std::int64_t>(steps->front());
  if (interval < 1) return 0;
  std::int64_t expected = 0;
  for (const double step : *steps) {
    expected += interval;
    if (step != static_cast<double>(expected)) return 0;
  }
  return expected == last_step ? interval : 0;
}

}  // namespace lehr::worker
