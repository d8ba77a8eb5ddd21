#include <filesystem>
#include <memory>
#include <ostream>
#include <system_error>
#include <utility>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_replace.h>

#include "client/exit_code.h"
#include "client/failures_page.h"
#include "client/machine_share.h"
#include "client/private_server.h"
#include "client/proto_json.h"
#include "client/recheck_options.h"
#include "client/results_table.h"
#include "client/server_connection.h"
#include "client/sweep_options.h"
#include "client/sweep_potential.h"
#include "client/sweep_watch.h"
#include "client/verbs.h"
#include "proto/support/sha256.h"
#include "proto/yaml/sweep_file.h"

namespace lehr::client {
namespace {

struct Options {
  std::string file;
  std::string data = "lehr-data";
  int threads = 0;  // 0: all cores, divided among the workers
  int workers = 0;  // 0: one for each core, as far as there are points
  std::string server_log;
  RecheckOptions recheck;
  SweepOptions sweep;
  bool json = false;
};

// Submits under an identifier that follows from the spec, so that a second run
// of the same command attaches to the first one's sweep; but not to one that
// ended badly: that is tried anew.
absl::StatusOr<std::int64_t> SubmitOnce(ServerConnection& server,
                                        const v1::SweepSpec& spec,
                                        const Options& options,
                                        const Session& session) {
  std::int64_t newest = 0;
  const auto listed = server.ForEachSweep({}, [&](const v1::Sweep& sweep) {
    newest = sweep.sweep_id();
    return false;
  });
  if (!listed.ok()) return listed.status();
  const std::string name = absl::StrCat(
      "run-", ToHex(Sha256Of(spec.SerializeAsString())).substr(0, 16),
      RecheckWord(options.recheck));
  for (int repeat = 1;; ++repeat) {
    auto request =
        SubmitRequest(repeat == 1 ? name : absl::StrCat(name, "-", repeat),
                      spec, options.recheck);
    SetSweepOptions(options.sweep, session, &request);
    const auto submitted = server.Submit(request);
    if (!submitted.ok()) return submitted.status();
    // A new one may have failed at once.
    if (submitted->sweep_id() > newest) return submitted->sweep_id();
    const auto sweep = server.Get(submitted->sweep_id());
    if (!sweep.ok()) return sweep.status();
    if (sweep->sweep().state() == v1::SWEEP_STATE_PAUSED) {
      v1::ResumeSweepRequest resume;
      resume.set_sweep_id(submitted->sweep_id());
      const auto resumed =
          server.Call(&v1::SweepService::Stub::ResumeSweep, resume);
      if (!resumed.ok()) return resumed.status();
    }
    if (ExitCodeOf(sweep->sweep().state()) == kExitOk) {
      return submitted->sweep_id();
    }
  }
}

// What to do next, for a person who has just seen the table.
std::string WhatNow(const Options& options, const PrivateServer& server,
                    std::int64_t sweep_id, const Session& session) {
  const std::filesystem::path data = options.data;
  std::error_code error;
  auto programs = std::filesystem::relative(session.programs, error);
  if (error || programs.empty()) programs = session.programs;
  std::string text = absl::StrFormat(
      "\ndatabase %s, states and curves %s, logs %s\nto look again:\n",
      (data / "lehr.db").string(), (data / "objects").string(),
      options.server_log.empty() ? (data / "*.log").string()
                                 : options.server_log);
  std::string where;
  if (server.attached()) {
    where = absl::StrCat(" --server ", server.address());
  } else {
    // It listens at the default address, so the others need not name it.
    absl::StrAppend(&text, "  ", (programs / "lehrd").string(), " --data ",
                    data.string(), " &\n");
  }
  const std::string lehr = (programs / "lehr").string();
  for (const char* verb :
       {"results SWEEP --all", "results SWEEP --format csv", "show SWEEP"}) {
    const std::string words =
        absl::StrReplaceAll(verb, {{"SWEEP", absl::StrCat(sweep_id)}});
    absl::StrAppend(&text, "  ", lehr, " ", words, where, "\n");
  }
  return text;
}

absl::StatusOr<int> SubmitAndWatch(const Options& options,
                                   PrivateServer& private_server,
                                   yaml::SweepFile& file, Session& session) {
  ServerConnection server(private_server.address());
  if (auto status = SetPotential(server, file); !status.ok()) return status;
  const auto sweep_id = SubmitOnce(server, file.spec, options, session);
  if (!sweep_id.ok()) return yaml::WithPositions(sweep_id.status(), file);
  WatchOptions watch;
  watch.sweep_id = *sweep_id;
  watch.quiet = options.json;
  // Nobody else is there to let it go on: the same command does.
  watch.until_paused = true;
  watch.supervise = [&] { return private_server.Supervise(); };
  const auto sweep = WatchSweep(server, session, watch);
  if (!sweep.ok()) return sweep.status();
  const auto points = server.Results(*sweep_id);
  if (!points.ok()) return points.status();
  if (options.json) {
    session.out << Dump(
        {{"sweep", ToJson(*sweep)}, {"points", ResultsJson(*points)}});
  } else {
    session.out << "\n" << ResultsText(*points, false);
    if (sweep->segments().failed() > 0) {
      v1::ListFailuresRequest request;
      request.set_sweep_id(*sweep_id);
      const auto failures =
          server.Call(&v1::SweepService::Stub::ListFailures, request);
      if (!failures.ok()) return failures.status();
      session.out << "\n" << FailuresText(*failures);
    }
    session.out << WhatNow(options, private_server, *sweep_id, session);
  }
  return sweep->state() == v1::SWEEP_STATE_PAUSED ? kExitSweepFailed
                                                  : ExitCodeOf(sweep->state());
}

absl::StatusOr<int> Run(const Options& options, Session& session) {
  // Before anything is started: most mistakes are in the file.
  auto file = yaml::ReadSweepFile(options.file);
  if (!file.ok()) return file.status();
  PrivateServerOptions server_options;
  server_options.data = options.data;
  server_options.programs = session.programs;
  const MachineShare share =
      ShareFor(file->spec, options.workers, options.threads);
  server_options.workers = share.workers;
  server_options.threads = share.threads;
  server_options.server_log = options.server_log;
  const auto server = PrivateServer::Start(server_options);
  if (!server.ok()) return server.status();
  if ((*server)->attached()) {
    session.err << options.data << " is in use by a running lehrd at "
                << (*server)->address() << ": using that one\n";
  }
  auto code = SubmitAndWatch(options, **server, *file, session);
  if (absl::IsCancelled(code.status())) {
    session.err << "stopping: workers save what they have\n";
    (*server)->Stop();
    return absl::CancelledError(
        absl::StrFormat("interrupted; nothing is lost, the same command goes "
                        "on: lehr run %s --data %s",
                        options.file, options.data));
  }
  (*server)->Stop();
  return code;
}

}  // namespace

void AddRun(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "run", "Do a sweep on this machine: server, workers, results");
  verb->add_option("FILE", options->file, "The sweep file")->required();
  verb->add_option("--data", options->data,
                   "Folder for the database, states and logs; the same folder "
                   "goes on where it was, and reuses what is there")
      ->type_name("DIR")
      ->capture_default_str();
  verb->add_option("--threads", options->threads,
                   "Threads of each worker (default: all cores, divided among "
                   "the workers)")
      ->check(CLI::Range(1, 1024));
  verb->add_option("--workers", options->workers,
                   "Number of workers (default: one for each core, but no more "
                   "than points)")
      ->check(CLI::Range(1, 1024));
  verb->add_option("--server-log", options->server_log,
                   "File for the server's log (default: DIR/lehrd.log)")
      ->type_name("FILE");
  AddRecheckOptions(*verb, options->recheck);
  AddSweepOptions(*verb, options->sweep);
  verb->add_flag("--json", options->json,
                 "Write the results as JSON at the end, and no progress");
  verb->footer(
      "Ctrl-C stops cleanly; the same command goes on.\n"
      "Example:\n  lehr run sweep.yaml --data study --workers 4 --threads 8");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Run(*options, session); };
  });
}

}  // namespace lehr::client
