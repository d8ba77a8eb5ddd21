#include <string>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "lehr/md/analysis/modulus.h"
#include "worker/convert.h"
#include "worker/curve.h"
#include "worker/execute_measurement.h"
#include "worker/observables.h"

namespace lehr::worker {
namespace {

// What is read, and what it is called.
struct Source {
  std::string strain;
  std::string stress;
  std::string observable;
};

absl::StatusOr<Source> OfShear(v1::ShearPlane plane) {
  const char* letters = nullptr;
  switch (plane) {
    case v1::SHEAR_PLANE_XY:
      letters = "xy";
      break;
    case v1::SHEAR_PLANE_XZ:
      letters = "xz";
      break;
    case v1::SHEAR_PLANE_YZ:
      letters = "yz";
      break;
    default:
      return absl::InvalidArgumentError(
          absl::StrFormat("modulus.shear: expected xy, xz or yz, found %d",
                          static_cast<int>(plane)));
  }
  return Source{absl::StrFormat("shear_strain_%s", letters),
                absl::StrFormat("stress_%s", letters),
                "isothermal_shear_modulus"};
}

absl::StatusOr<Source> SourceOf(const v1::ModulusMeasurement& measurement) {
  const bool is_shear = measurement.shear() != v1::SHEAR_PLANE_UNSPECIFIED;
  if (is_shear == (measurement.axis() != v1::AXIS_UNSPECIFIED)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "modulus: expected either an axis or a plane of shear, found %d and %d",
        static_cast<int>(measurement.axis()),
        static_cast<int>(measurement.shear())));
  }
  if (is_shear) return OfShear(measurement.shear());
  const auto axis = ToEngine(measurement.axis());
  if (!axis.ok()) return axis.status();
  const char name = AxisName(*axis);
  return Source{absl::StrFormat("strain_%c", name),
                absl::StrFormat("stress_%c%c", name, name),
                "isothermal_young_modulus"};
}

}  // namespace

absl::StatusOr<Outcome> MeasureModulus(
    const v1::ModulusMeasurement& measurement, const Task& task) {
  const auto source = SourceOf(measurement);
  if (!source.ok()) return source.status();
  if (absl::Status count = CheckCurves("modulus", 1, task.curves);
      !count.ok()) {
    return count;
  }
  const v1::Curve& curve = task.curves.front();
  const auto strain = FindColumn(curve, source->strain);
  if (!strain.ok()) return strain.status();
  const auto stress = FindColumn(curve, source->stress);
  if (!stress.ok()) return stress.status();
  const auto modulus =
      md::analysis::InitialModulus(*strain, *stress, measurement.to_strain());
  if (!modulus.ok()) return modulus.status();
  Outcome outcome;
  outcome.atoms = static_cast<std::int64_t>(task.start.atoms.size());
  outcome.observables.push_back(
      MakeObservable(source->observable, "GPa", *modulus));
  return outcome;
}

}  // namespace lehr::worker
