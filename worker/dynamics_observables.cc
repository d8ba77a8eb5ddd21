#include "worker/dynamics_observables.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <absl/strings/str_format.h>

#include "lehr/md/analysis/line.h"
#include "lehr/md/analysis/peak.h"
#include "worker/curve.h"
#include "worker/observables.h"

namespace lehr::worker {
namespace {

using Column = std::span<const double>;

// Empty if there is none.
Column ColumnOf(const v1::Curve& curve, std::string_view name) {
  const auto found = FindColumn(curve, name);
  return found.ok() ? *found : Column();
}

Column StressOf(const v1::Curve& curve, std::size_t axis) {
  const char letter = AxisName(static_cast<int>(axis));
  return ColumnOf(curve, absl::StrFormat("stress_%c%c", letter, letter));
}

bool HasStress(const md::AxisLaw& axis) {
  return axis.mode == md::AxisMode::kStress;
}

std::optional<double> PeakStress(const md::DynamicsLaw& law,
                                 const v1::Curve& curve, Column time) {
  std::optional<double> peak;
  for (std::size_t a = 0; a < 3; ++a) {
    const Column stress = StressOf(curve, a);
    if (!HasStress(law.axes[a]) || stress.size() != time.size()) continue;
    const double found = md::analysis::PeakOfShortMeans(time, stress);
    if (!peak.has_value() || std::abs(found) > std::abs(*peak)) peak = found;
  }
  return peak;
}

// Fewer say nothing of a slope.
constexpr std::size_t kFewestDriftRows = 3;

std::optional<md::analysis::Estimate> Drift(const v1::Curve& curve,
                                            Column time) {
  const Column energy = ColumnOf(curve, "conserved_energy");
  if (energy.size() != time.size() || time.size() < kFewestDriftRows) {
    return std::nullopt;
  }
  md::analysis::Estimate drift = md::analysis::FitSlope(time, energy);
  constexpr double kPicosecondsPerNanosecond = 1000;
  drift.value *= kPicosecondsPerNanosecond;
  drift.standard_error *= kPicosecondsPerNanosecond;
  return drift;
}

}  // namespace

bool ConservesEnergy(const md::DynamicsLaw& law) {
  if (law.temperature.has_value() && law.temperature->rate != 0) return false;
  if (law.shear.has_value() && law.shear->rate != 0) return false;
  std::optional<double> target;
  bool has_surface = false;
  for (const md::AxisLaw& axis : law.axes) {
    if (axis.mode == md::AxisMode::kRate && axis.strain_rate != 0) return false;
    has_surface = has_surface || axis.mode == md::AxisMode::kFree;
    if (!HasStress(axis)) continue;
    if (axis.stress_rate != 0) return false;
    if (target.has_value() && *target != axis.stress_start) return false;
    target = axis.stress_start;
  }
  if (!target.has_value()) return true;
  return law.barostat_drag == 0 && !(has_surface && *target != 0);
}

std::vector<v1::Observable> ObserveDynamics(const md::DynamicsLaw& law,
                                            const v1::Curve& curve) {
  std::vector<v1::Observable> observables;
  const Column time = ColumnOf(curve, "time_ps");
  if (time.empty()) return observables;
  const auto add_mean = [&](std::string name, std::string unit, Column values) {
    if (values.empty()) return;
    observables.push_back(MakeMean(std::move(name), std::move(unit), values));
  };
  add_mean("mean_temperature", "K", ColumnOf(curve, "temperature"));
  add_mean("mean_volume_per_atom", "A^3", ColumnOf(curve, "volume_per_atom"));
  for (std::size_t a = 0; a < 3; ++a) {
    const char letter = AxisName(static_cast<int>(a));
    add_mean(absl::StrFormat("mean_stress_%c%c", letter, letter), "GPa",
             StressOf(curve, a));
  }
  if (const auto peak = PeakStress(law, curve, time); peak.has_value()) {
    observables.push_back(MakeObservable("peak_stress", "GPa", *peak));
  }
  const Column overflows = ColumnOf(curve, "density_overflows");
  if (std::any_of(overflows.begin(), overflows.end(),
                  [](double atoms) { return atoms > 0; })) {
    observables.push_back(MakeMean("density_overflows", "1", overflows));
  }
  if (!ConservesEnergy(law)) return observables;
  if (const auto drift = Drift(curve, time); drift.has_value()) {
    observables.push_back(
        MakeObservable("conserved_energy_drift", "eV/atom/ns", *drift));
  }
  return observables;
}

}  // namespace lehr::worker
