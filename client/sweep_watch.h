#ifndef LEHR_CLIENT_SWEEP_WATCH_H_
#define LEHR_CLIENT_SWEEP_WATCH_H_

#include <cstdint>
#include <functional>

#include <absl/status/statusor.h>

#include "client/server_connection.h"
#include "client/session.h"
#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// How to watch.
struct WatchOptions {
  // Which sweep.
  std::int64_t sweep_id = 0;
  // Write the pictures as JSON, one object a line, instead of progress.
  bool json = false;
  // Write no progress at all.
  bool quiet = false;
  // Come back also when the sweep is paused and nothing of it runs any more.
  bool until_paused = false;
  // Called a few times a second; an error ends the watching with it.
  std::function<absl::Status()> supervise = [] { return absl::OkStatus(); };
};

// Shows a sweep's progress until it has ended, and returns what it came to.
// Redrawn lines on a terminal, else a line whenever something changed, every
// few seconds at most. Goes on when the server is away for up to a minute.
// CANCELLED after SIGINT or SIGTERM (the sweep itself goes on).
absl::StatusOr<v1::Sweep> WatchSweep(ServerConnection& server, Session& session,
                                     const WatchOptions& options);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SWEEP_WATCH_H_
