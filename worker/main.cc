#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>
#include <grpc/grpc.h>

#include "proto/support/channel.h"
#include "proto/support/log.h"
#include "proto/support/shutdown.h"
#include "proto/support/version.h"
#include "worker/host.h"
#include "worker/openmp_waiting.h"
#include "worker/options.h"
#include "worker/session.h"

namespace {

using lehr::Log;
using lehr::Severity;

// Exit codes, as the client's: 1 if the work could not be done, 2 if the
// command line is wrong.
constexpr int kFailed = 1;
constexpr int kWrongUse = 2;

// $XDG_CACHE_HOME/lehr, else ~/.cache/lehr, else a folder of this user in /tmp.
std::string DefaultCache() {
  // There are no other threads yet.
  const char* const cache =
      std::getenv("XDG_CACHE_HOME");  // NOLINT(concurrency-mt-unsafe)
  if (cache != nullptr && cache[0] == '/') return std::string(cache) + "/lehr";
  const char* const home =
      std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe)
  if (home != nullptr && home[0] == '/') {
    return std::string(home) + "/.cache/lehr";
  }
  return absl::StrFormat("/tmp/lehr-%d", getuid());
}

int Run(const lehr::worker::Options& options) {
  // Held to the end: when the last user of gRPC 1.51 goes, it may wait ten
  // seconds for a thread of its own that polls.
  grpc_init();
  lehr::InstallShutdownHandler();
  lehr::worker::Session session(options, lehr::MakeChannel(options.server),
                                lehr::WaitForShutdown);
  const absl::Status status = session.Run();
  if (status.ok()) return 0;
  Log(Severity::kError, "worker refused",
      {{"server", options.server}, {"reason", status.ToString()}});
  return kFailed;
}

}  // namespace

int main(int argc, char** argv) {
  lehr::worker::SettleOpenMpWaiting(argv);
  CLI::App app(
      "lehr-worker computes what a lehr server gives it, until it is stopped.");
  app.set_version_flag(
      "--version",
      absl::StrFormat("lehr-worker %s (numerics %d)", lehr::kSoftwareVersion,
                      lehr::kNumericsVersion));
  lehr::worker::Options options;
  options.server = lehr::kDefaultServerAddress;
  options.threads = lehr::worker::UsableCores();
  options.cache = DefaultCache();
  options.name = lehr::worker::HostAndProcess();
  std::string cache = options.cache.string();
  app.add_option("--server", options.server,
                 "Where the server is: host:port or unix:/path")
      ->envname("LEHR_SERVER")
      ->capture_default_str();
  app.add_option("--threads", options.threads, "Threads of the engine")
      ->capture_default_str();
  app.add_option("--cache", cache, "Folder of the artifact cache")
      ->capture_default_str();
  app.add_option("--cache-gib", options.cache_gib,
                 "Size limit of the cache [GiB]; 0: no cache")
      ->capture_default_str();
  app.add_option("--checkpoint-seconds", options.checkpoint_seconds,
                 "Wall time between checkpoints [s]")
      ->capture_default_str();
  app.add_option("--name", options.name, "Name of the worker, for people")
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kWrongUse;
  }
  options.cache = cache;
  if (const absl::Status valid = options.Validate(); !valid.ok()) {
    std::cerr << "lehr-worker: " << std::string(valid.message()) << '\n';
    return kWrongUse;
  }
  try {
    return Run(options);
  } catch (const std::exception& exception) {
    Log(Severity::kError, "worker ended by an exception",
        {{"reason", exception.what()}});
    return kFailed;
  }
}
