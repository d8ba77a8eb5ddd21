#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "client/exit_code.h"
#include "client/number_format.h"
#include "client/potential_file.h"
#include "client/proto_json.h"
#include "client/server_connection.h"
#include "client/text_table.h"
#include "client/verb_options.h"
#include "client/verbs.h"
#include "proto/support/sha256.h"

namespace lehr::client {
namespace {

struct Options {
  ServerOption server;
  std::string add;
  bool json = false;
};

absl::Status Add(ServerConnection& server, const std::string& path) {
  const auto potential = ReadPotentialFile(path);
  if (!potential.ok()) {
    return absl::InvalidArgumentError(
        std::string(potential.status().message()));
  }
  return server.AddPotential(potential->ref, potential->content);
}

absl::StatusOr<int> Potentials(const Options& options, Session& session) {
  ServerConnection server(options.server);
  if (!options.add.empty()) {
    if (auto status = Add(server, options.add); !status.ok()) return status;
  }
  const auto potentials = server.Potentials();
  if (!potentials.ok()) return potentials.status();
  if (options.json) {
    session.out << Dump(ToJson(*potentials));
    return kExitOk;
  }
  TextTable table;
  table.AddColumn("potential");
  table.AddColumn("elements");
  table.AddColumn("format");
  table.AddColumn("cutoff (Å)", TextTable::Align::kRight);
  table.AddColumn("sha256");
  for (const v1::PotentialRef& potential : potentials->potentials()) {
    table.AddRow({potential.name(), absl::StrJoin(potential.elements(), " "),
                  Word(potential.format()),
                  FormatValue(potential.cutoff_angstrom()),
                  ToHex(potential.sha256()).substr(0, 16)});
  }
  if (table.rows() == 0) {
    session.out << "no potentials: `lehr submit` brings those that it needs\n";
  } else {
    session.out << table.ToString();
  }
  return kExitOk;
}

}  // namespace

void AddPotentials(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb =
      app.add_subcommand("potentials", "List the server's potentials");
  verb->add_option("--add", options->add, "Upload this setfl file first")
      ->type_name("FILE");
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer("Example:\n  lehr potentials --add CuZr_mm.eam.fs");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Potentials(*options, session); };
  });
}

}  // namespace lehr::client
