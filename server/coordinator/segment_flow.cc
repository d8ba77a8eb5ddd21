#include "server/coordinator/segment_flow.h"

#include <optional>
#include <utility>

#include <absl/strings/str_format.h>

#include "proto/plan/law_key.h"
#include "proto/plan/segment_key.h"
#include "proto/support/log.h"
#include "server/coordinator/measured_numbers.h"
#include "server/core/resolve_work.h"
#include "server/store/attempt_table.h"
#include "server/store/state_names.h"
#include "server/store/sweep_table.h"

namespace lehr::server {
namespace {

void Append(const std::vector<std::int64_t>& ids,
            std::vector<std::int64_t>* queue) {
  queue->insert(queue->end(), ids.begin(), ids.end());
}

}  // namespace

void SegmentFlow::ChangeState(SegmentRow* segment, SegmentEvent event) {
  const auto next = NextState(segment->state, event);
  if (!next.has_value()) {
    database_.KeepError(absl::InternalError(
        absl::StrFormat("segment %d: cannot %s while %s", segment->id,
                        lehr::server::NameOf(event), NameOf(segment->state))));
    return;
  }
  StoreSegmentState(database_, *segment, *next, now_);
  segment->state = *next;
  if (IsOpen(*next)) return;
  for (const std::int64_t sweep_id :
       RunningSweepsWith(database_, segment->id)) {
    touched_sweeps_.insert(sweep_id);
  }
}

void SegmentFlow::Settle(std::vector<std::int64_t> segment_ids) {
  // First come, first served: parents stand before their children.
  for (std::size_t i = 0; i < segment_ids.size(); ++i) {
    auto segment = FindSegment(database_, segment_ids[i]);
    if (!segment.has_value()) return;  // the database has an error
    if (segment->state == v1::SEGMENT_STATE_WAITING) {
      SettleOne(std::move(*segment), &segment_ids);
    }
  }
}

void SegmentFlow::SettleOne(SegmentRow segment,
                            std::vector<std::int64_t>* queue) {
  if (segment.physical_key.empty()) {
    if (!Resolve(&segment)) return;
    Append(DependentsOf(database_, segment.id), queue);
  }
  const std::int64_t twin_id = FindDoneTwin(database_, segment.physical_key);
  if (twin_id != 0) {
    const auto twin = FindSegment(database_, twin_id);
    if (!twin.has_value()) return;
    Finish(&segment, LoadResult(database_, *twin));
    Append(DependentsOf(database_, segment.id), queue);
  } else if (HasStartState(segment) && IsWanted(database_, segment.id)) {
    ChangeState(&segment, SegmentEvent::kUnblock);
  }
}

bool SegmentFlow::Resolve(SegmentRow* segment) {
  std::string parent_key;
  if (segment->plan.parent_id != 0) {
    const auto parent = FindSegment(database_, segment->plan.parent_id);
    if (!parent.has_value() || parent->physical_key.empty()) return false;
    parent_key = parent->physical_key;
  }
  const std::vector<std::int64_t> needed = ReferencesOf(database_, segment->id);
  if (!needed.empty()) {
    segment->resolved_work = ResolvedWork(segment, needed);
    if (!segment->resolved_work.has_value()) return false;
  }
  segment->physical_key = plan::SegmentKey(
      parent_key, segment->plan.potential_sha256, segment->work());
  segment->law_key =
      plan::LawKey(parent_key, segment->plan.potential_sha256, segment->work());
  StoreKeys(database_, *segment);
  return true;
}

std::optional<v1::Work> SegmentFlow::ResolvedWork(
    SegmentRow* segment, const std::vector<std::int64_t>& needed) {
  for (const std::int64_t measuring_id : needed) {
    const auto measuring = FindSegment(database_, measuring_id);
    if (!measuring.has_value() || measuring->state != v1::SEGMENT_STATE_DONE) {
      return std::nullopt;
    }
  }
  const auto work = ResolveWork(segment->plan.work,
                                [this](const v1::MeasuredReference& reference) {
                                  return MeasuredValueOf(database_, reference);
                                });
  if (work.ok()) return *work;
  Fail(segment, {.error = std::string(work.status().message())});
  return std::nullopt;
}

bool SegmentFlow::HasStartState(const SegmentRow& segment) {
  if (segment.plan.parent_id == 0) return true;
  const auto parent = FindSegment(database_, segment.plan.parent_id);
  return parent.has_value() && parent->state == v1::SEGMENT_STATE_DONE;
}

void SegmentFlow::Finish(SegmentRow* segment, const SegmentResult& result) {
  CancelRunningAttempt(segment->id, "the result is there already");
  StoreResult(database_, segment->id, result);
  ChangeState(segment, SegmentEvent::kComplete);
}

void SegmentFlow::Complete(SegmentRow segment, const SegmentResult& result) {
  Finish(&segment, result);
  std::vector<std::int64_t> queue = DependentsOf(database_, segment.id);
  for (const std::int64_t twin_id :
       FindOpenTwins(database_, segment.physical_key)) {
    auto twin = FindSegment(database_, twin_id);
    if (!twin.has_value()) return;
    Finish(&*twin, result);
    Append(DependentsOf(database_, twin_id), &queue);
  }
  Settle(std::move(queue));
}

void SegmentFlow::Fail(SegmentRow* segment, const Setback& setback) {
  StoreSetback(database_, segment->id, setback);
  ChangeState(segment, SegmentEvent::kFail);
  Log(Severity::kWarning, "segment failed",
      {{"segment_id", segment->id},
       {"label", segment->plan.label},
       {"attempts", segment->attempts},
       {"error", setback.error}});
}

void SegmentFlow::CancelRunningAttempt(std::int64_t segment_id,
                                       const std::string& why) {
  const auto running = FindRunningAttempt(database_, segment_id);
  if (!running.has_value()) return;
  StoreAttemptEnding(database_, *running,
                     {.state = AttemptState::kCancelled, .message = why}, now_);
}

void SegmentFlow::CloseSweeps() {
  for (const std::int64_t sweep_id : touched_sweeps_) {
    const auto sweep = FindSweep(database_, sweep_id);
    if (!sweep.has_value() || sweep->state != v1::SWEEP_STATE_RUNNING) continue;
    SweepCounts counts = CountsOf(database_, sweep_id);
    if (counts[v1::SEGMENT_STATE_READY].segments > 0 ||
        counts[v1::SEGMENT_STATE_LEASED].segments > 0) {
      continue;
    }
    const bool failed = counts[v1::SEGMENT_STATE_FAILED].segments > 0;
    // Without a failed segment, one that waits has nothing to wait for.
    if (!failed && counts[v1::SEGMENT_STATE_WAITING].segments > 0) continue;
    StoreSweepEnd(database_, sweep_id,
                  failed ? v1::SWEEP_STATE_FAILED : v1::SWEEP_STATE_DONE,
                  std::nullopt, now_);
    RefreshPriorities(database_, sweep_id);
    Log(failed ? Severity::kWarning : Severity::kInfo,
        failed ? "sweep failed" : "sweep done",
        {{"sweep_id", sweep_id},
         {"name", sweep->name},
         {"points_done", sweep->points_done},
         {"points", sweep->points}});
  }
}

}  // namespace lehr::server
