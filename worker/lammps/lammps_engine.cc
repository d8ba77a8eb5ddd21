#include "worker/lammps/lammps_engine.h"

#include <utility>

#include "worker/lammps/lammps_minimizer.h"
#include "worker/lammps/lammps_trajectory.h"

namespace lehr::worker {

absl::StatusOr<std::unique_ptr<Trajectory>> LammpsEngine::Begin(
    const Interaction& interaction, const md::DynamicsLaw& law,
    const RunPlan& plan, md::State state) const {
  return LammpsTrajectory::Begin(interaction, law, plan, std::move(state));
}

absl::StatusOr<md::MinimizeResult> LammpsEngine::Minimize(
    const Interaction& interaction, const md::MinimizeOptions& options,
    md::State* state) const {
  return MinimizeWithLammps(interaction, options, state);
}

}  // namespace lehr::worker
