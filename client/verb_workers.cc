#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "client/exit_code.h"
#include "client/proto_json.h"
#include "client/server_connection.h"
#include "client/text_table.h"
#include "client/time_format.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

// Why it gets no work, or how long it will: "aside", "leaves in 2 h".
std::string StandingOf(const v1::Worker& worker) {
  if (!worker.live()) return "gone";
  std::vector<std::string> words;
  if (worker.draining()) words.push_back("draining");
  if (!worker.aside().empty()) words.push_back(worker.aside());
  if (worker.has_time_left()) {
    words.push_back("leaves in " + FormatSpan(ToDuration(worker.time_left())));
  }
  return words.empty() ? "live" : absl::StrJoin(words, "; ");
}

struct Options {
  ServerOption server;
  bool all = false;
  bool json = false;
};

absl::StatusOr<int> Workers(const Options& options, Session& session) {
  ServerConnection server(options.server);
  const auto workers = server.Workers();
  if (!workers.ok()) return workers.status();
  if (options.json) {
    session.out << Dump(ToJson(*workers));
    return kExitOk;
  }
  TextTable table;
  table.AddColumn("worker");
  table.AddColumn("standing");
  table.AddColumn("engine");
  table.AddColumn("threads", TextTable::Align::kRight);
  table.AddColumn("instructions");
  table.AddColumn("done", TextTable::Align::kRight);
  table.AddColumn("heard");
  table.AddColumn("version");
  table.AddColumn("running");
  for (const v1::Worker& worker : workers->workers()) {
    if (!worker.live() && !options.all) continue;
    std::string running;
    for (const v1::RunningSegment& segment : worker.running()) {
      absl::StrAppend(&running, running.empty() ? "" : ", ", segment.label());
    }
    table.AddRow({worker.name(), StandingOf(worker),
                  worker.engine() == v1::ENGINE_LAMMPS ? "lammps" : "lehr",
                  absl::StrCat(worker.threads()), worker.instruction_set(),
                  absl::StrCat(worker.segments_done()),
                  LocalTime(ToTime(worker.last_heard())),
                  worker.software_version(), running});
  }
  if (table.rows() == 0) {
    session.out << "no live workers: `lehr-worker --server "
                << options.server.address << "` starts one\n";
  } else {
    session.out << table.ToString();
  }
  return kExitOk;
}

}  // namespace

void AddWorkers(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "workers", "List the server's workers and what they are doing");
  verb->add_flag("--all", options->all, "Also those that are gone");
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer("Example:\n  lehr workers --server node1:8420");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Workers(*options, session); };
  });
}

}  // namespace lehr::client
