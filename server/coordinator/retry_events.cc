// Trying again what has failed.

#include <vector>

#include <absl/strings/str_format.h>

#include "proto/support/log.h"
#include "server/coordinator/coordinator.h"
#include "server/store/segment_table.h"
#include "server/store/state_names.h"
#include "server/store/sweep_table.h"

namespace lehr::server {

absl::StatusOr<int> Coordinator::RetryFailed(std::int64_t sweep_id,
                                             absl::Time now) {
  auto opened = database_.InSavepoint(
      [&]() -> absl::StatusOr<int> { return ReopenFailed(sweep_id, now); });
  if (opened.ok()) ++version_;
  return opened;
}

absl::StatusOr<int> Coordinator::ReopenFailed(std::int64_t sweep_id,
                                              absl::Time now) {
  const auto sweep = FindSweep(database_, sweep_id);
  if (!sweep.has_value()) {
    return absl::NotFoundError(absl::StrFormat("no sweep %d", sweep_id));
  }
  const std::vector<std::int64_t> failed = FailedOf(database_, sweep_id);
  if (sweep->state == v1::SWEEP_STATE_CANCELLED || failed.empty()) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "sweep %d: expected failed segments of a sweep that was not cancelled, "
        "found %d of one that is %s",
        sweep_id, failed.size(), NameOf(sweep->state)));
  }
  if (sweep->state != v1::SWEEP_STATE_RUNNING) {
    StoreSweepReopened(database_, sweep_id);
  }
  SegmentFlow flow(&database_, now);
  for (const std::int64_t id : failed) {
    auto segment = FindSegment(database_, id);
    if (!segment.has_value()) continue;
    StoreSetback(database_, id, {});
    flow.ChangeState(&*segment, SegmentEvent::kReopen);
  }
  RefreshPriorities(database_, sweep_id);
  flow.Settle(failed);
  flow.Touch(sweep_id);
  flow.CloseSweeps();
  const int count = static_cast<int>(failed.size());
  Log(Severity::kInfo, "failed segments opened again",
      {{"sweep_id", sweep_id}, {"name", sweep->name}, {"segments", count}});
  return count;
}

}  // namespace lehr::server
