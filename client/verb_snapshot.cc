// lehr snapshot: a picture of states of a sweep.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "client/exit_code.h"
#include "client/export_choice.h"
#include "client/export_download.h"
#include "client/export_scratch.h"
#include "client/proto_json.h"
#include "client/server_connection.h"
#include "client/verb_options.h"
#include "client/verbs.h"
#include "client/worker_tool.h"

namespace lehr::client {
namespace {

// An option that lehr-worker understands, and checks; empty if it is not given.
struct PassedOption {
  std::string name;
  const char* type;
  const char* help;
  std::string value = {};
};

constexpr char kColumns[] = "--columns";

struct Options {
  std::string sweep;
  ServerOption server;
  std::vector<std::string> states;
  std::vector<std::int64_t> segments;
  // What to draw, in the order it was named.
  std::vector<ExportWish> wishes;
  std::optional<std::int64_t> point;
  std::string reference;
  std::string color = "strain";
  bool inherent = false;
  std::vector<std::string> labels;
  std::array<PassedOption, 8> passed = {{
      {"--cutoff", "A", "Neighbors for strains are within this [Å] (else 3.8)"},
      {"--min", "V",
       "Value at the lower end of the color bar (else 0 for strain)"},
      {"--max", "V", "Value at its upper end (else 0.6 for strain)"},
      {"--axis", "x|y|z", "Axis along which one looks (else z)"},
      {"--title", "TEXT", "Text above all"},
      {"--width", "PX", "Width at most [pixels] (else 1600)"},
      {kColumns, "FILE.xyz",
       "Also write quantities of each atom as extended XYZ or LAMMPS dump "
       "(.dump), a frame for each state"},
      {"--with", "KIND,..",
       "Which: strain, structure, energy (else all, strain with --reference)"},
  }};
  std::string out;
  bool json = false;
};

// A Picture is what was downloaded for one.
struct Picture {
  std::vector<Downloaded> states;
  std::vector<std::string> names;  // of the states
  std::optional<Downloaded> reference;
  std::vector<std::string> arguments;  // of lehr-worker
};

// What a person called the state, or else what the segment did.
std::string NameOf(const ExportWish& wish, const v1::Segment& segment) {
  return wish.state.empty() ? segment.label() : wish.state;
}

absl::Status FetchStates(const Options& options, ServerConnection& server,
                         const v1::GetSweepResponse& sweep,
                         const ScratchFolder& scratch, Picture* picture) {
  const SweepPaths paths(sweep);
  for (const ExportWish& wish : options.wishes) {
    auto state = DownloadWish(server, sweep, paths, wish);
    if (!state.ok()) return state.status();
    const auto file = KeepState(*state, scratch);
    if (!file.ok()) return file.status();
    picture->arguments.push_back(*file);
    picture->names.push_back(NameOf(wish, *state->segment));
    picture->states.push_back(*std::move(state));
  }
  if (options.reference.empty()) return absl::OkStatus();
  auto reference =
      DownloadWish(server, sweep, paths,
                   ReferenceWish(options.reference, options.point, sweep));
  if (!reference.ok()) return reference.status();
  const auto file = KeepState(*reference, scratch);
  if (!file.ok()) return file.status();
  picture->arguments.push_back("--reference=" + *file);
  picture->reference = *std::move(reference);
  return absl::OkStatus();
}

absl::StatusOr<Picture> Fetch(const Options& options, ServerConnection& server,
                              const v1::GetSweepResponse& sweep,
                              const ScratchFolder& scratch) {
  Picture picture;
  picture.arguments = {"snapshot", "--json", "--out=" + options.out,
                       "--color=" + options.color};
  absl::Status fetched = FetchStates(options, server, sweep, scratch, &picture);
  if (!fetched.ok()) return fetched;
  // With it, surfaces and energies of columns are the sweep's.
  const bool columns = std::any_of(
      options.passed.begin(), options.passed.end(), [](const auto& option) {
        return option.name == kColumns && !option.value.empty();
      });
  if (options.color == "energy" || columns || options.inherent) {
    const auto file = KeepPotential(server, sweep, scratch);
    if (!file.ok()) return file.status();
    picture.arguments.push_back("--potential=" + *file);
  }
  if (options.inherent) picture.arguments.emplace_back("--inherent");
  for (const std::string& label :
       options.labels.empty() ? picture.names : options.labels) {
    // Apart, because CLI11 takes "--label=" for one whose text follows.
    picture.arguments.insert(picture.arguments.end(), {"--label", label});
  }
  for (const PassedOption& option : options.passed) {
    if (option.value.empty()) continue;
    picture.arguments.push_back(absl::StrCat(option.name, "=", option.value));
  }
  return picture;
}

// What lehr-worker printed, with segments in the place of our files.
absl::StatusOr<Json> Report(const std::string& printed, const Picture& picture,
                            const v1::GetSweepResponse& sweep) {
  Json json = Json::parse(printed, nullptr, false);
  if (json.is_discarded() || json["states"].size() != picture.states.size()) {
    return absl::InternalError(absl::StrFormat(
        "lehr-worker snapshot: expected JSON, found \"%s\"", printed));
  }
  json["sweep_id"] = sweep.sweep().sweep_id();
  for (std::size_t i = 0; i < picture.states.size(); ++i) {
    json["states"][i].erase("file");
    json["states"][i]["segment_id"] = picture.states[i].segment->segment_id();
  }
  if (picture.reference.has_value()) {
    json["reference"] = {
        {"segment_id", picture.reference->segment->segment_id()}};
  }
  return json;
}

std::string Text(const Options& options, const Picture& picture,
                 const Json& report) {
  std::vector<std::string> states;
  for (std::size_t i = 0; i < picture.states.size(); ++i) {
    states.push_back(absl::StrFormat("segment %d, \"%s\"",
                                     picture.states[i].segment->segment_id(),
                                     picture.names[i]));
  }
  return absl::StrFormat(
      "%s: %s; %d × %d pixels\n", options.out, absl::StrJoin(states, "; "),
      report["width_pixels"].get<int>(), report["height_pixels"].get<int>());
}

absl::Status Check(const Options& options) {
  if (options.wishes.empty()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "lehr snapshot: expected --state, --segment or --point: `lehr export "
        "%s` lists what there is",
        options.sweep));
  }
  if (options.color == "strain" && options.reference.empty()) {
    return absl::InvalidArgumentError(
        "--reference: expected the state that strains are counted from, or "
        "another --color: element, energy, none");
  }
  return absl::OkStatus();
}

absl::StatusOr<int> Snapshot(const Options& options, Session& session) {
  if (absl::Status fits = Check(options); !fits.ok()) return fits;
  ServerConnection server(options.server);
  const auto sweep = GetSweepNamed(server, options.sweep);
  if (!sweep.ok()) return sweep.status();
  const auto scratch = ScratchFolder::MakeBeside(options.out);
  if (!scratch.ok()) return scratch.status();
  const auto picture = Fetch(options, server, *sweep, *scratch);
  if (!picture.ok()) return picture.status();
  const auto printed =
      RunWorkerTool(session.programs, picture->arguments, *scratch);
  if (!printed.ok()) return printed.status();
  const auto report = Report(*printed, *picture, *sweep);
  if (!report.ok()) return report.status();
  session.out << (options.json ? Dump(*report)
                               : Text(options, *picture, *report));
  return kExitOk;
}

// --state and --segment in the order in which they stand, or --point alone.
std::vector<ExportWish> WishesOf(const Options& options, const CLI::App& verb,
                                 const CLI::Option* state,
                                 const CLI::Option* segment) {
  std::vector<ExportWish> wishes;
  std::size_t states = 0;
  std::size_t segments = 0;
  for (const CLI::Option* option : verb.parse_order()) {
    if (option != state && option != segment) continue;
    ExportWish& wish = wishes.emplace_back();
    wish.point = options.point;
    if (option == state) {
      wish.state = options.states.at(states++);
    } else {
      wish.segment = options.segments.at(segments++);
    }
  }
  if (wishes.empty() && options.point.has_value()) {
    wishes.emplace_back().point = options.point;
  }
  return wishes;
}

void AddLookOptions(CLI::App& verb, Options& options) {
  verb.add_option("--reference", options.reference,
                  "Saved state or segment that strains are counted from")
      ->type_name("NAME|ID");
  verb.add_option("--color", options.color,
                  "What colors the atoms: strain (η_Mises), element, energy or "
                  "none")
      ->check(CLI::IsMember({"strain", "element", "energy", "none"}))
      ->capture_default_str();
  verb.add_option("--label", options.labels,
                  "Text above each state, in their order (else its name)")
      ->allow_extra_args(false)
      ->type_name("TEXT");
  verb.add_flag("--inherent", options.inherent,
                "Everything of the inherent structures of states and "
                "reference, under the sweep's potential");
  for (PassedOption& option : options.passed) {
    verb.add_option(option.name, option.value, option.help)
        ->type_name(option.type);
  }
}

}  // namespace

void AddSnapshot(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "snapshot", "Draw states of a sweep, side by side, as a PNG");
  verb->add_option("SWEEP", options->sweep, "Number or name")->required();
  const CLI::Option* state =
      verb->add_option("--state", options->states,
                       "A state that a `save` stage gave this name; again for "
                       "the next of a strip")
          ->allow_extra_args(false)
          ->type_name("NAME");
  const CLI::Option* segment =
      verb->add_option("--segment", options->segments,
                       "The end of the segment with this number (`lehr show`); "
                       "as often")
          ->allow_extra_args(false)
          ->type_name("ID");
  verb->add_option("--point", options->point,
                   "States, and reference, of this point (`lehr results`); "
                   "alone: its last state")
      ->type_name("N");
  verb->add_option("--out", options->out, "File to write")
      ->type_name("FILE.png")
      ->required();
  AddLookOptions(*verb, *options);
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer(
      "Example:\n"
      "  lehr snapshot slab --state strain_10 --state strain_20 \\\n"
      "      --reference strain_0 --out slab.png\n"
      "  lehr snapshot slab --segment 12 --color element --out glass.png");
  verb->callback([options, verb, state, segment, &session, &action] {
    options->wishes = WishesOf(*options, *verb, state, segment);
    action = [options, &session] { return Snapshot(*options, session); };
  });
}

}  // namespace lehr::client
