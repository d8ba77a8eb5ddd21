// lehr-lammps-runner agree: what both engines make of one state.

#include "worker/lammps/agree_verb.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <vector>

#include <CLI/CLI.hpp>

#include "lehr/md/vec3.h"
#include "worker/lammps/lammps_system.h"
#include "worker/tools/evaluation.h"
#include "worker/tools/json.h"
#include "worker/tools/tool_options.h"

namespace lehr::worker {
namespace {

// As many steps as a difference in the last digits stays one.
constexpr std::int64_t kSteps = 20;

// The largest difference between two vectors of the lists.
double LargestDifference(const std::vector<md::Vec3>& a,
                         const std::vector<md::Vec3>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference =
        std::hypot(a[i][0] - b[i][0], a[i][1] - b[i][1], a[i][2] - b[i][2]);
    largest = std::max(largest, difference);
  }
  return largest;
}

// Energy [eV] and forces as LAMMPS computes them.
struct LammpsValues {
  double energy = 0;
  std::vector<md::Vec3> forces;
};

absl::StatusOr<LammpsValues> EvaluateWithLammps(const Interaction& interaction,
                                                const md::State& state,
                                                int ranks) {
  auto system = LammpsSystem::Make(interaction, state, false, ranks);
  if (!system.ok()) return system.status();
  if (absl::Status ran = system->library().Command("run 0"); !ran.ok()) {
    return ran;
  }
  const auto energy = system->library().Thermo("pe");
  if (!energy.ok()) return energy.status();
  auto forces = system->Forces();
  if (!forces.ok()) return forces.status();
  return LammpsValues{*energy, *std::move(forces)};
}

// Positions after kSteps of 2 fs without thermostat or barostat.
absl::StatusOr<std::vector<md::Vec3>> Move(const Engine& engine,
                                           const Interaction& interaction,
                                           md::Precision precision,
                                           const md::State& state,
                                           int threads) {
  md::DynamicsLaw law;
  law.precision = precision;
  for (std::size_t a = 0; a < 3; ++a) {
    if (!state.box.periodic[a]) law.axes[a].mode = md::AxisMode::kFree;
  }
  md::State start = state;
  start.law_step = 0;
  start.law_start_lengths = start.box.lengths;
  auto trajectory = engine.Begin(
      interaction, law,
      {.steps = kSteps, .record_steps = kSteps, .threads = threads},
      std::move(start));
  if (!trajectory.ok()) return trajectory.status();
  std::vector<md::Record> records;
  const absl::Status moved = (*trajectory)->Advance(kSteps, &records);
  if (!moved.ok()) return moved;
  // Unwrapped: an atom at a face may end on either side.
  const md::State& end = (*trajectory)->state();
  std::vector<md::Vec3> positions = end.atoms.positions;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const auto& image = end.atoms.images[i];
    const md::Vec3& tilts = end.box.tilts;
    positions[i][0] += image[0] * end.box.lengths[0] + image[1] * tilts[2] +
                       image[2] * tilts[1];
    positions[i][1] += image[1] * end.box.lengths[1] + image[2] * tilts[0];
    positions[i][2] += image[2] * end.box.lengths[2];
  }
  return positions;
}

absl::StatusOr<Json> Compare(const Interaction& interaction,
                             const md::State& state, const Engine& lammps,
                             int threads) {
  const auto there = EvaluateWithLammps(interaction, state, threads);
  if (!there.ok()) return there.status();
  const auto moved =
      Move(lammps, interaction, md::Precision::kReference, state, threads);
  if (!moved.ok()) return moved.status();
  Json json = {{"atoms", state.atoms.size()}, {"steps", kSteps}};
  for (const auto& [name, precision] :
       {std::pair("reference", md::Precision::kReference),
        std::pair("fast", md::Precision::kFast)}) {
    const auto here =
        Evaluate(*interaction.potential, state, threads, precision);
    if (!here.ok()) return here.status();
    const auto own = Move(OwnEngine(), interaction, precision, state, threads);
    if (!own.ok()) return own.status();
    json[name] = {
        {"energy_difference_eV_per_atom",
         std::abs(here->energy - there->energy) /
             static_cast<double>(state.atoms.size())},
        {"largest_force_difference_eV_per_A",
         LargestDifference(here->forces, there->forces)},
        {"largest_force_eV_per_A", here->largest_force},
        {"largest_position_difference_A", LargestDifference(*own, *moved)}};
  }
  return json;
}

absl::Status Run(const ToolOptions& options, const Engine& lammps) {
  const auto input = ReadInput(options);
  if (!input.ok()) return input.status();
  auto potential = MakePotential(input->potential, input->state.elements);
  if (!potential.ok()) return potential.status();
  const Interaction interaction = {
      .potential = *std::move(potential),
      .file = std::make_shared<const std::string>(input->potential.content)};
  const auto json = Compare(interaction, input->state, lammps, options.threads);
  if (!json.ok()) return json.status();
  std::cout << Dump(*json);
  return absl::OkStatus();
}

}  // namespace

void AddAgree(CLI::App& app, Action& action, const Engine& lammps) {
  const auto options = std::make_shared<ToolOptions>();
  CLI::App* verb = app.add_subcommand(
      "agree",
      "Compare energy, forces and 20 steps of both engines from one state");
  AddToolOptions(*verb, *options);
  verb->callback([options, &action, &lammps] {
    action = [options, &lammps] { return Run(*options, lammps); };
  });
}

}  // namespace lehr::worker
