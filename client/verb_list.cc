#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "client/exit_code.h"
#include "client/named_value.h"
#include "client/proto_json.h"
#include "client/server_connection.h"
#include "client/sweep_standing.h"
#include "client/text_table.h"
#include "client/time_format.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

struct Options {
  ServerOption server;
  int most = 20;
  std::vector<std::string> tags;
  std::string user;
  std::string name;
  std::vector<std::string> states;
  bool json = false;
};

absl::StatusOr<v1::ListSweepsRequest> RequestOf(const Options& options) {
  v1::ListSweepsRequest request;
  request.mutable_tags()->Assign(options.tags.begin(), options.tags.end());
  request.set_user(options.user);
  request.set_name_contains(options.name);
  for (const std::string& word : options.states) {
    const auto state = NamedValue<v1::SweepState>("--state", word);
    if (!state.ok()) return state.status();
    request.add_states(*state);
  }
  return request;
}

// How long it took, or still takes; empty if nobody knows.
std::string TimeText(ServerConnection& server, const v1::Sweep& sweep) {
  if (sweep.has_ended()) {
    return FormatSpan(ToTime(sweep.ended()) - ToTime(sweep.created()));
  }
  const auto left = server.TimeLeft(sweep.sweep_id());
  return left.has_value() ? FormatSpan(*left) + " left" : "";
}

absl::StatusOr<int> List(const Options& options, Session& session) {
  const auto request = RequestOf(options);
  if (!request.ok()) return request.status();
  ServerConnection server(options.server);
  Json list = Json::array();
  TextTable table;
  table.AddColumn("sweep", TextTable::Align::kRight);
  table.AddColumn("name");
  table.AddColumn("state");
  table.AddColumn("user");
  table.AddColumn("tags");
  table.AddColumn("priority", TextTable::Align::kRight);
  table.AddColumn("points", TextTable::Align::kRight);
  table.AddColumn("submitted");
  table.AddColumn("time", TextTable::Align::kRight);
  int count = 0;
  bool more = false;
  const auto notice =
      server.ForEachSweep(*request, [&](const v1::Sweep& sweep) {
        if (options.most > 0 && count == options.most) {
          more = true;
          return false;
        }
        ++count;
        list.push_back(ToJson(sweep));
        table.AddRow(
            {absl::StrCat(sweep.sweep_id()), sweep.name(), StandingText(sweep),
             sweep.user(), absl::StrJoin(sweep.tags(), " "),
             absl::StrCat(sweep.priority()),
             absl::StrFormat("%d/%d", sweep.points_done(), sweep.points()),
             LocalTime(ToTime(sweep.created())),
             options.json ? "" : TimeText(server, sweep)});
        return true;
      });
  if (!notice.ok()) return notice.status();
  if (options.json) {
    session.out << Dump({{"sweeps", list}, {"notice", *notice}});
  } else if (count == 0) {
    session.out << (request->ByteSizeLong() == 0
                        ? "no sweeps: `lehr submit FILE` makes one\n"
                        : "no such sweeps\n");
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
  verb->add_option("--tag", options->tags,
                   "Only those with this tag; of several, with all")
      ->type_name("TAG");
  verb->add_option("--user", options->user, "Only this user's");
  verb->add_option("--name", options->name, "Only those with this in the name")
      ->type_name("TEXT");
  verb->add_option("--state", options->states,
                   "Only running, paused, done, failed or cancelled ones; may "
                   "be given more than once")
      ->type_name("STATE");
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer("Example:\n  lehr list --state running --tag paper");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return List(*options, session); };
  });
}

}  // namespace lehr::client
