#include <memory>
#include <ostream>
#include <string>

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
  std::string since;
  bool json = false;
};

absl::StatusOr<absl::Time> ReadSince(const std::string& text) {
  absl::Time time;
  std::string problem;
  for (const char* format : {"%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"}) {
    if (absl::ParseTime(format, text, absl::LocalTimeZone(), &time, &problem)) {
      return time;
    }
  }
  return absl::InvalidArgumentError(absl::StrFormat(
      "--since: expected a date, as 2027-04-02 or \"2027-04-02 11:14\", found "
      "\"%s\"",
      text));
}

absl::StatusOr<v1::ListAuditEntriesResponse> AllEntries(
    ServerConnection& server, v1::ListAuditEntriesRequest request) {
  v1::ListAuditEntriesResponse all;
  do {
    const auto page =
        server.Call(&v1::IdentityService::Stub::ListAuditEntries, request);
    if (!page.ok()) return page;
    all.mutable_entries()->MergeFrom(page->entries());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return all;
}

std::string WhoOf(const v1::AuditEntry& entry) {
  if (entry.role().empty()) return "nobody known";
  if (entry.name().empty()) return "somebody there";
  return absl::StrCat(entry.name(), " (", entry.role(), ")");
}

absl::StatusOr<int> Audit(const Options& options, Session& session) {
  v1::ListAuditEntriesRequest request;
  if (!options.since.empty()) {
    const auto since = ReadSince(options.since);
    if (!since.ok()) return since.status();
    request.mutable_since()->set_seconds(absl::ToUnixSeconds(*since));
  }
  ServerConnection server(options.server);
  const auto audit = AllEntries(server, request);
  if (!audit.ok()) return audit.status();
  if (options.json) {
    session.out << Dump(ToJson(*audit));
    return kExitOk;
  }
  TextTable table;
  for (const char* column : {"when", "who", "from", "what", "on", "outcome"}) {
    table.AddColumn(column);
  }
  for (const v1::AuditEntry& entry : audit->entries()) {
    table.AddRow({LocalTime(ToTime(entry.at())), WhoOf(entry), entry.peer(),
                  entry.rpc(), entry.subject(),
                  entry.message().empty()
                      ? entry.code()
                      : absl::StrCat(entry.code(), ": ", entry.message())});
  }
  session.out << (table.rows() == 0 ? "nothing was changed or refused\n"
                                    : table.ToString());
  return kExitOk;
}

}  // namespace

void AddAudit(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "audit",
      "Who changed what on a server, and who was refused (for admins)");
  verb->add_option("--since", options->since,
                   "Only from then on, in local time: 2027-04-02 or "
                   "\"2027-04-02 11:14\"");
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer("Example:\n  lehr audit --since 2027-04-02");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Audit(*options, session); };
  });
}

}  // namespace lehr::client
