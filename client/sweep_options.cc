#include "client/sweep_options.h"

#include <CLI/CLI.hpp>

namespace lehr::client {

void AddLimitOptions(CLI::App& verb, LimitOptions& options) {
  verb.add_option("--max-running", options.max_running,
                  "At most this many of its segments run at a time; 0: any")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
  verb.add_option("--max-failures", options.max_failures,
                  "Pause it when this many (more) of its segments have failed; "
                  "0: never (a new sweep: 20)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
}

void AddSweepOptions(CLI::App& verb, SweepOptions& options) {
  AddLimitOptions(verb, options.limits);
  verb.add_option("--tag", options.tags,
                  "A word to find it by; may be given more than once")
      ->type_name("TAG");
}

void SetSweepOptions(const SweepOptions& options, const Session& session,
                     v1::SubmitSweepRequest* request) {
  request->set_user(session.user);
  request->set_max_running(options.limits.max_running.value_or(0));
  if (options.limits.max_failures.has_value()) {
    request->set_max_failures(*options.limits.max_failures);
  }
  request->mutable_tags()->Assign(options.tags.begin(), options.tags.end());
}

}  // namespace lehr::client
