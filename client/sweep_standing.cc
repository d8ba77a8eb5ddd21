#include "client/sweep_standing.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/proto_json.h"

namespace lehr::client {

std::string StandingText(const v1::Sweep& sweep) {
  const std::string state = Word(sweep.state());
  return sweep.reason().empty() ? state
                                : absl::StrCat(state, ": ", sweep.reason());
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
