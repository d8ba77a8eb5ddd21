// lehr plot: figures of a sweep.

#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "client/exit_code.h"
#include "client/folder_server.h"
#include "client/plot/figure_kinds.h"
#include "client/plot/gnuplot.h"
#include "client/plot/sweep_data.h"
#include "client/proto_json.h"
#include "client/text_table.h"
#include "client/verb_options.h"
#include "client/verbs.h"
#include "proto/support/file.h"

namespace lehr::client {
namespace {

struct Options {
  std::string kind;
  std::string sweep;
  ServerOption server;
  std::string folder;
  std::string out;
  std::string data;
  bool list = false;
  bool json = false;
};

int List(const SweepData& data, const Options& options, Session& session) {
  TextTable table;
  for (const char* head : {"kind", "data", "figure", "measure", "shows"}) {
    table.AddColumn(head);
  }
  Json list = Json::array();
  for (const FigureKind& kind : FigureKinds()) {
    const bool has = HasFigure(data, kind);
    table.AddRow({std::string(kind.name), has ? "yes" : "–",
                  std::string(kind.paper), std::string(kind.measure),
                  std::string(kind.caption)});
    list.push_back({{"kind", kind.name},
                    {"has_data", has},
                    {"figure", kind.paper},
                    {"measure", kind.measure},
                    {"shows", kind.caption}});
  }
  session.out << (options.json
                      ? Dump({{"sweep_id", data.sweep().sweep().sweep_id()},
                              {"kinds", std::move(list)}})
                      : table.ToString());
  return kExitOk;
}

absl::Status CheckUse(const Options& options) {
  if (options.list) return absl::OkStatus();
  if (options.out.empty() && options.data.empty()) {
    return absl::InvalidArgumentError(
        "lehr plot: expected --out FILE.svg, .png or .pdf, or --data FILE.csv, "
        "found neither");
  }
  if (options.out.empty()) return absl::OkStatus();
  return PictureFormatOf(options.out).status();
}

absl::StatusOr<int> Draw(const SweepData& data, const Options& options,
                         Session& session) {
  const auto figure = MakeFigure(data, options.kind);
  if (!figure.ok()) return figure.status();
  std::vector<std::string> written;
  if (!options.data.empty()) {
    absl::Status done = WriteFileDurably(options.data, FigureCsv(*figure));
    if (!done.ok()) return done;
    written.push_back(options.data);
  }
  if (!options.out.empty()) {
    absl::Status done = DrawFigure(*figure, options.out);
    if (!done.ok()) return done;
    written.push_back(options.out);
  }
  if (options.json) {
    session.out << Dump({{"kind", options.kind},
                         {"sweep_id", data.sweep().sweep().sweep_id()},
                         {"caption", figure->caption},
                         {"note", figure->note},
                         {"panels", figure->panels.size()},
                         {"files", written}});
  } else {
    session.out << absl::StrFormat("%s: %s. %s\n", absl::StrJoin(written, ", "),
                                   figure->caption, figure->note);
  }
  return kExitOk;
}

absl::StatusOr<int> Plot(const Options& options, Session& session) {
  if (absl::Status use = CheckUse(options); !use.ok()) return use;
  const auto server =
      FolderServer::Connect(options.server, options.folder, session);
  if (!server.ok()) return server.status();
  const auto data = FetchSweepData((*server)->connection(),
                                   options.list ? options.kind : options.sweep);
  if (!data.ok()) return data.status();
  return options.list ? List(**data, options, session)
                      : Draw(**data, options, session);
}

}  // namespace

void AddPlot(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb =
      app.add_subcommand("plot", "Draw a figure of a sweep's results");
  verb->add_option("KIND", options->kind,
                   absl::StrCat("What to draw: ",
                                absl::StrJoin(FigureKindNames(), ", ")))
      ->required();
  CLI::Option* sweep =
      verb->add_option("SWEEP", options->sweep, "Number or name");
  verb->add_option("-o,--out", options->out, "Picture to write; needs gnuplot")
      ->type_name("FILE.svg|png|pdf");
  verb->add_option("--data", options->data, "Write what is drawn as CSV")
      ->type_name("FILE.csv");
  verb->add_flag(
      "--list", options->list,
      "`lehr plot --list SWEEP`: which kinds the sweep has data for");
  AddServerOption(*verb, session, options->server);
  AddFolderOption(*verb, options->folder);
  AddJsonOption(*verb, options->json);
  verb->footer(
      "Example:\n"
      "  lehr plot --list quickstart\n"
      "  lehr plot stress_strain quickstart -o tension.svg\n"
      "  lehr plot moduli quickstart -o moduli.pdf --data moduli.csv");
  verb->callback([options, sweep, &session, &action] {
    if (!options->list && sweep->count() == 0) {
      throw CLI::RequiredError("SWEEP");
    }
    action = [options, &session] { return Plot(*options, session); };
  });
}

}  // namespace lehr::client
