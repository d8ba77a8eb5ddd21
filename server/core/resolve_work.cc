#include "server/core/resolve_work.h"

#include <cmath>

#include <absl/strings/str_format.h>

namespace lehr::server {
namespace {

absl::Status ResolveNumber(const MeasuredValue& measured, v1::Number* number) {
  if (!number->has_reference()) return absl::OkStatus();
  const std::string& observable = number->reference().observable();
  const std::optional<double> value = measured(number->reference());
  if (!value.has_value()) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "the law needs \"%s\", which was not measured", observable));
  }
  const double result = number->value() * *value;
  if (!std::isfinite(result)) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "the law needs %g times \"%s\", expected a finite number, found %g",
        number->value(), observable, *value));
  }
  number->Clear();
  number->set_value(result);
  return absl::OkStatus();
}

absl::Status ResolveAxis(const MeasuredValue& measured, v1::AxisLaw* axis) {
  if (!axis->has_stress()) return absl::OkStatus();
  v1::StressAxis* const stress = axis->mutable_stress();
  for (v1::Number* number :
       {stress->has_start_gpa() ? stress->mutable_start_gpa() : nullptr,
        stress->has_rate_gpa_per_ps() ? stress->mutable_rate_gpa_per_ps()
                                      : nullptr}) {
    if (number == nullptr) continue;
    const absl::Status resolved = ResolveNumber(measured, number);
    if (!resolved.ok()) return resolved;
  }
  return absl::OkStatus();
}

// The law's numbers, wherever the work has one; null if it has none.
v1::DynamicsLaw* DynamicsOf(v1::Work* work) {
  if (work->has_advance()) {
    v1::Law* const law = work->mutable_advance()->mutable_law();
    return law->has_dynamics() ? law->mutable_dynamics() : nullptr;
  }
  if (work->has_measurement() && work->measurement().has_energy()) {
    return work->mutable_measurement()->mutable_energy()->mutable_dynamics();
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<v1::Work> ResolveWork(const v1::Work& work,
                                     const MeasuredValue& measured) {
  v1::Work resolved = work;
  v1::DynamicsLaw* const dynamics = DynamicsOf(&resolved);
  if (dynamics == nullptr) return resolved;
  // An axis that is not set must stay so: presence is part of the work.
  for (v1::AxisLaw* axis :
       {dynamics->has_x() ? dynamics->mutable_x() : nullptr,
        dynamics->has_y() ? dynamics->mutable_y() : nullptr,
        dynamics->has_z() ? dynamics->mutable_z() : nullptr}) {
    if (axis == nullptr) continue;
    const absl::Status status = ResolveAxis(measured, axis);
    if (!status.ok()) return status;
  }
  return resolved;
}

}  // namespace lehr::server
