#ifndef LEHR_WORKER_LAMMPS_LAMMPS_TRAJECTORY_H_
#define LEHR_WORKER_LAMMPS_LAMMPS_TRAJECTORY_H_

#include <cstdint>
#include <memory>
#include <vector>

#include <absl/status/statusor.h>

#include "worker/engine.h"
#include "worker/lammps/lammps_input.h"
#include "worker/lammps/lammps_system.h"

namespace lehr::worker {

// A LammpsTrajectory is a dynamics in LAMMPS. What it leaves in the middle of a
// law has no variables of thermostat and barostat, which LAMMPS takes from its
// own restart files alone: what goes on there has both at rest, within their
// relaxation times on the same trajectory but not bit for bit, and with another
// conserved energy.
class LammpsTrajectory final : public Trajectory {
 public:
  // As Engine::Begin.
  static absl::StatusOr<std::unique_ptr<Trajectory>> Begin(
      const Interaction& interaction, const md::DynamicsLaw& law,
      const RunPlan& plan, md::State state);

  absl::Status Advance(std::int64_t steps,
                       std::vector<md::Record>* records) override;
  std::int64_t step() const override { return step_; }
  const md::State& state() override;

 private:
  LammpsTrajectory(LammpsSystem system, const RunPlan& plan, md::State state);

  absl::Status SetUp(const md::DynamicsLaw& law);
  // Runs to `step` of the law, not beyond the end of a record.
  absl::Status RunTo(std::int64_t step);
  absl::StatusOr<md::Record> TakeRecord();
  absl::Status CheckTemperature(double temperature) const;

  LammpsSystem system_;
  const RunPlan plan_;
  const StepRange range_;
  md::State state_;
  std::int64_t step_;
  bool state_is_now_ = true;
  bool was_run_ = false;
  double hottest_;  // a mean above that has left the model [K]
  double ev_per_bar_ = 0;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_LAMMPS_LAMMPS_TRAJECTORY_H_
