// lehr-worker evaluate: energy, pressure and forces of one configuration.

#include <cstddef>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>

#include "lehr/md/formats/extended_xyz.h"
#include "lehr/md/instruction_set.h"
#include "proto/support/file.h"
#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"
#include "proto/support/version.h"
#include "worker/tools/configuration.h"
#include "worker/tools/evaluation.h"
#include "worker/tools/json.h"
#include "worker/tools/tool_options.h"
#include "worker/tools/verbs.h"

namespace lehr::worker {
namespace {

struct EvaluateOptions {
  ToolOptions tool;
  std::optional<md::Precision> precision;
  std::string out;
  bool json = false;
};

Json TensorJson(const md::SymmetricTensor& tensor) {
  return {{"xx", tensor[0]}, {"yy", tensor[1]}, {"zz", tensor[2]},
          {"yz", tensor[3]}, {"xz", tensor[4]}, {"xy", tensor[5]}};
}

Json CountsJson(const md::State& state) {
  Json counts = Json::object();
  for (const std::string& element : state.elements) counts[element] = 0;
  for (const std::int32_t species : state.atoms.species) {
    Json& count = counts[state.elements[static_cast<std::size_t>(species)]];
    count = count.get<std::int64_t>() + 1;
  }
  return counts;
}

Json ToJson(const Evaluation& evaluation, const md::State& state,
            const PotentialSource& potential) {
  const auto atoms = static_cast<double>(state.atoms.size());
  return {{"atoms", state.atoms.size()},
          {"elements", CountsJson(state)},
          {"energy_eV", evaluation.energy},
          {"energy_per_atom_eV", evaluation.energy / atoms},
          {"volume_A3", evaluation.volume},
          {"lengths_A", state.box.lengths},
          {"tilts_yz_xz_xy_A", state.box.tilts},
          {"periodic", state.box.periodic},
          {"pressure_virial_GPa", TensorJson(evaluation.virial_pressure)},
          {"pressure_GPa", TensorJson(evaluation.pressure)},
          {"temperature_K", evaluation.temperature},
          {"largest_force_eV_per_A", evaluation.largest_force},
          {"density_overflows", evaluation.density_overflows},
          {"potential", potential.path},
          {"potential_sha256", ToHex(potential.sha256)},
          {"instruction_set", md::InstructionSetInUse()},
          {"numerics_version", kNumericsVersion},
          {"software_version", kSoftwareVersion}};
}

absl::Status WriteXyz(const std::string& path, const md::State& state,
                      Evaluation evaluation) {
  md::formats::AtomColumn forces{"forces", 3, {}};
  for (const md::Vec3& force : evaluation.forces) {
    forces.values.insert(forces.values.end(), force.begin(), force.end());
  }
  const md::formats::AtomColumn columns[] = {
      std::move(forces), {"energies", 1, std::move(evaluation.atom_energies)}};
  return WriteFileDurably(
      path,
      md::formats::WriteExtendedXyz(
          state, columns, absl::StrFormat("energy=%.17g", evaluation.energy)));
}

absl::Status Run(const EvaluateOptions& options) {
  const auto input = ReadInput(options.tool);
  if (!input.ok()) return input.status();
  const md::State& state = input->state;
  const auto potential = MakePotential(input->potential, state.elements);
  if (!potential.ok()) return potential.status();
  auto evaluation =
      Evaluate(**potential, state, options.tool.threads,
               options.precision.value_or(md::Precision::kReference));
  if (!evaluation.ok())
    return Annotate(evaluation.status(), options.tool.config);
  std::cout << Dump(ToJson(*evaluation, state, input->potential));
  if (evaluation->density_overflows > 0) {
    std::cerr << absl::StrFormat(
        "lehr-worker: %s: %d atoms have a host density above the potential's "
        "table; their embedding energy is extrapolated\n",
        options.tool.config, evaluation->density_overflows);
  }
  if (options.out.empty()) return absl::OkStatus();
  return WriteXyz(options.out, state, *std::move(evaluation));
}

}  // namespace

void AddEvaluate(CLI::App& app, Action& action) {
  const auto options = std::make_shared<EvaluateOptions>();
  CLI::App* verb = app.add_subcommand(
      "evaluate", "Print energy, pressure and forces of one configuration");
  AddToolOptions(*verb, options->tool);
  AddPrecisionOption(*verb, options->precision);
  verb->add_option("--out", options->out,
                   "Write extended XYZ with the force on and the energy of "
                   "each atom")
      ->type_name("FILE.xyz");
  verb->add_flag("--json", options->json, "What is printed is JSON anyway");
  verb->footer(
      "Example:\n"
      "  lehr-worker evaluate --potential CuZr_mm.eam.fs --config glass.data "
      "\\\n"
      "      --elements Cu,Zr --out forces.xyz");
  verb->callback(
      [options, &action] { action = [options] { return Run(*options); }; });
}

}  // namespace lehr::worker
