// lehr-worker convert: one format of configurations to another.

#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>

#include "proto/support/file.h"
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
  bool json = false;
};

// Everything but XYZ has masses: dynamics needs them, and LAMMPS refuses a file
// with a mass of 0.
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

absl::Status Run(const ConvertOptions& options) {
  const auto format = FormatOfName(options.out);
  if (!format.ok()) return format.status();
  std::optional<PotentialSource> potential;
  if (!options.potential.empty()) {
    auto source = ReadPotential(options.potential);
    if (!source.ok()) return source.status();
    potential = *std::move(source);
  }
  const auto state =
      ReadConfiguration(options.in, options.elements,
                        potential.has_value() ? &*potential : nullptr);
  if (!state.ok()) return state.status();
  if (*format != ConfigurationFormat::kXyz) {
    if (absl::Status known = CheckMasses(*state, options.in); !known.ok()) {
      return known;
    }
  }
  if (absl::Status written =
          WriteFileDurably(options.out, EncodeConfiguration(*state, *format));
      !written.ok()) {
    return written;
  }
  if (options.json) {
    std::cout << Dump({{"file", options.out},
                       {"atoms", state->atoms.size()},
                       {"elements", state->elements}});
  }
  return absl::OkStatus();
}

}  // namespace

void AddConvert(CLI::App& app, Action& action) {
  const auto options = std::make_shared<ConvertOptions>();
  CLI::App* verb = app.add_subcommand(
      "convert",
      "Convert between Lehr state (.state), LAMMPS data (.data, .lmp) and "
      "extended XYZ (.xyz, .extxyz)");
  verb->add_option("IN", options->in, "File to read, of any of these formats")
      ->required();
  verb->add_option("OUT", options->out,
                   "File to write; its name says the format")
      ->required();
  AddElementsOption(*verb, options->elements);
  verb->add_option("--potential", options->potential,
                   "setfl file with elements and masses that IN does not have")
      ->type_name("FILE");
  verb->add_flag("--json", options->json, "Print what was written");
  verb->footer(
      "Example:\n"
      "  lehr-worker convert as_cast.state as_cast.data\n"
      "  lehr-worker convert glass.data glass.xyz --elements Cu,Zr");
  verb->callback(
      [options, &action] { action = [options] { return Run(*options); }; });
}

}  // namespace lehr::worker
