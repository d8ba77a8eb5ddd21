#include "worker/execute_measurement.h"

#include <absl/strings/str_format.h>

namespace lehr::worker {

absl::Status CheckCurves(std::string_view measurement, int expected,
                         std::span<const v1::Curve> curves) {
  if (expected < 1) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: expected segments whose curves are read, found %d",
                        measurement, expected));
  }
  if (curves.size() == static_cast<std::size_t>(expected)) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      absl::StrFormat("%s: expected the curves of %d segments, found %d",
                      measurement, expected, curves.size()));
}

}  // namespace lehr::worker
