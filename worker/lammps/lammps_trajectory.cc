#include "worker/lammps/lammps_trajectory.h"

#include <algorithm>
#include <utility>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "proto/support/rpc_status.h"

namespace lehr::worker {
namespace {

// As md::Simulation::Guards.
double HottestOf(const md::DynamicsLaw& law, const StepRange& range) {
  const md::Simulation::Guards guards;
  double target = guards.temperature_floor;
  if (law.temperature.has_value()) {
    for (const std::int64_t step : {range.from, range.to}) {
      target = std::max(target, law.temperature->start +
                                    law.temperature->rate * law.time_step *
                                        static_cast<double>(step));
    }
  }
  return guards.temperature_factor * target;
}

// Of LAMMPS' pressure times volume, xx yy zz yz xz xy, at values[13].
md::SymmetricTensor StressVolume(const std::vector<double>& values,
                                 double ev_per_bar) {
  md::SymmetricTensor stress = {};
  for (std::size_t k = 0; k < stress.size(); ++k) {
    stress[k] = -values[13 + k] * ev_per_bar;
  }
  return stress;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Trajectory>> LammpsTrajectory::Begin(
    const Interaction& interaction, const md::DynamicsLaw& law,
    const RunPlan& plan, md::State state) {
  if (state.law_step == 0) {
    state.law_start_lengths = state.box.lengths;
    state.law_start_tilts = state.box.tilts;
  }
  auto system = LammpsSystem::Make(interaction, state, law.shear.has_value(),
                                   plan.threads);
  if (!system.ok()) return system.status();
  std::unique_ptr<LammpsTrajectory> trajectory(
      new LammpsTrajectory(*std::move(system), plan, std::move(state)));
  if (absl::Status ready = trajectory->SetUp(law); !ready.ok()) return ready;
  return trajectory;
}

LammpsTrajectory::LammpsTrajectory(LammpsSystem system, const RunPlan& plan,
                                   md::State state)
    : system_(std::move(system)),
      plan_(plan),
      range_({.from = state.law_step,
              .to = std::max(plan.steps, state.law_step + 1)}),
      state_(std::move(state)),
      step_(state_.law_step),
      hottest_(0) {}

absl::Status LammpsTrajectory::SetUp(const md::DynamicsLaw& law) {
  hottest_ = HottestOf(law, range_);
  const auto ev_per_bar = system_.EvPerBarCubicAngstrom();
  if (!ev_per_bar.ok()) return ev_per_bar.status();
  ev_per_bar_ = *ev_per_bar;
  const auto commands = LawCommands(law, state_, range_);
  if (!commands.ok()) return commands.status();
  LammpsLibrary& library = system_.library();
  if (absl::Status set = library.Commands(*commands); !set.ok()) return set;
  return library.Commands(MeansCommands(state_, plan_.record_steps));
}

const md::State& LammpsTrajectory::state() {
  if (state_is_now_) return state_;
  md::State before = state_;
  state_is_now_ = system_.Read(&state_).ok();
  if (!state_is_now_) {
    state_ = std::move(before);
  } else {
    state_.law_step = step_;
  }
  return state_;
}

absl::Status LammpsTrajectory::Advance(std::int64_t steps,
                                       std::vector<md::Record>* records) {
  const std::int64_t end = step_ + steps;
  while (step_ < end) {
    const std::int64_t record_end =
        (step_ / plan_.record_steps + 1) * plan_.record_steps;
    const std::int64_t to = std::min(end, record_end);
    if (absl::Status ran = RunTo(to); !ran.ok()) {
      return Annotate(ran, absl::StrFormat("step %d to %d", step_, to));
    }
    step_ = to;
    state_is_now_ = false;
    if (step_ != record_end) continue;
    auto record = TakeRecord();
    if (!record.ok()) return record.status();
    records->push_back(*record);
  }
  return absl::OkStatus();
}

absl::Status LammpsTrajectory::RunTo(std::int64_t step) {
  const std::string command =
      absl::StrFormat("run %d pre %s post no start %d stop %d", step - step_,
                      was_run_ ? "no" : "yes", range_.from, range_.to);
  was_run_ = true;
  return system_.library().Run(command);
}

absl::StatusOr<md::Record> LammpsTrajectory::TakeRecord() {
  const auto means = system_.library().Fix(kMeansFix, kMeans);
  if (!means.ok()) return means.status();
  const std::vector<double>& values = *means;
  md::Record record;
  record.step = step_;
  record.mean = {.temperature = values[0],
                 .potential_energy = values[1],
                 .kinetic_energy = values[2],
                 .conserved_energy = values[3],
                 .lengths = {values[4], values[5], values[6]},
                 .tilts = {values[7], values[8], values[9]},
                 .extents = {values[10], values[11], values[12]},
                 .stress_volume = StressVolume(values, ev_per_bar_)};
  if (absl::Status good = CheckTemperature(values[0]); !good.ok()) return good;
  return record;
}

absl::Status LammpsTrajectory::CheckTemperature(double temperature) const {
  if (temperature < hottest_) return absl::OkStatus();  // false for NaN
  return absl::OutOfRangeError(absl::StrFormat(
      "step %d: expected a temperature below %.0f K, found a mean of %g K",
      step_, hottest_, temperature));
}

}  // namespace lehr::worker
