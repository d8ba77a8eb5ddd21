#include "worker/preparation.h"

#include <algorithm>

#include <absl/strings/str_format.h>

#include "lehr/md/minimize.h"
#include "proto/support/rpc_status.h"

namespace lehr::worker {
namespace {

// Of a usual minimization, shown as the total until more were needed.
constexpr std::int64_t kUsualEvaluations = 500;

}  // namespace

Preparation::Preparation(v1::StructureState configuration,
                         double force_tolerance, int states, const Task& task)
    : configuration_(configuration),
      force_tolerance_(force_tolerance),
      task_(task),
      states_left_(states) {}

absl::Status Preparation::Bring(md::State* state) {
  if (absl::Status wanted = StillWanted(task_); !wanted.ok()) return wanted;
  switch (configuration_) {
    case v1::STRUCTURE_STATE_INSTANTANEOUS:
      return absl::OkStatus();
    case v1::STRUCTURE_STATE_INHERENT:
      break;
    default:
      return absl::InvalidArgumentError(absl::StrFormat(
          "configuration: expected inherent or instantaneous, found %d",
          static_cast<int>(configuration_)));
  }
  --states_left_;
  md::MinimizeOptions options;
  options.force_tolerance = force_tolerance_;
  options.threads = task_.threads;
  options.keep_going = [&](std::int64_t evaluations) {
    const std::int64_t here = std::max(evaluations, kUsualEvaluations);
    return Report(evaluations_ + evaluations,
                  evaluations_ + here + states_left_ * kUsualEvaluations,
                  *state);
  };
  const auto inherent =
      md::Minimize(*task_.interaction.potential, options, state);
  if (!inherent.ok()) {
    return Annotate(inherent.status(), "inherent structure");
  }
  evaluations_ += inherent->evaluations;
  Report(evaluations_, evaluations_ + states_left_ * kUsualEvaluations, *state);
  return StillWanted(task_);
}

bool Preparation::Report(std::int64_t evaluations, std::int64_t total,
                         const md::State& state) const {
  task_.control->Report(evaluations, total,
                        static_cast<std::int64_t>(state.atoms.size()));
  return task_.control->KeepGoing();
}

absl::Status StillWanted(const Task& task) {
  if (task.control->KeepGoing()) return absl::OkStatus();
  return absl::CancelledError("stopped between the parts of a measurement");
}

}  // namespace lehr::worker
