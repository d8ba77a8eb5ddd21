#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "client/exit_code.h"
#include "client/export_choice.h"
#include "client/export_download.h"
#include "client/export_files.h"
#include "client/export_scratch.h"
#include "client/proto_json.h"
#include "client/server_connection.h"
#include "client/verb_options.h"
#include "client/verbs.h"
#include "client/worker_tool.h"
#include "proto/support/sha256.h"

namespace lehr::client {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string sweep;
  ServerOption server;
  ExportWish wish;
  bool failed = false;
  bool curve = false;
  std::vector<std::string> columns;
  std::string reference;
  std::string cutoff;  // lehr-worker checks it
  bool inherent = false;
  std::string format;
  std::string out;
  bool json = false;
};

ExportWish WishOf(const Options& options) {
  ExportWish wish = options.wish;
  if (options.failed) wish.kind = ExportKind::kFailedState;
  if (options.curve) wish.kind = ExportKind::kCurve;
  return wish;
}

// "lammps" unless something else is said; with columns "xyz".
absl::StatusOr<std::string> NamedFormat(const Options& options) {
  if (options.curve) return std::string("csv");
  if (!options.format.empty()) return options.format;
  if (options.out.empty()) {
    return std::string(options.columns.empty() ? "lammps" : "xyz");
  }
  auto format = FormatOfName(options.out);
  if (format.ok() && *format == "csv") {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected --curve, because only curves are written as CSV",
        options.out));
  }
  return format;
}

absl::StatusOr<std::string> FormatOf(const Options& options) {
  auto format = NamedFormat(options);
  if (!format.ok() || options.columns.empty() || *format == "xyz" ||
      *format == "dump") {
    return format;
  }
  return absl::InvalidArgumentError(absl::StrFormat(
      "--columns: expected the format xyz or dump, because only these have "
      "columns, found %s",
      *format));
}

// "quickstart_as_cast_point3.data".
fs::path NameOf(const ExportWish& wish, const v1::GetSweepResponse& sweep,
                const v1::Segment& segment, std::string_view format) {
  std::string name = sweep.sweep().name();
  name += wish.state.empty()
              ? absl::StrFormat("_segment%d", segment.segment_id())
              : "_" + wish.state;
  if (wish.point.has_value()) name += absl::StrFormat("_point%d", *wish.point);
  if (wish.kind == ExportKind::kFailedState) name += "_failed";
  return name.append(ExtensionOf(format));
}

// What lehr-worker makes columns from, in the scratch folder: the sweep's
// potential, so that surfaces and energies are its, and the reference.
absl::StatusOr<std::vector<std::string>> ColumnOptions(
    const Options& options, ServerConnection& server,
    const v1::GetSweepResponse& sweep, const ScratchFolder& scratch) {
  std::vector<std::string> arguments;
  if (options.columns.empty() && !options.inherent) return arguments;
  const auto potential = KeepPotential(server, sweep, scratch);
  if (!potential.ok()) return potential.status();
  arguments.push_back("--potential=" + *potential);
  if (options.inherent) arguments.emplace_back("--inherent");
  if (options.columns.empty()) return arguments;
  arguments.push_back("--columns=" + absl::StrJoin(options.columns, ","));
  if (!options.cutoff.empty()) {
    arguments.push_back("--cutoff=" + options.cutoff);
  }
  if (options.reference.empty()) return arguments;
  const auto reference =
      DownloadWish(server, sweep, SweepPaths(sweep),
                   ReferenceWish(options.reference, options.wish.point, sweep));
  if (!reference.ok()) return reference.status();
  const auto file = KeepState(*reference, scratch);
  if (!file.ok()) return file.status();
  arguments.push_back("--reference=" + *file);
  return arguments;
}

// Writes the state as a file, in a scratch folder beside it first.
absl::Status Write(const Options& options, const Downloaded& state,
                   std::string_view format, const fs::path& out,
                   ServerConnection& server, const v1::GetSweepResponse& sweep,
                   const fs::path& programs) {
  const auto scratch = ScratchFolder::MakeBeside(out);
  if (!scratch.ok()) return scratch.status();
  const auto columns = ColumnOptions(options, server, sweep, *scratch);
  if (!columns.ok()) return columns.status();
  return WriteState(state, format, out, programs, *scratch, *columns);
}

int List(const v1::GetSweepResponse& sweep, const Options& options,
         Session& session) {
  const SweepPaths paths(sweep);
  const std::vector<int> positions = ExportableSegments(sweep);
  if (options.json) {
    Json list = Json::array();
    for (const int position : positions) {
      list.push_back(ToJson(sweep.segments(position)));
    }
    session.out << Dump({{"sweep_id", sweep.sweep().sweep_id()},
                         {"segments", std::move(list)}});
  } else if (positions.empty()) {
    session.out << "nothing to export yet: `lehr watch` shows how far it is\n";
  } else {
    session.out
        << ExportableText(sweep, paths, positions)
        << "\nExport one with --segment ID, --state NAME or --point N.\n";
  }
  return kExitOk;
}

absl::StatusOr<int> Export(const Options& options, Session& session) {
  const auto format = FormatOf(options);
  if (!format.ok()) return format.status();
  ServerConnection server(options.server);
  const auto sweep = GetSweepNamed(server, options.sweep);
  if (!sweep.ok()) return sweep.status();
  const ExportWish wish = WishOf(options);
  if (wish.names_nothing() && !options.failed && !options.curve) {
    return List(*sweep, options, session);
  }
  const auto found = DownloadWish(server, *sweep, SweepPaths(*sweep), wish);
  if (!found.ok()) return found.status();
  const v1::Segment& segment = *found->segment;
  const fs::path out = options.out.empty()
                           ? NameOf(wish, *sweep, segment, *format)
                           : fs::path(options.out);
  const absl::Status written = options.curve
                                   ? WriteCurve(found->content, out)
                                   : Write(options, *found, *format, out,
                                           server, *sweep, session.programs);
  if (!written.ok()) return written;
  if (options.json) {
    session.out << Dump({{"file", out.string()},
                         {"format", *format},
                         {"sweep_id", sweep->sweep().sweep_id()},
                         {"segment_id", segment.segment_id()},
                         {"label", segment.label()},
                         {"atoms", segment.atoms()},
                         {"artifact_sha256", ToHex(found->sha256)}});
  } else {
    session.out << absl::StrFormat("%s: segment %d, \"%s\"\n", out.string(),
                                   segment.segment_id(), segment.label());
  }
  return kExitOk;
}

void AddColumnOptions(CLI::App& verb, Options& options) {
  CLI::Option* columns =
      verb.add_option("--columns", options.columns,
                      "Write quantities of each atom beside it, for OVITO: "
                      "strain, structure, energy, or all")
          ->delimiter(',')
          ->allow_extra_args(false)
          ->check(CLI::IsMember({"strain", "structure", "energy", "all"}))
          ->type_name("KIND,..");
  verb.add_option("--reference", options.reference,
                  "Saved state or segment that strains are counted from")
      ->needs(columns)
      ->type_name("NAME|ID");
  verb.add_option("--cutoff", options.cutoff,
                  "Neighbors for strains are within this [Å] (else 3.8)")
      ->needs(columns)
      ->type_name("A");
  verb.add_flag("--inherent", options.inherent,
                "Everything of the inherent structures of state and "
                "reference, under the sweep's potential");
}

}  // namespace

void AddExport(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "export",
      "Write a state or curve of a sweep as a file for other programs");
  verb->add_option("SWEEP", options->sweep, "Number or name")->required();
  verb->add_option("--state", options->wish.state,
                   "The state that a `save` stage gave this name")
      ->type_name("NAME");
  verb->add_option("--segment", options->wish.segment,
                   "The segment with this number (`lehr show`)")
      ->type_name("ID");
  verb->add_option("--point", options->wish.point,
                   "Of this point (`lehr results`); alone: its last state")
      ->type_name("N");
  AddColumnOptions(*verb, *options);
  CLI::Option* failed =
      verb->add_flag("--failed", options->failed,
                     "The last good state before the segment failed");
  CLI::Option* format =
      verb->add_option("--format", options->format,
                       "lammps (data file), xyz, dump (LAMMPS) or state (else "
                       "by --out; lammps, or with --columns xyz)")
          ->check(CLI::IsMember({"lammps", "xyz", "dump", "state"}));
  verb->add_flag("--curve", options->curve,
                 "The segment's curve instead, as CSV")
      ->excludes(failed)
      ->excludes("--columns")
      ->excludes("--inherent")
      ->excludes(format);
  verb->add_option("--out", options->out,
                   "File to write (else SWEEP_STATE.data and the like here)")
      ->type_name("FILE");
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer(
      "Without --state, --segment, --point, --failed and --curve it lists what "
      "there is.\n"
      "Example:\n"
      "  lehr export quickstart\n"
      "  lehr export quickstart --state as_cast --format xyz\n"
      "  lehr export quickstart --state pulled --out pulled.dump \\\n"
      "      --columns strain,structure --reference as_cast\n"
      "  lehr export quickstart --segment 12 --curve --out deform.csv");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Export(*options, session); };
  });
}

}  // namespace lehr::client
