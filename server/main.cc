// lehrd: the server.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include <CLI/CLI.hpp>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>
#include <grpc/support/log.h>

#include "proto/support/log.h"
#include "proto/support/shutdown.h"
#include "proto/support/version.h"
#include "server/service/server.h"
#include "server/service/server_options.h"
#include "server/sql_tool.h"

namespace {

constexpr int kExitUsage = 2;

// gRPC's own messages in our form; below errors they only help gRPC's makers.
void LogForGrpc(gpr_log_func_args* arguments) {
  if (arguments->severity != GPR_LOG_SEVERITY_ERROR) return;
  lehr::Log(lehr::Severity::kWarning, "grpc",
            {{"message", arguments->message}});
}

void AddLimits(CLI::App& app, lehr::server::Limits& limits) {
  const auto add = [&app](const char* flag, auto& value, const char* what) {
    app.add_option(flag, value, what)->capture_default_str()->group("Limits");
  };
  add("--limit-message-mib", limits.message_mib,
      "Size of a message that is received [MiB]");
  add("--limit-streams", limits.streams,
      "Calls that one connection has at a time");
  add("--limit-upload-gib", limits.upload_gib,
      "What one attempt of a worker uploads [GiB]");
  add("--limit-points", limits.points, "Points of a sweep");
  add("--limit-sweeps", limits.sweeps,
      "Sweeps of one user that are not finished");
  add("--limit-sql-seconds", limits.sql_seconds,
      "Time that one question in SQL takes [s]");
}

// The program of this name in the folder of this one.
std::string ProgramBeside(const char* name) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return self.parent_path() / name;
}

void AddFlags(CLI::App& app, lehr::server::ServerOptions& options) {
  app.add_option("--data", options.data,
                 "Folder where everything is kept; made if there is none")
      ->required();
  app.add_option("--listen", options.listen,
                 "host:port or unix:path; may be given more than once "
                 "(default: unix:DATA/lehrd.sock and 127.0.0.1:8420)");
  app.add_option("--tls-cert", options.tls.cert,
                 "Certificate of this server (PEM); with it, all host:port "
                 "speak TLS. Read again when it changes");
  app.add_option("--tls-key", options.tls.key, "Its private key (PEM)");
  app.add_option("--tls-ca", options.tls.ca,
                 "Authorities whose certificates clients may have (PEM)");
  app.add_option("--tls-revoked", options.tls_revoked,
                 "Certificates that are not taken any more, one serial number "
                 "a line (`lehr tls revoke`; default: \"revoked\" beside "
                 "--tls-ca). Read again when it changes");
  app.add_flag("--insecure", options.insecure,
               "Let other machines reach an address that is neither encrypted "
               "nor guarded: who reaches it may do everything");
  app.add_option("--audit-days", options.audit_days,
                 "How long it is kept who did what")
      ->capture_default_str();
  app.add_option("--lease-seconds", options.lease_seconds,
                 "A worker that is silent for this long is lost")
      ->capture_default_str();
  app.add_option("--heartbeat-seconds", options.heartbeat_seconds,
                 "How often workers are to be heard; at most a quarter of the "
                 "lease")
      ->capture_default_str();
  app.add_option("--http", options.http,
                 "host:port for the dashboard, /metrics and /healthz, such as "
                 "127.0.0.1:8421 (default: none)");
  app.add_flag("--http-admin", options.http_admin,
               "Let the dashboard cancel sweeps and retry what failed");
  app.add_option("--soft-mark-mib", options.soft_mark_mib,
                 "With less free space on the disk nothing is begun that "
                 "writes states (default: 5 GiB, or 5 % of a small disk)");
  app.add_option("--hard-mark-mib", options.hard_mark_mib,
                 "With less free space on the disk only results are taken "
                 "(default: 1 GiB, or 1 % of a small disk)");
  app.add_option("--scrub-mib-per-second", options.scrub_mib_per_second,
                 "How fast files are read again to find damage; 0: not at all")
      ->capture_default_str();
  AddLimits(app, options.limits);
  app.add_option("--slurm-seconds", options.slurm_seconds,
                 "How often Slurm is asked where the jobs of pools are; no "
                 "pool, no question")
      ->capture_default_str();
  options.worker_program = ProgramBeside("lehr-worker");
  app.add_option("--worker-program", options.worker_program,
                 "What jobs of pools run; a path on the nodes")
      ->capture_default_str();
  app.set_version_flag("--version",
                       std::string("lehrd ") + lehr::kSoftwareVersion);
}

int Serve(const lehr::server::ServerOptions& options) {
  // Debian's Abseil looks for deadlocks at every lock; tests do that for us.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  lehr::InstallShutdownHandler();
  gpr_set_log_function(LogForGrpc);
  const auto server = lehr::server::Server::Start(options);
  if (!server.ok()) {
    std::fprintf(stderr, "lehrd: %s\n",
                 std::string(server.status().message()).c_str());
    return EXIT_FAILURE;
  }
  while (!lehr::WaitForShutdown(absl::Hours(1))) {
  }
  lehr::Log(lehr::Severity::kInfo, "stopping");
  return (*server)->is_broken() ? EXIT_FAILURE : EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "sql") {
    return lehr::server::RunSqlTool(argc - 1, argv + 1);
  }
  CLI::App app(
      "The server of Lehr: plans sweeps, leases their segments to "
      "workers and keeps the results.",
      "lehrd");
  lehr::server::ServerOptions options;
  AddFlags(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? EXIT_SUCCESS : kExitUsage;
  }
  const absl::Status valid = options.Validate();
  if (!valid.ok()) {
    std::fprintf(stderr, "lehrd: %s\n", std::string(valid.message()).c_str());
    return kExitUsage;
  }
  return Serve(options);
}
