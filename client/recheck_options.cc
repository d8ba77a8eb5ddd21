#include "client/recheck_options.h"

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>

#include "client/number_format.h"

namespace lehr::client {

void AddRecheckOptions(CLI::App& verb, RecheckOptions& options) {
  verb.add_flag("--recompute", options.recompute,
                "Compute everything again, also what the server has, and "
                "compare: the first results stay");
  verb.add_option("--audit", options.audit,
                  "Share of the finished segments, 0 to 1, that is computed a "
                  "second time, by another worker if there is one, and "
                  "compared")
      ->type_name("FRACTION")
      ->check(CLI::Range(0.0, 1.0));
}

v1::SubmitSweepRequest SubmitRequest(const std::string& request_id,
                                     const v1::SweepSpec& spec,
                                     const RecheckOptions& options) {
  v1::SubmitSweepRequest request;
  request.set_request_id(request_id);
  *request.mutable_spec() = spec;
  request.set_recompute(options.recompute);
  request.set_audit_fraction(options.audit);
  return request;
}

std::string RecheckWord(const RecheckOptions& options) {
  return absl::StrCat(
      options.recompute ? "-recompute" : "",
      options.audit > 0 ? "-audit-" + FormatExact(options.audit) : "");
}

}  // namespace lehr::client
