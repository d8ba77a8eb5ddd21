// lehr report: one page about a sweep, and its data.

#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "client/exit_code.h"
#include "client/folder_server.h"
#include "client/output_folder.h"
#include "client/plot/figure_kinds.h"
#include "client/plot/gnuplot.h"
#include "client/plot/sweep_data.h"
#include "client/proto_json.h"
#include "client/report/paper_comparison.h"
#include "client/report/report_page.h"
#include "client/report/report_snapshots.h"
#include "client/report/report_tables.h"
#include "client/results_table.h"
#include "client/sweep_source.h"
#include "client/verb_options.h"
#include "client/verbs.h"
#include "proto/support/file.h"

namespace lehr::client {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string sweep;
  ServerOption server;
  std::string folder;
  std::string out;
  bool no_snapshots = false;
  bool json = false;
};

absl::Status AddFigure(const SweepData& data, const FigureKind& kind,
                       OutputFolder* folder, ReportParts* parts) {
  const std::string name(kind.name);
  auto figure = MakeFigure(data, name);
  if (!figure.ok()) return figure.status();
  const std::string base = "figures/" + name;
  absl::Status done = folder->Write(base + ".csv", FigureCsv(*figure));
  if (done.ok()) done = DrawFigure(*figure, folder->path() / (base + ".svg"));
  if (!done.ok()) return done;
  auto svg = ReadFile(folder->path() / (base + ".svg"));
  if (!svg.ok()) return svg.status();
  parts->figures.push_back({name, figure->caption, figure->note,
                            std::string(kind.paper), *std::move(svg)});
  return absl::OkStatus();
}

// A figure that cannot be drawn is a note: the rest is worth having.
absl::Status AddFigures(const SweepData& data, OutputFolder* folder,
                        ReportParts* parts) {
  for (const FigureKind& kind : FigureKinds()) {
    if (!HasFigure(data, kind)) continue;
    const absl::Status done = AddFigure(data, kind, folder, parts);
    if (absl::IsCancelled(done)) return done;
    if (done.ok()) continue;
    parts->notes.push_back(absl::StrCat("Without the figure ",
                                        std::string(kind.name), ": ",
                                        std::string(done.message())));
  }
  return absl::OkStatus();
}

absl::Status AddSnapshots(const SweepData& data, ServerConnection& server,
                          const Session& session, OutputFolder* folder,
                          ReportParts* parts) {
  auto snapshots =
      DrawSnapshots(data, server, session.programs, folder->path());
  if (absl::IsCancelled(snapshots.status())) return snapshots.status();
  if (!snapshots.ok()) {
    parts->notes.push_back(absl::StrCat(
        "Without snapshots: ", std::string(snapshots.status().message())));
    return absl::OkStatus();
  }
  for (const Snapshot& snapshot : *snapshots) {
    absl::Status done = folder->Write(snapshot.file, snapshot.png);
    if (!done.ok()) return done;
  }
  parts->snapshots = *std::move(snapshots);
  return absl::OkStatus();
}

absl::Status AddTables(const SweepData& data, OutputFolder* folder,
                       ReportParts* parts) {
  absl::Status done = folder->Write("summary.csv", SummaryCsv(data));
  if (done.ok()) done = folder->Write("points.csv", ResultsCsv(data.points()));
  if (done.ok()) {
    done = folder->Write("sweep.json", Dump(ToJson(data.sweep())));
  }
  Comparison comparison = CompareWithPaper(data);
  if (done.ok() && !comparison.csv.empty()) {
    done = folder->Write("comparison.csv", comparison.csv);
  }
  parts->comparison_html = std::move(comparison.html);
  return done;
}

absl::StatusOr<int> Report(const Options& options, Session& session) {
  const auto server =
      FolderServer::Connect(options.server, options.folder, session);
  if (!server.ok()) return server.status();
  ServerConnection& connection = (*server)->connection();
  const auto data = FetchSweepData(connection, options.sweep);
  if (!data.ok()) return data.status();
  OutputFolder folder(options.out);
  ReportParts parts;
  parts.now = absl::Now();
  parts.server_address =
      options.folder.empty() ? connection.address() : options.folder;
  absl::Status done = folder.Make("figures");
  if (done.ok()) done = folder.Make("snapshots");
  if (done.ok()) done = AddTables(**data, &folder, &parts);
  if (done.ok()) {
    done = WriteSweepSource(connection, (*data)->sweep().spec(), "source",
                            &folder);
  }
  if (done.ok()) done = AddFigures(**data, &folder, &parts);
  if (done.ok() && !options.no_snapshots) {
    done = AddSnapshots(**data, connection, session, &folder, &parts);
  }
  if (!done.ok()) return done;
  parts.files = folder.files();
  done = folder.Write("index.html", ReportPage(**data, parts));
  if (!done.ok()) return done;
  const std::string page = (folder.path() / "index.html").string();
  if (options.json) {
    session.out << Dump({{"sweep_id", (*data)->sweep().sweep().sweep_id()},
                         {"page", page},
                         {"figures", parts.figures.size()},
                         {"snapshots", parts.snapshots.size()},
                         {"notes", parts.notes},
                         {"files", folder.files()}});
    return kExitOk;
  }
  for (const std::string& note : parts.notes) session.err << note << "\n";
  session.out << absl::StrFormat("%s: %d figures, %d snapshots\n", page,
                                 parts.figures.size(), parts.snapshots.size());
  return kExitOk;
}

}  // namespace

void AddReport(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "report", "Write a page about a sweep: plan, results, figures, origin");
  verb->add_option("SWEEP", options->sweep, "Number or name")->required();
  verb->add_option("-o,--out", options->out,
                   "Folder to write: index.html and data files")
      ->type_name("DIR")
      ->required();
  verb->add_flag("--no-snapshots", options->no_snapshots,
                 "Leave out pictures of states");
  AddServerOption(*verb, session, options->server);
  AddFolderOption(*verb, options->folder);
  AddJsonOption(*verb, options->json);
  verb->footer(
      "Example:\n"
      "  lehr report quickstart -o report\n"
      "  lehr report quickstart --folder lehr-data -o report");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Report(*options, session); };
  });
}

}  // namespace lehr::client
