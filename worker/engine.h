#ifndef LEHR_WORKER_ENGINE_H_
#define LEHR_WORKER_ENGINE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "lehr/md/eam_potential.h"
#include "lehr/md/law.h"
#include "lehr/md/minimize.h"
#include "lehr/md/simulation.h"
#include "lehr/md/state.h"

namespace lehr::worker {

// An Interaction is a potential in the two forms that engines take.
struct Interaction {
  // Made for the elements of the state.
  std::shared_ptr<const md::EamPotential> potential;
  // The setfl file that it was made of.
  std::shared_ptr<const std::string> file;
};

// What a dynamics is to be, besides law and state.
struct RunPlan {
  std::int64_t steps = 0;         // from the law's first, all of them
  std::int64_t record_steps = 1;  // interval of the records
  int threads = 1;
};

// A Trajectory is a state that an engine moves under a law. One thread.
class Trajectory {
 public:
  virtual ~Trajectory() = default;

  // As md::Simulation::Advance; `records` is never null.
  virtual absl::Status Advance(std::int64_t steps,
                               std::vector<md::Record>* records) = 0;

  // Steps taken under the law.
  virtual std::int64_t step() const = 0;

  // The state after the last step; after an error of Advance, the last one that
  // was good and is known. Valid until the next Advance.
  virtual const md::State& state() = 0;

  // Zero where the engine chooses nothing.
  virtual md::Tuning tuning() const { return {}; }
};

// An Engine is what computes dynamics and minimizations: Lehr's own, or LAMMPS
// (lammps/lammps_engine.h). All else that is done with a state, building and
// measuring, is the same code for both.
class Engine {
 public:
  virtual ~Engine() = default;

  // Takes over `state`, at the law's beginning or where an earlier trajectory
  // of the same engine left it. Errors as md::Simulation::Create; and
  // INVALID_ARGUMENT, naming the field, for what the engine cannot express.
  virtual absl::StatusOr<std::unique_ptr<Trajectory>> Begin(
      const Interaction& interaction, const md::DynamicsLaw& law,
      const RunPlan& plan, md::State state) const = 0;

  // As md::Minimize.
  virtual absl::StatusOr<md::MinimizeResult> Minimize(
      const Interaction& interaction, const md::MinimizeOptions& options,
      md::State* state) const = 0;
};

// Lehr's own. Valid for good.
const Engine& OwnEngine();

}  // namespace lehr::worker

#endif  // LEHR_WORKER_ENGINE_H_
