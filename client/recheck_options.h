#ifndef LEHR_CLIENT_RECHECK_OPTIONS_H_
#define LEHR_CLIENT_RECHECK_OPTIONS_H_

#include <string>

#include "lehr/v1/sweep_service.pb.h"

namespace CLI {
class App;
}

namespace lehr::client {

// RecheckOptions are --recompute and --audit: what is computed once more, to
// compare bits.
struct RecheckOptions {
  bool recompute = false;
  double audit = 0;  // share of the finished segments
};

// Adds the options to a verb. `options` must outlive the parsing.
void AddRecheckOptions(CLI::App& verb, RecheckOptions& options);

// A request to submit `spec` that way.
v1::SubmitSweepRequest SubmitRequest(const std::string& request_id,
                                     const v1::SweepSpec& spec,
                                     const RecheckOptions& options);

// What a request's identifier says of the options; empty for the usual ones.
std::string RecheckWord(const RecheckOptions& options);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_RECHECK_OPTIONS_H_
