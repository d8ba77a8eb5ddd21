#include "proto/plan/violations.h"

#include <absl/strings/str_format.h>

#include "proto/support/rpc_status.h"

namespace lehr::plan {
namespace {

// Room for the entry that says how many are left out.
constexpr std::size_t kLastEntryBytes = 100;

// As many of `all` as fit.
v1::SpecViolations Shortened(const v1::SpecViolations& all) {
  v1::SpecViolations result;
  for (const v1::SpecViolation& violation : all.violations()) {
    *result.add_violations() = violation;
    if (result.ByteSizeLong() > kMaxViolationBytes - kLastEntryBytes) {
      result.mutable_violations()->RemoveLast();
      break;
    }
  }
  const int left_out = all.violations_size() - result.violations_size();
  if (left_out > 0) {
    result.add_violations()->set_message(
        absl::StrFormat("and %d more, not listed", left_out));
  }
  return result;
}

}  // namespace

void Violations::Add(const std::string& field, const std::string& message) {
  if (!fields_.insert(field).second) return;
  v1::SpecViolation* violation = all_.add_violations();
  violation->set_field(field);
  violation->set_message(message);
}

absl::Status Violations::ToStatus() const {
  if (empty()) return absl::OkStatus();
  const v1::SpecViolation& first = all_.violations(0);
  std::string message =
      absl::StrFormat("%s: %s", first.field(), first.message());
  if (const int others = all_.violations_size() - 1; others > 0) {
    message += absl::StrFormat("; and %d more", others);
  }
  absl::Status status = absl::InvalidArgumentError(message);
  AttachDetail(Shortened(all_).SerializeAsString(), &status);
  return status;
}

}  // namespace lehr::plan
