// Events of Coordinator by which people steer sweeps.

#include <string>

#include <absl/strings/str_format.h>

#include "proto/support/log.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/reruns.h"
#include "server/coordinator/sweep_reports.h"
#include "server/coordinator/sweep_settings.h"
#include "server/store/segment_table.h"
#include "server/store/state_names.h"
#include "server/store/sweep_table.h"
#include "server/store/sweep_tag_table.h"

namespace lehr::server {
namespace {

absl::Status HasEnded(const SweepRow& sweep) {
  return absl::FailedPreconditionError(absl::StrFormat(
      "sweep %d: expected a running sweep, found one that has ended (%s)",
      sweep.id, NameOf(sweep.state)));
}

}  // namespace

absl::StatusOr<v1::PauseSweepResponse> Coordinator::PauseSweep(
    const v1::PauseSweepRequest& request, absl::Time now) {
  return Steer<v1::PauseSweepResponse>(
      request.sweep_id(),
      [&](const SweepRow& sweep) { return Pause(sweep, request, now); });
}

absl::Status Coordinator::Pause(const SweepRow& sweep,
                                const v1::PauseSweepRequest& request,
                                absl::Time now) {
  if (sweep.state != v1::SWEEP_STATE_RUNNING) return HasEnded(sweep);
  StoreSweepPaused(database_, sweep.id, request.reason(),
                   request.finish_running());
  SegmentFlow flow(&database_, now);
  flow.Hold(sweep.id);
  RefreshPriorities(database_, sweep.id);
  Log(Severity::kInfo, "sweep paused",
      {{"sweep_id", sweep.id},
       {"name", sweep.name},
       {"reason", request.reason()}});
  return absl::OkStatus();
}

absl::StatusOr<v1::ResumeSweepResponse> Coordinator::ResumeSweep(
    const v1::ResumeSweepRequest& request, absl::Time now) {
  return Steer<v1::ResumeSweepResponse>(
      request.sweep_id(),
      [&](const SweepRow& sweep) { return Resume(sweep, now); });
}

absl::Status Coordinator::Resume(const SweepRow& sweep, absl::Time now) {
  if (sweep.state != v1::SWEEP_STATE_RUNNING) return HasEnded(sweep);
  if (!sweep.pause_reason.has_value()) return absl::OkStatus();
  StoreSweepResumed(database_, sweep.id);
  RefreshPriorities(database_, sweep.id);
  SegmentFlow flow(&database_, now);
  flow.Settle(WaitingWithStart(database_, sweep.id));
  flow.Touch(sweep.id);
  flow.CloseSweeps();
  Log(Severity::kInfo, "sweep resumed",
      {{"sweep_id", sweep.id}, {"name", sweep.name}});
  return absl::OkStatus();
}

absl::StatusOr<v1::CancelSweepResponse> Coordinator::CancelSweep(
    const v1::CancelSweepRequest& request, absl::Time now) {
  return Steer<v1::CancelSweepResponse>(
      request.sweep_id(),
      [&](const SweepRow& sweep) { return Cancel(sweep, request, now); });
}

absl::Status Coordinator::Cancel(const SweepRow& sweep,
                                 const v1::CancelSweepRequest& request,
                                 absl::Time now) {
  if (sweep.state == v1::SWEEP_STATE_CANCELLED) return absl::OkStatus();
  if (sweep.state != v1::SWEEP_STATE_RUNNING) return HasEnded(sweep);
  // Ended first, so that it no longer wants its segments.
  StoreSweepEnd(database_, sweep.id, v1::SWEEP_STATE_CANCELLED,
                request.reason(), now);
  SegmentFlow flow(&database_, now);
  for (const SweepSegment& wanted : SegmentsOf(database_, sweep.id)) {
    auto segment = FindSegment(database_, wanted.segment_id);
    if (!segment.has_value() || !IsOpen(segment->state)) continue;
    if (IsWanted(database_, segment->id)) continue;
    flow.CancelRunningAttempt(segment->id, "the sweep was cancelled");
    flow.ChangeState(&*segment, SegmentEvent::kCancel);
  }
  for (const RerunRow& rerun : UnwantedReruns(database_, sweep.id)) {
    flow.CancelRunningAttempt(rerun.segment_id, "the sweep was cancelled");
    EndRerun(database_, flow, rerun, RerunEnd::kCancelled, now);
  }
  flow.Hold(sweep.id);  // what only paused sweeps want now
  RefreshPriorities(database_, sweep.id);
  Log(Severity::kInfo, "sweep cancelled",
      {{"sweep_id", sweep.id},
       {"name", sweep.name},
       {"reason", request.reason()}});
  return absl::OkStatus();
}

absl::StatusOr<v1::UpdateSweepResponse> Coordinator::UpdateSweep(
    const v1::UpdateSweepRequest& request) {
  if (auto status = CheckSettings(request); !status.ok()) return status;
  return Steer<v1::UpdateSweepResponse>(request.sweep_id(),
                                        [&](const SweepRow& sweep) {
                                          Update(sweep, request);
                                          return absl::OkStatus();
                                        });
}

void Coordinator::Update(const SweepRow& sweep,
                         const v1::UpdateSweepRequest& request) {
  if (request.has_priority()) {
    StoreSweepPriority(database_, sweep.id, request.priority());
    RefreshPriorities(database_, sweep.id);
  }
  if (request.has_max_running()) {
    StoreSweepMaxRunning(database_, sweep.id, request.max_running());
  }
  if (request.has_max_failures()) {
    StoreSweepMaxFailures(database_, sweep.id, request.max_failures());
  }
  for (const std::string& tag : request.add_tags()) {
    AddTag(database_, sweep.id, tag);
  }
  for (const std::string& tag : request.remove_tags()) {
    RemoveTag(database_, sweep.id, tag);
  }
}

const std::set<AttemptKey>& Coordinator::HandBacks() {
  if (!hand_backs_.has_value()) {
    hand_backs_.emplace();
    if (HasPausedSweeps(database_)) {
      for (const AttemptRow& attempt : AttemptsToHandBack(database_)) {
        hand_backs_->insert({attempt.segment_id, attempt.attempt});
      }
    }
  }
  return *hand_backs_;
}

}  // namespace lehr::server
