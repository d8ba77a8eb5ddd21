#ifndef LEHR_WORKER_LAMMPS_LAMMPS_ENGINE_H_
#define LEHR_WORKER_LAMMPS_LAMMPS_ENGINE_H_

#include "worker/engine.h"

namespace lehr::worker {

// LammpsEngine is the second engine: what names it in its law is computed by
// LAMMPS, in this process. It is linked by lehr-lammps-runner alone.
class LammpsEngine final : public Engine {
 public:
  absl::StatusOr<std::unique_ptr<Trajectory>> Begin(
      const Interaction& interaction, const md::DynamicsLaw& law,
      const RunPlan& plan, md::State state) const override;

  absl::StatusOr<md::MinimizeResult> Minimize(
      const Interaction& interaction, const md::MinimizeOptions& options,
      md::State* state) const override;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_LAMMPS_LAMMPS_ENGINE_H_
