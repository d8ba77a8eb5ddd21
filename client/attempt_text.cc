#include "client/attempt_text.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/time_format.h"

namespace lehr::client {

std::string AttemptText(const v1::Attempt& attempt) {
  std::string text = absl::StrFormat(
      "  attempt %d  %s by %s (lehr-worker %s, %s, %d threads), %s",
      attempt.attempt(), attempt.state(), attempt.worker(),
      attempt.software_version(), attempt.instruction_set(), attempt.threads(),
      LocalTime(ToTime(attempt.started())));
  if (attempt.has_run_time()) {
    absl::StrAppend(&text, ", ran ",
                    FormatSpan(ToDuration(attempt.run_time())));
  }
  if (!attempt.message().empty()) {
    absl::StrAppend(&text, ": ", attempt.message());
  }
  return text + "\n";
}

}  // namespace lehr::client
