#include "worker/convert.h"

#include <string_view>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "lehr/md/state.h"
#include "lehr/md/units.h"
#include "proto/support/version.h"

namespace lehr::worker {
namespace {

// The server puts its version into every state key; results of another engine
// under that key would never be noticed.
static_assert(lehr::kNumericsVersion == lehr::md::kNumericsVersion);

absl::StatusOr<double> Known(const v1::Number& number, std::string_view field) {
  if (number.has_reference()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected a number, found a reference to the observable \"%s\"",
        field, number.reference().observable()));
  }
  return number.value();
}

absl::StatusOr<md::StrainMeasure> ToEngine(v1::StrainMeasure measure,
                                           std::string_view field) {
  switch (measure) {
    case v1::STRAIN_MEASURE_ENGINEERING:
      return md::StrainMeasure::kEngineering;
    case v1::STRAIN_MEASURE_TRUE:
      return md::StrainMeasure::kTrue;
    default:
      return absl::InvalidArgumentError(absl::StrFormat(
          "%s.rate.measure: expected engineering or true, found %d", field,
          static_cast<int>(measure)));
  }
}

absl::StatusOr<md::AxisLaw> ToEngine(const v1::AxisLaw& axis,
                                     std::string_view field) {
  md::AxisLaw result;
  switch (axis.mode_case()) {
    case v1::AxisLaw::kFixed:
      result.mode = md::AxisMode::kFixed;
      return result;
    case v1::AxisLaw::kFree:
      result.mode = md::AxisMode::kFree;
      return result;
    case v1::AxisLaw::kStress: {
      const auto start = Known(axis.stress().start_gpa(),
                               absl::StrFormat("%s.stress.start_gpa", field));
      if (!start.ok()) return start.status();
      const auto rate =
          Known(axis.stress().rate_gpa_per_ps(),
                absl::StrFormat("%s.stress.rate_gpa_per_ps", field));
      if (!rate.ok()) return rate.status();
      result.mode = md::AxisMode::kStress;
      result.stress_start = *start * md::kBarPerGpa;
      result.stress_rate = *rate * md::kBarPerGpa;
      return result;
    }
    case v1::AxisLaw::kRate: {
      const auto measure = ToEngine(axis.rate().measure(), field);
      if (!measure.ok()) return measure.status();
      result.mode = md::AxisMode::kRate;
      result.strain_rate = axis.rate().rate_per_ps();
      result.strain_measure = *measure;
      return result;
    }
    default:
      return absl::InvalidArgumentError(absl::StrFormat(
          "%s: expected fixed, free, stress or rate, found none", field));
  }
}

absl::StatusOr<md::ShearLaw> ToEngine(const v1::ShearLaw& law) {
  switch (law.plane()) {
    case v1::SHEAR_PLANE_XY:
      return md::ShearLaw{0, 1, law.rate_per_ps()};
    case v1::SHEAR_PLANE_XZ:
      return md::ShearLaw{0, 2, law.rate_per_ps()};
    case v1::SHEAR_PLANE_YZ:
      return md::ShearLaw{1, 2, law.rate_per_ps()};
    default:
      return absl::InvalidArgumentError(
          absl::StrFormat("dynamics.shear.plane: expected xy, xz or yz, found "
                          "%d",
                          static_cast<int>(law.plane())));
  }
}

absl::StatusOr<md::Coupling> ToEngine(v1::Coupling coupling) {
  switch (coupling) {
    case v1::COUPLING_NONE:
      return md::Coupling::kNone;
    case v1::COUPLING_ISO:
      return md::Coupling::kIso;
    default:
      return absl::InvalidArgumentError(
          absl::StrFormat("dynamics.coupling: expected none or iso, found %d",
                          static_cast<int>(coupling)));
  }
}

}  // namespace

absl::StatusOr<md::DynamicsLaw> ToEngine(const v1::DynamicsLaw& law) {
  md::DynamicsLaw result;
  result.time_step = law.time_step_fs() * md::kPicosecondsPerFemtosecond;
  if (law.has_temperature()) {
    const v1::TemperatureLaw& temperature = law.temperature();
    result.temperature =
        md::TemperatureLaw{.start = temperature.start_kelvin(),
                           .rate = temperature.rate_kelvin_per_ps(),
                           .relaxation_time = temperature.relaxation_time_ps(),
                           .chain_length = temperature.chain_length()};
  }
  const v1::AxisLaw* axes[] = {&law.x(), &law.y(), &law.z()};
  const std::string_view fields[] = {"dynamics.x", "dynamics.y", "dynamics.z"};
  for (std::size_t a = 0; a < 3; ++a) {
    auto axis = ToEngine(*axes[a], fields[a]);
    if (!axis.ok()) return axis.status();
    result.axes[a] = *axis;
  }
  const auto coupling = ToEngine(law.coupling());
  if (!coupling.ok()) return coupling.status();
  result.coupling = *coupling;
  // 0 where no axis has a barostat, which the engine does not read then.
  if (law.barostat_time_ps() != 0)
    result.barostat_time = law.barostat_time_ps();
  if (law.barostat_chain_length() != 0) {
    result.barostat_chain_length = law.barostat_chain_length();
  }
  result.barostat_drag = law.barostat_drag_per_ps();
  if (law.stress_measure() == v1::STRESS_MEASURE_REFERENCE) {
    result.stress_measure = md::StressMeasure::kReference;
  }
  if (law.precision() == v1::PRECISION_FAST) {
    result.precision = md::Precision::kFast;
  }
  if (law.has_shear()) {
    const auto shear = ToEngine(law.shear());
    if (!shear.ok()) return shear.status();
    result.shear = *shear;
  }
  if (absl::Status valid = result.Validate(); !valid.ok()) return valid;
  return result;
}

absl::StatusOr<int> ToEngine(v1::Axis axis) {
  switch (axis) {
    case v1::AXIS_X:
      return 0;
    case v1::AXIS_Y:
      return 1;
    case v1::AXIS_Z:
      return 2;
    default:
      return absl::InvalidArgumentError(absl::StrFormat(
          "axis: expected x, y or z, found %d", static_cast<int>(axis)));
  }
}

absl::StatusOr<md::Lattice> ToEngine(v1::Lattice lattice) {
  switch (lattice) {
    case v1::LATTICE_FCC:
      return md::Lattice::kFcc;
    case v1::LATTICE_BCC:
      return md::Lattice::kBcc;
    default:
      return absl::InvalidArgumentError(
          absl::StrFormat("create.lattice: expected fcc or bcc, found %d",
                          static_cast<int>(lattice)));
  }
}

std::array<int, 3> ToEngine(const v1::Counts& counts) {
  return {counts.x(), counts.y(), counts.z()};
}

double StressGpa(double stress_volume, double volume) {
  return GpaOfBar(stress_volume / volume * md::kEvPerCubicAngstromToBar);
}

double GpaOfBar(double bar) { return bar / md::kBarPerGpa; }

double DensityGramPerCubicCentimetre(double mass, double volume) {
  return mass / volume * md::kAmuPerCubicAngstromToGramPerCubicCentimetre;
}

}  // namespace lehr::worker
