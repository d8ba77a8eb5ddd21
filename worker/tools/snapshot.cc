// lehr-worker snapshot: a picture of configurations.

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>

#include "proto/support/cores.h"
#include "proto/support/file.h"
#include "proto/support/rpc_status.h"
#include "worker/options.h"
#include "worker/picture/draw.h"
#include "worker/tools/atom_values.h"
#include "worker/tools/column_choice.h"
#include "worker/tools/configuration.h"
#include "worker/tools/json.h"
#include "worker/tools/snapshot_scene.h"
#include "worker/tools/tool_options.h"
#include "worker/tools/verbs.h"

namespace lehr::worker {
namespace {

struct SnapshotOptions {
  std::vector<std::string> states;
  std::vector<std::string> labels;
  std::vector<std::string> elements;
  std::string potential;
  std::string color = "strain";
  std::string axis = "z";
  // What `columns`, a file, has.
  ColumnRequest with = {.kinds = {"all"}};
  std::string columns;
  std::string out;
  Look look;
  int threads = 1;
  bool json = false;
};

// What a picture is made from.
struct Material {
  std::vector<Shot> shots;
  std::optional<md::State> reference;
  std::optional<PotentialSource> potential;
};

absl::Status Check(const SnapshotOptions& options) {
  if (options.look.coloring == Coloring::kStrain &&
      options.with.reference.empty()) {
    return absl::InvalidArgumentError(
        "--reference: expected the state that strains are counted from, or "
        "another --color: element, energy, none");
  }
  if (options.look.coloring == Coloring::kEnergy && options.potential.empty()) {
    return absl::InvalidArgumentError(
        "--potential: expected the potential that energies are of");
  }
  if (!options.labels.empty() &&
      options.labels.size() != options.states.size()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("--label: expected one for each of the %d states, or "
                        "none at all, found %d",
                        options.states.size(), options.labels.size()));
  }
  if (!options.out.ends_with(".png")) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: expected a name that ends in .png", options.out));
  }
  if (!options.columns.empty()) {
    const auto format = FormatOfName(options.columns);
    if (!format.ok() || !HasColumns(*format)) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "%s: expected a name that ends in .xyz, .extxyz, .dump or .lammpstrj",
          options.columns));
    }
  }
  return CheckColumns(options.with, !options.potential.empty());
}

// The name of a file without folder and extension.
std::string StemOf(const std::string& file) {
  return std::filesystem::path(file).stem().string();
}

absl::StatusOr<Material> Read(const SnapshotOptions& options) {
  Material material;
  if (!options.potential.empty()) {
    auto source = ReadPotential(options.potential);
    if (!source.ok()) return source.status();
    material.potential = *std::move(source);
  }
  const auto read = [&](const std::string& file) {
    auto state = ReadConfiguration(
        file, options.elements,
        material.potential.has_value() ? &*material.potential : nullptr);
    if (!state.ok() || !options.with.inherent) return state;
    const absl::Status reached =
        BringToInherentStructure(*material.potential, options.threads, &*state);
    if (!reached.ok()) state = Annotate(reached, file);
    return state;
  };
  if (!options.with.reference.empty()) {
    auto state = read(options.with.reference);
    if (!state.ok()) return state.status();
    material.reference = *std::move(state);
  }
  for (std::size_t i = 0; i < options.states.size(); ++i) {
    auto state = read(options.states[i]);
    if (!state.ok()) return state.status();
    material.shots.push_back(
        {options.labels.empty() ? StemOf(options.states[i]) : options.labels[i],
         *std::move(state),
         {}});
  }
  return material;
}

absl::Status FillValues(const SnapshotOptions& options, Material* material) {
  ValueSources sources;
  sources.coloring = options.look.coloring;
  if (material->reference.has_value())
    sources.reference = &*material->reference;
  if (material->potential.has_value())
    sources.potential = &*material->potential;
  sources.cutoff = options.with.cutoff;
  sources.elements = ElementsIn(material->shots);
  sources.threads = options.threads;
  for (std::size_t i = 0; i < material->shots.size(); ++i) {
    const md::State& state = material->shots[i].state;
    if (!options.columns.empty()) {
      sources.columns =
          ChooseColumns(options.with, material->potential.has_value(), state);
    }
    auto values = ValuesOf(state, sources);
    if (!values.ok()) return Annotate(values.status(), options.states[i]);
    material->shots[i].values = *std::move(values);
  }
  return absl::OkStatus();
}

// One frame a state: OVITO shows them as a trajectory.
absl::Status WriteColumns(const std::string& path,
                          const std::vector<Shot>& shots) {
  const auto format = FormatOfName(path);
  if (!format.ok()) return format.status();
  std::string text;
  std::int64_t frame = 0;
  for (const Shot& shot : shots) {
    text +=
        EncodeConfiguration(shot.state, *format, shot.values.columns, frame++);
  }
  return WriteFileDurably(path, text);
}

// Name and unit of what colors the atoms; null where it is no number.
Json QuantityOf(Coloring coloring) {
  switch (coloring) {
    case Coloring::kStrain:
      return {{"name", "eta_Mises"}, {"unit", "1"}};
    case Coloring::kEnergy:
      return {{"name", "potential_energy"}, {"unit", "eV/atom"}};
    case Coloring::kElement:
    case Coloring::kNone:
      break;
  }
  return nullptr;
}

Json StateJson(const std::string& file, const Shot& shot, bool numeric) {
  Json json = {{"file", file},
               {"label", shot.label},
               {"atoms", shot.state.atoms.size()}};
  if (!numeric) return json;
  const ValueSummary summary = Summarize(shot.values.colors);
  json["atoms_with_value"] = summary.count;
  json["minimum"] = summary.minimum;
  json["maximum"] = summary.maximum;
  json["mean"] = summary.mean;
  return json;
}

Json ToJson(const SnapshotOptions& options, const Material& material,
            const picture::Scene& scene) {
  const picture::Layout layout = picture::LayOut(scene);
  const Json quantity = QuantityOf(options.look.coloring);
  Json json = {{"file", options.out},
               {"width_pixels", layout.width},
               {"height_pixels", layout.height},
               {"color", options.color}};
  if (!quantity.is_null()) {
    json["quantity"] = quantity;
    json["color_from"] = scene.scale.low;
    json["color_to"] = scene.scale.high;
  }
  if (material.reference.has_value()) {
    json["reference"] = options.with.reference;
    json["cutoff_A"] = options.with.cutoff;
  }
  Json states = Json::array();
  for (std::size_t i = 0; i < material.shots.size(); ++i) {
    states.push_back(
        StateJson(options.states[i], material.shots[i], !quantity.is_null()));
  }
  json["states"] = std::move(states);
  if (!options.columns.empty()) json["columns"] = options.columns;
  return json;
}

absl::Status Run(SnapshotOptions options) {
  options.look.coloring = *ColoringOf(options.color);
  options.look.view_axis = std::string_view("xyz").find(options.axis);
  if (absl::Status fits = Check(options); !fits.ok()) return fits;
  auto material = Read(options);
  if (!material.ok()) return material.status();
  if (absl::Status filled = FillValues(options, &*material); !filled.ok()) {
    return filled;
  }
  options.look.elements = ElementsIn(material->shots);
  const auto scene = SceneOf(material->shots, options.look);
  if (!scene.ok()) return scene.status();
  const auto png = picture::DrawPng(*scene);
  if (!png.ok()) return png.status();
  absl::Status written = WriteFileDurably(options.out, *png);
  if (written.ok() && !options.columns.empty()) {
    written = WriteColumns(options.columns, material->shots);
  }
  if (!written.ok()) return written;
  if (options.json) std::cout << Dump(ToJson(options, *material, *scene));
  return absl::OkStatus();
}

void AddColorOptions(CLI::App& verb, SnapshotOptions& options) {
  verb.add_option(
          "--color", options.color,
          "What colors the atoms: strain (η_Mises against --reference), "
          "element, energy or none")
      ->check(CLI::IsMember({"strain", "element", "energy", "none"}))
      ->capture_default_str();
  AddColumnOptions(verb, options.with);
  verb.add_option("--potential", options.potential,
                  "setfl file for energies and inherent structures: a path, or "
                  "a name in /usr/share/lammps/potentials")
      ->type_name("FILE");
  verb.add_option("--min", options.look.low,
                  "Value at the lower end of the color bar (else 0 for strain, "
                  "for energy what 1 % of the atoms are below)");
  verb.add_option("--max", options.look.high,
                  absl::StrFormat("Value at its upper end (else %g for strain, "
                                  "for energy what 1 %% are above)",
                                  kMostStrain));
}

void AddLookOptions(CLI::App& verb, SnapshotOptions& options) {
  verb.add_option("--axis", options.axis,
                  "Axis along which one looks: z shows x to the right and y up")
      ->check(CLI::IsMember({"x", "y", "z"}))
      ->capture_default_str();
  verb.add_option("--title", options.look.title, "Text above all");
  verb.add_option("--label", options.labels,
                  "Text above each state, in their order (else its file's "
                  "name)")
      ->allow_extra_args(false)
      ->type_name("TEXT");
  verb.add_option("--width", options.look.width, "Width at most [pixels]")
      ->check(CLI::Range(400, 10000))
      ->capture_default_str()
      ->type_name("PX");
}

}  // namespace

void AddSnapshot(CLI::App& app, Action& action) {
  const auto options = std::make_shared<SnapshotOptions>();
  options->threads = UsableCores();
  CLI::App* verb = app.add_subcommand(
      "snapshot", "Draw configurations, one or several side by side, as a PNG");
  verb->add_option("STATE", options->states,
                   "Configurations: Lehr states, LAMMPS data, extended XYZ")
      ->required();
  verb->add_option("--out", options->out, "File to write")
      ->type_name("FILE.png")
      ->required();
  AddColorOptions(*verb, *options);
  AddLookOptions(*verb, *options);
  CLI::Option* columns =
      verb->add_option("--columns", options->columns,
                       "Also write quantities of each atom as extended XYZ or "
                       "LAMMPS dump (.dump), a frame for each state")
          ->type_name("FILE.xyz");
  AddColumnKinds(*verb, "--with",
                 "Which: strain, structure, energy (else all that the options "
                 "give)",
                 options->with)
      ->needs(columns);
  AddElementsOption(*verb, options->elements);
  verb->add_option("--threads", options->threads, "Threads of the engine")
      ->check(CLI::Range(1, kMostThreads))
      ->capture_default_str();
  verb->add_flag("--json", options->json,
                 "Print what was written, and the least, largest and mean "
                 "value of each state");
  verb->footer(
      "Example:\n"
      "  lehr-worker snapshot strain_10.state strain_20.state \\\n"
      "      --reference strain_0.state --out slab.png\n"
      "  lehr-worker snapshot glass.data --color element --out glass.png");
  verb->callback(
      [options, &action] { action = [options] { return Run(*options); }; });
}

}  // namespace lehr::worker
