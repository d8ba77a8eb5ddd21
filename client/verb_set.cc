#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "client/exit_code.h"
#include "client/proto_json.h"
#include "client/server_connection.h"
#include "client/sweep_options.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

struct Options {
  std::string sweep;
  std::optional<int> priority;
  LimitOptions limits;
  std::vector<std::string> tags;
  std::vector<std::string> untags;
  ServerOption server;
  bool json = false;
};

v1::UpdateSweepRequest RequestOf(const Options& options) {
  v1::UpdateSweepRequest request;
  const LimitOptions& limits = options.limits;
  if (options.priority.has_value()) request.set_priority(*options.priority);
  if (limits.max_running.has_value()) {
    request.set_max_running(*limits.max_running);
  }
  if (limits.max_failures.has_value()) {
    request.set_max_failures(*limits.max_failures);
  }
  request.mutable_add_tags()->Assign(options.tags.begin(), options.tags.end());
  request.mutable_remove_tags()->Assign(options.untags.begin(),
                                        options.untags.end());
  return request;
}

std::string LimitText(int limit) {
  return limit == 0 ? "none" : absl::StrCat(limit);
}

std::string SettingsText(const v1::Sweep& sweep) {
  return absl::StrFormat(
      "%s (sweep %d): priority %d, max running %s, max failures %s, tags %s\n",
      sweep.name(), sweep.sweep_id(), sweep.priority(),
      LimitText(sweep.max_running()), LimitText(sweep.max_failures()),
      sweep.tags_size() == 0 ? "none" : absl::StrJoin(sweep.tags(), ", "));
}

absl::StatusOr<int> Set(const Options& options, Session& session) {
  ServerConnection server(options.server);
  const auto id = ResolveSweep(server, options.sweep);
  if (!id.ok()) return id.status();
  v1::UpdateSweepRequest request = RequestOf(options);
  request.set_sweep_id(*id);
  const auto answer =
      server.Call(&v1::SweepService::Stub::UpdateSweep, request);
  if (!answer.ok()) return answer.status();
  session.out << (options.json ? Dump(ToJson(answer->sweep()))
                               : SettingsText(answer->sweep()));
  return kExitOk;
}

}  // namespace

void AddSet(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb =
      app.add_subcommand("set", "Change priority, limits or tags of a sweep");
  verb->add_option("SWEEP", options->sweep, "Number or name")->required();
  verb->add_option("--priority", options->priority,
                   "Larger goes first, among the sweeps of a user");
  AddLimitOptions(*verb, options->limits);
  verb->add_option("--tag", options->tags, "Add a tag")->type_name("TAG");
  verb->add_option("--untag", options->untags, "Remove a tag")
      ->type_name("TAG");
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer("Example:\n  lehr set 12 --priority 5 --tag paper");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Set(*options, session); };
  });
}

}  // namespace lehr::client
