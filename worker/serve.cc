#include "worker/serve.h"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>
#include <grpc/grpc.h>

#include "proto/support/channel.h"
#include "proto/support/connection_settings.h"
#include "proto/support/cores.h"
#include "proto/support/log.h"
#include "proto/support/shutdown.h"
#include "proto/support/tls_probe.h"
#include "worker/host.h"
#include "worker/lammps_program.h"
#include "worker/pinning.h"
#include "worker/session.h"
#include "worker/time_left.h"
#include "worker/tools/verbs.h"

namespace lehr::worker {
namespace {

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

// Whether the user has told OpenMP where its threads are to run.
bool IsBoundByUser() {
  for (const char* name :
       {"OMP_PROC_BIND", "OMP_PLACES", "GOMP_CPU_AFFINITY"}) {
    // There are no other threads yet.
    if (std::getenv(name) != nullptr) {  // NOLINT(concurrency-mt-unsafe)
      return true;
    }
  }
  return false;
}

absl::StatusOr<Pinning> Pin(const Options& options) {
  auto pinning =
      Pinning::Choose(IsBoundByUser() ? "none" : options.pin, options.threads);
  if (!pinning.ok()) return pinning;
  const std::vector<int>& cores = pinning->cores();
  if (cores.empty()) {
    Log(Severity::kInfo, "threads not pinned",
        {{"reason", IsBoundByUser() ? "the environment says where threads run"
                                    : pinning->reason()}});
    return pinning;
  }
  // All threads of the worker: those that do not compute take little time.
  if (!RunOn(cores)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("--pin: cores %s cannot be used", CoresText(cores)));
  }
  Log(Severity::kInfo, "threads pinned", {{"cores", CoresText(cores)}});
  return pinning;
}

int Refuse(const absl::Status& wrong_use) {
  std::cerr << "lehr-worker: " << std::string(wrong_use.message()) << '\n';
  return kExitWrongUse;
}

void AddTlsFlags(CLI::App& app, ChannelSecurity& security) {
  app.add_option("--tls-ca", security.tls.ca,
                 "The authority of the server (LEHR_TLS_CA)");
  app.add_option("--tls-cert", security.tls.cert,
                 "Certificate that says who this worker is (LEHR_TLS_CERT)");
  app.add_option("--tls-key", security.tls.key, "Its key (LEHR_TLS_KEY)");
  app.add_option_function<std::string>(
      "--token-file",
      [&security](const std::string& path) {
        auto token = ReadTokenFile(path);
        if (!token.ok()) {
          throw CLI::ValidationError(std::string(token.status().message()));
        }
        security.token = *std::move(token);
      },
      "File with a token that says who this worker is (LEHR_TOKEN)");
}

// What the command line leaves open.
absl::StatusOr<Options> WithEnvironment(Options options) {
  auto settings = SettingsFrom(
      [](const char* name) {
        // There are no other threads yet.
        const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
        return std::string(value == nullptr ? "" : value);
      },
      options.server);
  if (!settings.ok()) return settings.status();
  const auto take = [](const std::string& from, std::string& into) {
    if (into.empty()) into = from;
  };
  take(settings->server, options.server);
  take(kDefaultServerAddress, options.server);
  const ChannelSecurity& usual = settings->security;
  take(usual.tls.ca, options.security.tls.ca);
  take(usual.tls.cert, options.security.tls.cert);
  take(usual.tls.key, options.security.tls.key);
  take(usual.token, options.security.token);
  return options;
}

// gRPC would only say again and again that the server is not available. Twice,
// because a server that is just ending refuses, too.
absl::Status AskTwice(const Options& options) {
  absl::Status refused = ExplainRefusal(options.server, options.security.tls);
  if (refused.ok()) return refused;
  absl::SleepFor(absl::Seconds(2));
  return ExplainRefusal(options.server, options.security.tls);
}

}  // namespace

void AddServeFlags(CLI::App& app, Options& options) {
  options.threads = UsableCores();
  options.cache = DefaultCache();
  options.name = HostAndProcess();
  app.add_option("--server", options.server,
                 "Where the server is: host:port or unix:/path (LEHR_SERVER; "
                 "else 127.0.0.1:8420)");
  AddTlsFlags(app, options.security);
  const CLI::Option* const threads =
      app.add_option(
             "--threads", options.threads,
             "Threads of the engine; with --engine lammps its MPI ranks")
          ->capture_default_str();
  app.add_option_function<std::string>(
         "--engine",
         [&options, threads](const std::string& engine) {
           options.engine = engine;
           if (options.has_lammps() && threads->empty()) options.threads = 1;
         },
         "What computes: lehr or lammps; the worker gets sweeps whose settings "
         "name it")
      ->default_str(options.engine);
  app.add_option("--pin", options.pin,
                 "Cores of these threads: auto (those that no other worker "
                 "has), none, or a list as 0-3,8")
      ->capture_default_str();
  app.add_option_function<std::string>(
         "--cache",
         [&options](const std::string& folder) { options.cache = folder; },
         "Folder of the artifact cache")
      ->default_str(options.cache.string());
  app.add_option("--cache-gib", options.cache_gib,
                 "Size limit of the cache [GiB]; 0: no cache")
      ->capture_default_str();
  app.add_option("--checkpoint-seconds", options.checkpoint_seconds,
                 "Wall time between checkpoints [s] (default: from what they "
                 "cost and how often workers are lost, 30 s to 2 h)");
  app.add_option("--upload-mib-per-second", options.upload_mib_per_second,
                 "Limit of uploads [MiB/s]; 0: none")
      ->capture_default_str();
  app.add_option("--time-left", options.time_left,
                 "Leave before so much time is over, as 3h50m (default: the "
                 "end of the Slurm job)");
  app.add_option("--orphan-hours", options.orphan_hours,
                 "Give up what is computed when the server was away for so "
                 "long [h]; 0: never")
      ->capture_default_str();
  app.add_option("--stall-minutes", options.stall_minutes,
                 "Kill a computation that makes no progress for so long [min]; "
                 "0: never")
      ->capture_default_str();
  app.add_option("--leave-idle", options.leave_idle,
                 "Leave after so long without anything to do, or without a "
                 "server [s]; 0: never")
      ->capture_default_str();
  app.add_option("--pool", options.pool,
                 "The pool that it was started for; the server says so");
  app.add_option("--batch-job", options.batch_job,
                 "The batch job that it runs in, with --pool");
  app.add_option("--name", options.name, "Name of the worker, for people")
      ->capture_default_str();
}

int Serve(const Options& given) {
  auto completed = WithEnvironment(given);
  if (!completed.ok()) return Refuse(completed.status());
  Options& options = *completed;
  if (options.has_lammps()) {
    auto program = LammpsProgram();
    if (!program.ok()) return Refuse(program.status());
    options.program = *std::move(program);
  }
  if (const absl::Status valid = options.Validate(); !valid.ok()) {
    return Refuse(valid);
  }
  const auto pinning = Pin(options);
  if (!pinning.ok()) return Refuse(pinning.status());
  // There are no other threads yet.
  const auto end = EndOfTime(
      options.time_left,
      std::getenv("SLURM_JOB_END_TIME"),  // NOLINT(concurrency-mt-unsafe)
      absl::Now());
  if (!end.ok()) return Refuse(end.status());
  // A limit of file sizes is a full disk, not an end.
  std::signal(SIGXFSZ, SIG_IGN);
  // Held to the end: when the last user of gRPC 1.51 goes, it may wait ten
  // seconds for a thread of its own that polls.
  grpc_init();
  if (const absl::Status refused = AskTwice(options); !refused.ok()) {
    return Refuse(refused);
  }
  Session session(options, pinning->cores(), *end,
                  MakeChannel(options.server, options.security),
                  WaitForShutdown);
  const absl::Status status = session.Run();
  if (status.ok()) return kExitOk;
  Log(Severity::kError, "worker refused",
      {{"server", options.server}, {"reason", status.ToString()}});
  return kExitFailed;
}

}  // namespace lehr::worker
