#include "worker/engine.h"

#include <ctime>
#include <utility>

namespace lehr::worker {
namespace {

// CPU time of all threads: other programs on the machine do not change it.
double CpuSeconds() {
  timespec time = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) +
         1e-9 * static_cast<double>(time.tv_nsec);
}

class OwnTrajectory final : public Trajectory {
 public:
  OwnTrajectory(std::shared_ptr<const md::EamPotential> potential,
                std::unique_ptr<md::Simulation> simulation)
      : potential_(std::move(potential)), simulation_(std::move(simulation)) {}

  absl::Status Advance(std::int64_t steps,
                       std::vector<md::Record>* records) override {
    return simulation_->Advance(steps, records);
  }
  std::int64_t step() const override { return simulation_->state().law_step; }
  const md::State& state() override { return simulation_->state(); }
  md::Tuning tuning() const override { return simulation_->tuning(); }

 private:
  std::shared_ptr<const md::EamPotential> potential_;  // outlives the other
  std::unique_ptr<md::Simulation> simulation_;
};

class Own final : public Engine {
 public:
  absl::StatusOr<std::unique_ptr<Trajectory>> Begin(
      const Interaction& interaction, const md::DynamicsLaw& law,
      const RunPlan& plan, md::State state) const override {
    auto simulation =
        md::Simulation::Create(*interaction.potential, law, std::move(state),
                               {.threads = plan.threads,
                                .seconds = CpuSeconds,
                                .record_steps = plan.record_steps});
    if (!simulation.ok()) return simulation.status();
    return std::make_unique<OwnTrajectory>(interaction.potential,
                                           *std::move(simulation));
  }

  absl::StatusOr<md::MinimizeResult> Minimize(
      const Interaction& interaction, const md::MinimizeOptions& options,
      md::State* state) const override {
    return md::Minimize(*interaction.potential, options, state);
  }
};

}  // namespace

const Engine& OwnEngine() {
  static const auto& own = *new Own();
  return own;
}

}  // namespace lehr::worker
