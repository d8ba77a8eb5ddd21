#include "server/core/resolve_work.h"

#include <cmath>

#include <absl/strings/str_format.h>

#include "server/core/work_numbers.h"

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

}  // namespace

absl::StatusOr<v1::Work> ResolveWork(const v1::Work& work,
                                     const MeasuredValue& measured) {
  v1::Work resolved = work;
  for (const NamedNumber& named : NumbersOf(&resolved)) {
    const absl::Status status = ResolveNumber(measured, named.number);
    if (!status.ok()) return status;
  }
  return resolved;
}

}  // namespace lehr::server
