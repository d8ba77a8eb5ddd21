#include "client/sweep_standing.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/proto_json.h"

namespace lehr::client {

std::string StandingText(const v1::Sweep& sweep) {
  std::string text = Word(sweep.state());
  if (!sweep.reason().empty()) absl::StrAppend(&text, ": ", sweep.reason());
  if (!sweep.has_points_stored()) return text;
  const bool goes_on = sweep.state() != v1::SWEEP_STATE_CANCELLED;
  return absl::StrFormat(
      "%s, %s (%d of %d points)", text,
      goes_on ? "being submitted" : "not submitted as a whole",
      sweep.points_stored(), sweep.points());
}

void WriteStanding(const v1::Sweep& sweep, bool json, std::ostream& out) {
  if (json) {
    out << Dump(ToJson(sweep));
    return;
  }
  out << absl::StrFormat("%s (sweep %d) %s: %d of %d points done\n",
                         sweep.name(), sweep.sweep_id(), StandingText(sweep),
                         sweep.points_done(), sweep.points());
}

}  // namespace lehr::client
