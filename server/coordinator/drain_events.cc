// Events of Coordinator: workers are to leave.

#include <string>
#include <vector>

#include <absl/strings/str_format.h>

#include "proto/support/log.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/pool_times.h"
#include "server/core/walltime_fit.h"

namespace lehr::server {
namespace {

std::vector<WorkerRow> LiveWorkersCalled(Database& database,
                                         const std::string& name_or_host) {
  std::vector<WorkerRow> workers = LiveWorkers(database);
  std::erase_if(workers, [&](const WorkerRow& worker) {
    return worker.name != name_or_host && worker.host != name_or_host;
  });
  return workers;
}

}  // namespace

absl::StatusOr<v1::DrainWorkersResponse> Coordinator::DrainWorkers(
    const v1::DrainWorkersRequest& request, absl::Time now) {
  if (request.worker().empty()) {
    return absl::InvalidArgumentError(
        "worker: expected the name of a worker or a host, found nothing");
  }
  std::optional<absl::Time> since;
  if (!request.undo()) since = now;
  const auto workers =
      database_.InSavepoint([&]() -> absl::StatusOr<std::vector<WorkerRow>> {
        std::vector<WorkerRow> found =
            LiveWorkersCalled(database_, request.worker());
        for (const WorkerRow& worker : found) {
          if (worker.drain.has_value() != since.has_value()) {
            StoreDrain(database_, worker.id, since);
          }
        }
        return found;
      });
  if (!workers.ok()) return workers.status();
  if (workers->empty()) {
    return absl::NotFoundError(absl::StrFormat(
        "no live worker and no host of one is called \"%s\": `lehr workers` "
        "lists them",
        request.worker()));
  }
  v1::DrainWorkersResponse response;
  for (const WorkerRow& worker : *workers) {
    response.add_workers(worker.name);
    if (worker.drain.has_value() == since.has_value()) continue;
    Roster::Member* const member = roster_.Find(worker.session);
    if (member != nullptr) member->draining = since.has_value();
    Log(Severity::kInfo,
        since.has_value() ? "worker is to leave" : "worker may stay",
        {{"worker_id", worker.id}, {"worker", worker.name}});
  }
  ++version_;
  return response;
}

bool Coordinator::IsLeaving(std::string_view session) const {
  const auto member = roster_.members().find(session);
  return member != roster_.members().end() &&
         (member->second.draining || member->second.leave.has_value());
}

// What a segment takes is only looked up where it matters.
bool Coordinator::HasTimeFor(const WorkerRow& worker, const SegmentRow& segment,
                             absl::Time now) {
  std::optional<absl::Duration> left;
  if (worker.leave.has_value()) left = *worker.leave - now;
  if (MayLease(left, kCheckpointInterval, std::nullopt)) return true;
  return MayLease(left, kCheckpointInterval,
                  EstimateOf(database_, roster_, segment));
}

}  // namespace lehr::server
