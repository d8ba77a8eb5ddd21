#include <memory>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <grpcpp/client_context.h>

#include "client/exit_code.h"
#include "client/number_format.h"
#include "client/progress_view.h"
#include "client/proto_json.h"
#include "client/server_connection.h"
#include "client/verb_admin.h"
#include "client/verb_options.h"

namespace lehr::client {
namespace {

struct Options {
  ServerOption server;
  bool repair = false;
  bool quick = false;
  bool json = false;
};

std::string FindingText(const v1::StoreFinding& finding) {
  return absl::StrCat(finding.what(), finding.which().empty() ? "" : " ",
                      finding.which(), ": ", finding.problem(), ": ",
                      finding.action(), "\n");
}

std::string ProgressText(const v1::CheckStoreResponse& progress) {
  return absl::StrFormat(
      "%s of %s artifacts, %s read",
      FormatCount(static_cast<double>(progress.artifacts())),
      FormatCount(static_cast<double>(progress.artifacts_total())),
      FormatBytes(static_cast<double>(progress.bytes())));
}

// No deadline: reading everything takes as long as it takes.
absl::StatusOr<int> Check(const Options& options, Session& session) {
  ServerConnection server(options.server);
  v1::CheckStoreRequest request;
  request.set_repair(options.repair);
  request.set_quick(options.quick);
  grpc::ClientContext context;
  const auto reader = server.admin().CheckStore(&context, request);
  Json findings = Json::array();
  LiveLines lines(session.err);
  v1::CheckStoreResponse message;
  while (reader->Read(&message)) {
    if (session.terminal.interactive) lines.Draw({ProgressText(message)});
    if (!message.has_finding()) continue;
    findings.push_back(ToJson(message.finding()));
    if (options.json) continue;
    lines.Clear();
    session.out << FindingText(message.finding()) << std::flush;
  }
  lines.Clear();
  if (const auto status = reader->Finish(); !status.ok()) {
    return server.Explain(status);
  }
  if (options.json) {
    session.out << Dump({{"findings", findings},
                         {"artifacts", message.artifacts()},
                         {"bytes", message.bytes()}});
  } else {
    session.out << (findings.empty()
                        ? std::string("nothing is wrong")
                        : absl::StrCat("findings: ", findings.size()))
                << "; " << ProgressText(message) << "\n";
  }
  return findings.empty() ? kExitOk : kExitFindings;
}

}  // namespace

void AddAdminFsck(CLI::App& admin, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = admin.add_subcommand(
      "fsck", "Check the database and every file that the server keeps");
  verb->add_flag("--repair", options->repair,
                 "Have what is lost or damaged computed again, and counts "
                 "counted again");
  verb->add_flag("--quick", options->quick,
                 "Only look whether the files are there");
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer(
      "The exit code is 1 if anything was found.\n\n"
      "Example:\n  lehr admin fsck --repair");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Check(*options, session); };
  });
}

}  // namespace lehr::client
