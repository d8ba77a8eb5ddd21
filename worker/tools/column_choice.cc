#include "worker/tools/column_choice.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "lehr/md/minimize.h"
#include "proto/support/rpc_status.h"
#include "worker/tools/structure_columns.h"

namespace lehr::worker {
namespace {

bool Names(const ColumnRequest& request, const char* kind) {
  return std::find(request.kinds.begin(), request.kinds.end(), kind) !=
         request.kinds.end();
}

}  // namespace

void AddColumnOptions(CLI::App& verb, ColumnRequest& request) {
  verb.add_option("--reference", request.reference,
                  "Configuration that strains are counted from")
      ->type_name("FILE");
  verb.add_option("--cutoff", request.cutoff,
                  "Neighbors for strains are within this of it [Å]")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb.add_flag("--inherent", request.inherent,
                "Everything of the inherent structures of the states (and of "
                "the reference) under --potential");
}

CLI::Option* AddColumnKinds(CLI::App& verb, const std::string& name,
                            const std::string& help, ColumnRequest& request) {
  return verb.add_option(name, request.kinds, help)
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"strain", "structure", "energy", "all"}))
      ->type_name("KIND,..");
}

absl::Status CheckColumns(const ColumnRequest& request, bool has_potential) {
  if (Names(request, "strain") && request.reference.empty()) {
    return absl::InvalidArgumentError(
        "--reference: expected the state that strains are counted from");
  }
  if (has_potential) return absl::OkStatus();
  if (Names(request, "energy")) {
    return absl::InvalidArgumentError(
        "--potential: expected the potential that energies are of");
  }
  if (request.inherent) {
    return absl::InvalidArgumentError(
        "--potential: expected the potential that inherent structures are of");
  }
  return absl::OkStatus();
}

ColumnChoice ChooseColumns(const ColumnRequest& request, bool has_potential,
                           const md::State& state) {
  const bool all = Names(request, "all");
  ColumnChoice choice;
  choice.strain =
      Names(request, "strain") || (all && !request.reference.empty());
  choice.structure = Names(request, "structure") || (all && HasRadii(state));
  choice.energy = Names(request, "energy") || (all && has_potential);
  return choice;
}

absl::Status BringToInherentStructure(const PotentialSource& potential,
                                      int threads, md::State* state) {
  const auto made = MakePotential(potential, state->elements);
  if (!made.ok()) return made.status();
  md::MinimizeOptions options;
  options.threads = threads;
  const auto inherent = md::Minimize(**made, options, state);
  if (inherent.ok()) return absl::OkStatus();
  return Annotate(inherent.status(), "inherent structure");
}

}  // namespace lehr::worker
