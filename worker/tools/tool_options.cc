#include "worker/tools/tool_options.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "lehr/md/instruction_set.h"
#include "proto/support/cores.h"
#include "worker/options.h"
#include "worker/tools/configuration.h"

namespace lehr::worker {

void AddElementsOption(CLI::App& verb, std::vector<std::string>& elements) {
  verb.add_option("--elements", elements,
                  "Elements of LAMMPS' atom types, in order: Cu,Zr (else by "
                  "the comments or masses of the file)")
      ->delimiter(',')
      ->allow_extra_args(false)  // what stands behind is not for it
      ->type_name("LIST");
}

void AddPrecisionOption(CLI::App& verb,
                        std::optional<md::Precision>& precision) {
  const std::map<std::string, md::Precision> names = {
      {"reference", md::Precision::kReference}, {"fast", md::Precision::kFast}};
  verb.add_option("--precision", precision,
                  "How pairs are computed: reference (in double precision) or "
                  "fast (forces within 1e-5 of it)")
      ->transform(CLI::CheckedTransformer(names))
      ->type_name("NAME");
}

void AddPotentialOption(CLI::App& verb, std::string& potential) {
  verb.add_option("--potential", potential,
                  "setfl file (eam/alloy or eam/fs): a path, or a name in "
                  "/usr/share/lammps/potentials")
      ->type_name("FILE")
      ->required();
}

void AddEngineOptions(CLI::App& verb, int& threads) {
  verb.add_option("--threads", threads, "Threads of the engine")
      ->check(CLI::Range(1, kMostThreads))
      ->capture_default_str();
  verb.add_option_function<std::string>(
          "--isa",
          [](const std::string& name) {
            // Whether there is such a one was checked.
            static_cast<void>(md::UseInstructionSet(name));
          },
          "Instructions that forces are computed with; results are the same")
      ->check(CLI::IsMember(md::InstructionSets()))
      ->default_str(md::InstructionSetInUse());
}

void AddToolOptions(CLI::App& verb, ToolOptions& options) {
  options.threads = UsableCores();
  AddPotentialOption(verb, options.potential);
  verb.add_option("--config", options.config,
                  "Configuration: Lehr state, LAMMPS data or extended XYZ")
      ->type_name("FILE")
      ->required();
  AddElementsOption(verb, options.elements);
  AddEngineOptions(verb, options.threads);
}

absl::StatusOr<ToolInput> ReadInput(const ToolOptions& options) {
  auto potential = ReadPotential(options.potential);
  if (!potential.ok()) return potential.status();
  ToolInput input{*std::move(potential), {}};
  auto state =
      ReadConfiguration(options.config, options.elements, &input.potential);
  if (!state.ok()) return state.status();
  input.state = *std::move(state);
  return input;
}

}  // namespace lehr::worker
