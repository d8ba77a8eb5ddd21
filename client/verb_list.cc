#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/exit_code.h"
#include "client/proto_json.h"
#include "client/server_connection.h"
#include "client/text_table.h"
#include "client/time_format.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

struct Options {
  ServerOption server;
  int most = 20;
  bool json = false;
};

absl::StatusOr<int> List(const Options& options, Session& session) {
  ServerConnection server(options.server.address);
  Json list = Json::array();
  TextTable table;
  table.AddColumn("sweep", TextTable::Align::kRight);
  table.AddColumn("name");
  table.AddColumn("state");
  table.AddColumn("points", TextTable::Align::kRight);
  table.AddColumn("submitted");
  table.AddColumn("time", TextTable::Align::kRight);
  int count = 0;
  bool more = false;
  const auto notice = server.ForEachSweep([&](const v1::Sweep& sweep) {
    if (options.most > 0 && count == options.most) {
      more = true;
      return false;
    }
    ++count;
    list.push_back(ToJson(sweep));
    table.AddRow(
        {absl::StrCat(sweep.sweep_id()), sweep.name(), Word(sweep.state()),
         absl::StrFormat("%d/%d", sweep.points_done(), sweep.points()),
         LocalTime(ToTime(sweep.created())),
         sweep.has_ended()
             ? FormatSpan(ToTime(sweep.ended()) - ToTime(sweep.created()))
             : ""});
    return true;
  });
  if (!notice.ok()) return notice.status();
  if (options.json) {
    session.out << Dump({{"sweeps", list}, {"notice", *notice}});
  } else if (count == 0) {
    session.out << "no sweeps: `lehr submit FILE` makes one\n";
  } else {
    session.out << table.ToString();
    if (more) session.out << "… older ones with --most 0\n";
  }
  if (!options.json && !notice->empty()) session.out << *notice << "\n";
  return kExitOk;
}

}  // namespace

void AddList(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb =
      app.add_subcommand("list", "List the server's sweeps, newest first");
  verb->add_option("--most", options->most, "At most this many; 0 means all")
      ->capture_default_str();
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer("Example:\n  lehr list --most 5");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return List(*options, session); };
  });
}

}  // namespace lehr::client
