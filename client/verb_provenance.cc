#include <chrono>
#include <memory>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>
#include <absl/strings/str_join.h>

#include "client/exit_code.h"
#include "client/output_folder.h"
#include "client/proto_json.h"
#include "client/provenance_page.h"
#include "client/server_connection.h"
#include "client/sweep_source.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

constexpr auto kDeadline = std::chrono::seconds(30);

struct Options {
  std::string sweep;
  int point = 0;
  ServerOption server;
  std::string out;
  bool json = false;
};

// The page, and what computes the sweep again.
absl::Status WriteFolder(const v1::GetProvenanceResponse& provenance,
                         ServerConnection& server, OutputFolder* folder) {
  absl::Status done = WriteSweepSource(server, provenance.spec(), "", folder);
  if (done.ok())
    done = folder->Write("provenance.txt", ProvenancePage(provenance));
  if (done.ok()) {
    done = folder->Write("provenance.json", Dump(ToJson(provenance)));
  }
  return done;
}

absl::StatusOr<int> Provenance(const Options& options, Session& session) {
  ServerConnection server(options.server);
  const auto id = ResolveSweep(server, options.sweep);
  if (!id.ok()) return id.status();
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  v1::GetProvenanceRequest request;
  request.set_sweep_id(*id);
  request.set_point(options.point);
  v1::GetProvenanceResponse provenance;
  const auto status =
      server.sweeps().GetProvenance(&context, request, &provenance);
  if (!status.ok()) return server.Explain(status);
  if (!options.out.empty()) {
    OutputFolder folder(options.out);
    const absl::Status written = WriteFolder(provenance, server, &folder);
    if (!written.ok()) return written;
    if (options.json) {
      session.out << Dump({{"folder", options.out}, {"files", folder.files()}});
    } else {
      session.out << options.out << ": " << absl::StrJoin(folder.files(), ", ")
                  << "\n";
    }
    return kExitOk;
  }
  session.out << (options.json ? Dump(ToJson(provenance))
                               : ProvenancePage(provenance));
  return kExitOk;
}

}  // namespace

void AddProvenance(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "provenance", "Show everything that led to the numbers of a point");
  verb->add_option("SWEEP", options->sweep, "Number or name")->required();
  verb->add_option("POINT", options->point, "Number of the point")
      ->required()
      ->check(CLI::NonNegativeNumber);
  verb->add_option("-o,--out", options->out,
                   "Folder to write instead: the sweep file and its potential, "
                   "the page, and the same as JSON")
      ->type_name("DIR");
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer(
      "Example:\n"
      "  lehr provenance quickstart 3\n"
      "  lehr provenance quickstart 3 -o origin\n"
      "  lehr run origin/sweep.yaml");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Provenance(*options, session); };
  });
}

}  // namespace lehr::client
