// Events of Coordinator by which counts are mended.

#include <algorithm>

#include "server/coordinator/coordinator.h"
#include "server/store/recount.h"
#include "server/store/sweep_table.h"

namespace lehr::server {
namespace {

bool HasOthersThanDone(const SweepCounts& counts) {
  return std::any_of(counts.begin(), counts.end(), [](const auto& count) {
    return count.first != v1::SEGMENT_STATE_DONE && count.second.segments > 0;
  });
}

}  // namespace

absl::Status Coordinator::RecountSweep(std::int64_t sweep_id, absl::Time now) {
  const absl::Status recounted = database_.InSavepoint([&]() -> absl::Status {
    const auto sweep = SweepNumbered(database_, sweep_id);
    if (!sweep.ok()) return sweep.status();
    Recount(database_, sweep_id);
    SegmentFlow flow(&database_, now);
    if (sweep->state == v1::SWEEP_STATE_DONE &&
        HasOthersThanDone(CountsOf(database_, sweep_id))) {
      StoreSweepReopened(database_, sweep_id);
      flow.GoOn(sweep_id);
    }
    flow.Touch(sweep_id);
    flow.CloseSweeps();
    return absl::OkStatus();
  });
  if (recounted.ok()) SweepsChanged();
  return recounted;
}

}  // namespace lehr::server
