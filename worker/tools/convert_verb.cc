// lehr-worker convert: one format of configurations to another.

#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>

#include "proto/support/cores.h"
#include "proto/support/file.h"
#include "proto/support/rpc_status.h"
#include "worker/options.h"
#include "worker/tools/atom_values.h"
#include "worker/tools/column_choice.h"
#include "worker/tools/configuration.h"
#include "worker/tools/json.h"
#include "worker/tools/tool_options.h"
#include "worker/tools/verbs.h"

namespace lehr::worker {
namespace {

struct ConvertOptions {
  std::string in;
  std::string out;
  std::string potential;
  std::vector<std::string> elements;
  ColumnRequest columns;
  int threads = 1;
  bool json = false;
};

// Everything but XYZ and dumps has masses: dynamics needs them, and LAMMPS
// refuses a file with a mass of 0.
absl::Status CheckMasses(const md::State& state, const std::string& in) {
  for (std::size_t k = 0; k < state.elements.size(); ++k) {
    if (state.masses[k] > 0) continue;
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: the mass of %s is not known: name a potential that has it with "
        "--potential",
        in, state.elements[k]));
  }
  return absl::OkStatus();
}

absl::Status Check(const ConvertOptions& options, ConfigurationFormat format) {
  if (!options.columns.kinds.empty() && !HasColumns(format)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected a name that ends in .xyz, .extxyz, .dump or .lammpstrj, "
        "because only these have --columns",
        options.out));
  }
  return CheckColumns(options.columns, !options.potential.empty());
}

absl::StatusOr<md::State> Read(const ConvertOptions& options,
                               const std::string& file,
                               const PotentialSource* potential) {
  auto state = ReadConfiguration(file, options.elements, potential);
  if (!state.ok() || !options.columns.inherent) return state;
  const absl::Status reached =
      BringToInherentStructure(*potential, options.threads, &*state);
  if (!reached.ok()) state = Annotate(reached, file);
  return state;
}

absl::StatusOr<std::vector<md::formats::AtomColumn>> ColumnsOf(
    const ConvertOptions& options, const md::State& state,
    const PotentialSource* potential) {
  ValueSources sources;
  sources.coloring = Coloring::kNone;
  sources.columns = ChooseColumns(options.columns, potential != nullptr, state);
  sources.potential = potential;
  sources.cutoff = options.columns.cutoff;
  sources.threads = options.threads;
  absl::StatusOr<md::State> reference;
  if (sources.columns.strain) {
    reference = Read(options, options.columns.reference, potential);
    if (!reference.ok()) return reference.status();
    sources.reference = &*reference;
  }
  auto values = ValuesOf(state, sources);
  if (!values.ok()) return Annotate(values.status(), options.in);
  return std::move(values->columns);
}

Json ToJson(const ConvertOptions& options, const md::State& state,
            const std::vector<md::formats::AtomColumn>& columns) {
  Json json = {{"file", options.out},
               {"atoms", state.atoms.size()},
               {"elements", state.elements}};
  for (const md::formats::AtomColumn& column : columns) {
    json["columns"].push_back(column.name);
  }
  return json;
}

absl::Status Run(const ConvertOptions& options) {
  const auto format = FormatOfName(options.out);
  if (!format.ok()) return format.status();
  if (absl::Status fits = Check(options, *format); !fits.ok()) return fits;
  std::optional<PotentialSource> potential;
  if (!options.potential.empty()) {
    auto source = ReadPotential(options.potential);
    if (!source.ok()) return source.status();
    potential = *std::move(source);
  }
  const PotentialSource* const source =
      potential.has_value() ? &*potential : nullptr;
  const auto state = Read(options, options.in, source);
  if (!state.ok()) return state.status();
  if (!HasColumns(*format)) {
    if (absl::Status known = CheckMasses(*state, options.in); !known.ok()) {
      return known;
    }
  }
  const auto columns = ColumnsOf(options, *state, source);
  if (!columns.ok()) return columns.status();
  if (absl::Status written = WriteFileDurably(
          options.out, EncodeConfiguration(*state, *format, *columns));
      !written.ok()) {
    return written;
  }
  if (options.json) std::cout << Dump(ToJson(options, *state, *columns));
  return absl::OkStatus();
}

}  // namespace

void AddConvert(CLI::App& app, Action& action) {
  const auto options = std::make_shared<ConvertOptions>();
  options->threads = UsableCores();
  CLI::App* verb = app.add_subcommand(
      "convert",
      "Convert between Lehr state (.state), LAMMPS data (.data, .lmp) and "
      "extended XYZ (.xyz, .extxyz); also to LAMMPS dump (.dump, .lammpstrj)");
  verb->add_option("IN", options->in, "File to read, of any of these formats")
      ->required();
  verb->add_option("OUT", options->out,
                   "File to write; its name says the format")
      ->required();
  AddElementsOption(*verb, options->elements);
  verb->add_option("--potential", options->potential,
                   "setfl file with elements and masses that IN does not have, "
                   "and for energies and inherent structures")
      ->type_name("FILE");
  CLI::Option* columns =
      AddColumnKinds(*verb, "--columns",
                     "Write quantities of each atom beside it, for OVITO: "
                     "strain, structure, energy, or all that the options give",
                     options->columns);
  AddColumnOptions(*verb, options->columns);
  verb->get_option("--reference")->needs(columns);
  verb->add_option("--threads", options->threads, "Threads of the engine")
      ->check(CLI::Range(1, kMostThreads))
      ->capture_default_str();
  verb->add_flag("--json", options->json, "Print what was written");
  verb->footer(
      "Example:\n"
      "  lehr-worker convert as_cast.state as_cast.data\n"
      "  lehr-worker convert glass.data glass.xyz --elements Cu,Zr\n"
      "  lehr-worker convert pulled.state pulled.dump \\\n"
      "      --columns strain,structure --reference as_cast.state");
  verb->callback(
      [options, &action] { action = [options] { return Run(*options); }; });
}

}  // namespace lehr::worker
