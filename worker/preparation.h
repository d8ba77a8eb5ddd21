#ifndef LEHR_WORKER_PREPARATION_H_
#define LEHR_WORKER_PREPARATION_H_

#include <cstdint>

#include <absl/status/status.h>

#include "lehr/md/state.h"
#include "lehr/v1/stage.pb.h"
#include "worker/execute.h"

namespace lehr::worker {

// A Preparation brings the states of a measurement, one after the other, to the
// configuration in which it looks at them, and tells how far it is.
class Preparation {
 public:
  // Of `states` states. `force_tolerance` [eV/Å] is that of inherent
  // structures. `task` must outlive it.
  Preparation(v1::StructureState configuration, double force_tolerance,
              int states, const Task& task);

  // Minimizes `state`, which has the elements of the task's potential, in its
  // box; or leaves it as it is, if the measurement is of the positions as they
  // are. CANCELLED if the attempt was stopped; INVALID_ARGUMENT if the
  // configuration is unspecified; errors as md::Minimize.
  absl::Status Bring(md::State* state);

  // Force evaluations so far.
  std::int64_t evaluations() const { return evaluations_; }

 private:
  // False if the attempt was stopped.
  bool Report(std::int64_t evaluations, std::int64_t total,
              const md::State& state) const;

  const v1::StructureState configuration_;
  const double force_tolerance_;
  const Task& task_;
  int states_left_;
  std::int64_t evaluations_ = 0;
};

// CANCELLED if the attempt was stopped: to be asked between the parts of a
// measurement that take long.
absl::Status StillWanted(const Task& task);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_PREPARATION_H_
