// Trying again what has failed.

#include <limits>
#include <vector>

#include <absl/strings/str_format.h>

#include "proto/support/log.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/sweep_reports.h"
#include "server/core/failure_choice.h"
#include "server/store/failure_table.h"
#include "server/store/segment_table.h"
#include "server/store/sweep_table.h"

namespace lehr::server {
namespace {

constexpr int kMostTold = 1000;

absl::StatusOr<std::vector<v1::FailedSegment>> Chosen(
    Database& database, const v1::RetrySegmentsRequest& request) {
  const auto choice = FailureChoice::Make(request);
  if (!choice.ok()) return choice.status();
  std::vector<v1::FailedSegment> chosen = FailedSegmentsOf(
      database, request.sweep_id(), std::numeric_limits<int>::max());
  std::erase_if(chosen, [&](const v1::FailedSegment& segment) {
    return !choice->Includes(segment);
  });
  return chosen;
}

}  // namespace

absl::StatusOr<v1::RetrySegmentsResponse> Coordinator::RetrySegments(
    const v1::RetrySegmentsRequest& request, absl::Time now) {
  v1::RetrySegmentsResponse told;
  auto answer = Steer<v1::RetrySegmentsResponse>(
      request.sweep_id(), [&](const SweepRow& sweep) -> absl::Status {
        if (sweep.state == v1::SWEEP_STATE_CANCELLED) {
          return absl::FailedPreconditionError(
              absl::StrFormat("sweep %d: expected one that was not cancelled: "
                              "submit it again",
                              sweep.id));
        }
        auto chosen = Chosen(database_, request);
        if (!chosen.ok()) return chosen.status();
        told.Clear();
        told.set_count(static_cast<std::int64_t>(chosen->size()));
        for (const v1::FailedSegment& segment : *chosen) {
          if (told.segments_size() == kMostTold) break;
          *told.add_segments() = segment;
        }
        if (!request.dry_run()) Reopen(sweep, *chosen, now);
        return absl::OkStatus();
      });
  if (answer.ok()) answer->MergeFrom(told);
  return answer;
}

void Coordinator::Reopen(const SweepRow& sweep,
                         const std::vector<v1::FailedSegment>& chosen,
                         absl::Time now) {
  if (chosen.empty()) return;
  if (sweep.state != v1::SWEEP_STATE_RUNNING) {
    StoreSweepReopened(database_, sweep.id);
  }
  SegmentFlow flow(&database_, now);
  std::vector<std::int64_t> ids;
  for (const v1::FailedSegment& failed : chosen) {
    auto segment = FindSegment(database_, failed.segment_id());
    if (!segment.has_value()) return;
    flow.ChangeState(&*segment, SegmentEvent::kReopen);
    ids.push_back(segment->id);
  }
  AcceptFailures(database_, sweep.id);
  flow.GoOn(sweep.id);
  flow.Settle(ids);
  flow.Touch(sweep.id);
  flow.CloseSweeps();
  Log(Severity::kInfo, "failed segments opened again",
      {{"sweep_id", sweep.id},
       {"name", sweep.name},
       {"segments", chosen.size()}});
}

}  // namespace lehr::server
