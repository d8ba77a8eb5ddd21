#ifndef LEHR_CLIENT_SWEEP_OPTIONS_H_
#define LEHR_CLIENT_SWEEP_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "client/session.h"
#include "lehr/v1/sweep_service.pb.h"

namespace CLI {
class App;
}

namespace lehr::client {

// LimitOptions are --max-running and --max-failures.
struct LimitOptions {
  std::optional<int> max_running;
  std::optional<int> max_failures;
};
// Adds them to a verb. `options` must outlive the parsing.
void AddLimitOptions(CLI::App& verb, LimitOptions& options);

// SweepOptions are what a new sweep may be given besides its file: limits and
// --tag.
struct SweepOptions {
  LimitOptions limits;
  std::vector<std::string> tags;
};
// Adds them to a verb. `options` must outlive the parsing.
void AddSweepOptions(CLI::App& verb, SweepOptions& options);

// Puts them, and who submits, into a request.
void SetSweepOptions(const SweepOptions& options, const Session& session,
                     v1::SubmitSweepRequest* request);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SWEEP_OPTIONS_H_
