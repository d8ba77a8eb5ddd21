#include "server/coordinator/segment_flow.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <unordered_set>
#include <utility>

#include <absl/strings/str_format.h>

#include "proto/plan/curves_read.h"
#include "proto/plan/law_key.h"
#include "proto/plan/segment_key.h"
#include "proto/support/log.h"
#include "server/coordinator/measured_numbers.h"
#include "server/core/audit_choice.h"
#include "server/core/resolve_work.h"
#include "server/store/attempt_table.h"
#include "server/store/curve_table.h"
#include "server/store/failure_table.h"
#include "server/store/lost_artifact.h"
#include "server/store/rerun_table.h"
#include "server/store/state_names.h"
#include "server/store/submission_table.h"
#include "server/store/sweep_table.h"

namespace lehr::server {
namespace {

void Append(const std::vector<std::int64_t>& ids,
            std::vector<std::int64_t>* all) {
  all->insert(all->end(), ids.begin(), ids.end());
}

bool WantsFinerCurve(const SegmentRow& segment, const SegmentWish& wish) {
  return segment.work().has_advance() && wish.record_steps > 0 &&
         wish.record_steps < segment.plan.record_steps;
}

// Whether the sweep may want a DONE segment executed a second time.
bool WantsRerun(const SegmentRow& segment, const SegmentWish& wish) {
  return wish.sweep.running &&
         (WantsFinerCurve(segment, wish) || wish.sweep.recompute ||
          wish.sweep.audit_fraction > 0);
}

}  // namespace

// SettleQueue is segments to be looked at, first come, first served. One that
// waits in it already need not come again.
class SettleQueue {
 public:
  explicit SettleQueue(const std::vector<std::int64_t>& ids) { Add(ids); }

  void Add(const std::vector<std::int64_t>& ids) {
    for (const std::int64_t id : ids) {
      if (waiting_.insert(id).second) ids_.push_back(id);
    }
  }

  std::optional<std::int64_t> Take() {
    if (ids_.empty()) return std::nullopt;
    const std::int64_t id = ids_.front();
    ids_.pop_front();
    waiting_.erase(id);
    return id;
  }

 private:
  std::deque<std::int64_t> ids_;
  std::unordered_set<std::int64_t> waiting_;
};

void SegmentFlow::ChangeState(SegmentRow* segment, SegmentEvent event) {
  ChangeState(segment, event, WishesOf(database_, segment->id));
}

void SegmentFlow::ChangeState(SegmentRow* segment, SegmentEvent event,
                              std::span<const SegmentWish> wishes,
                              const SegmentResult* result) {
  const auto next = NextState(segment->state, event);
  if (!next.has_value()) {
    database_.KeepError(absl::InternalError(
        absl::StrFormat("segment %d: cannot %s while %s", segment->id,
                        lehr::server::NameOf(event), NameOf(segment->state))));
    return;
  }
  if (result != nullptr) {
    StoreSegmentDone(database_, *segment, *result, wishes, now_);
  } else {
    StoreSegmentState(database_, *segment, *next, wishes, now_);
  }
  segment->state = *next;
  if (event == SegmentEvent::kReopen) ForgiveSetbacks(database_, segment->id);
  if (IsOpen(*next)) return;
  for (const SegmentWish& wish : wishes) {
    if (wish.sweep.running) touched_sweeps_.insert(wish.sweep_id);
  }
}

void SegmentFlow::Settle(const std::vector<std::int64_t>& segment_ids) {
  SettleQueue queue(segment_ids);
  while (const auto id = queue.Take()) {
    auto segment = FindSegment(database_, *id);
    if (!segment.has_value()) return;  // the database has an error
    if (segment->state != v1::SEGMENT_STATE_WAITING) continue;
    SettleOne(std::move(*segment), &queue);
  }
}

void SegmentFlow::SettleOne(SegmentRow segment, SettleQueue* queue) {
  if (segment.physical_key.empty()) {
    if (!Resolve(&segment)) return;
    queue->Add(DependentsOf(database_, segment.id));
  }
  const bool has_start = HasStartState(segment);
  if (const auto known = KnownResult(segment, has_start)) {
    // Of a WAITING segment no attempt runs.
    queue->Add(Finish(&segment, *known, /*fresh=*/false));
    return;
  }
  if (!has_start || !HasReadings(segment)) return;
  const std::vector<SegmentWish> wishes = WishesOf(database_, segment.id);
  const bool wanted_now =
      std::any_of(wishes.begin(), wishes.end(), [](const SegmentWish& wish) {
        return wish.sweep.running && !wish.sweep.paused;
      });
  if (wanted_now) ChangeState(&segment, SegmentEvent::kUnblock, wishes);
}

std::optional<SegmentResult> SegmentFlow::KnownResult(const SegmentRow& segment,
                                                      bool has_start) {
  const std::int64_t twin_id = FindDoneTwin(database_, segment.physical_key);
  if (twin_id != 0) {
    const auto twin = FindSegment(database_, twin_id);
    if (!twin.has_value()) return std::nullopt;
    return LoadResult(database_, *twin);
  }
  if (segment.law_key.empty() || !has_start) return std::nullopt;
  PathState state =
      FindCheckpoint(database_, segment.law_key, segment.plan.steps,
                     segment.plan.record_steps);
  if (state.state_sha256.empty()) return std::nullopt;
  return SegmentResult{.end_state_sha256 = std::move(state.state_sha256),
                       .curve_sha256 = std::move(state.curve_sha256),
                       .record_steps = state.record_steps};
}

void SegmentFlow::WantReruns(const SegmentRow& segment, bool fresh) {
  WantReruns(segment, fresh, WishesOf(database_, segment.id));
}

void SegmentFlow::WantReruns(const SegmentRow& segment, bool fresh,
                             std::span<const SegmentWish> wishes) {
  const bool any = std::any_of(
      wishes.begin(), wishes.end(),
      [&](const SegmentWish& wish) { return WantsRerun(segment, wish); });
  if (!any || !HasStartState(segment)) return;
  // Of segments with the same physics one stands for all.
  const std::int64_t first = FindDoneTwin(database_, segment.physical_key);
  RerunRow rerun = {.segment_id = first == 0 ? segment.id : first,
                    .record_steps = segment.plan.record_steps};
  for (const SegmentWish& wish : wishes) {
    if (!wish.sweep.running) continue;
    if (WantsFinerCurve(segment, wish)) {
      rerun.reason = RerunReason::kRecording;
      rerun.record_steps = wish.record_steps;
      const auto open = FindRerun(database_, rerun.segment_id);
      if (open.has_value() && open->record_steps > rerun.record_steps) {
        CancelRunningAttempt(rerun.segment_id, "a finer curve is wanted");
      }
    } else if (wish.sweep.recompute && !fresh) {
      rerun.reason = RerunReason::kRecompute;
    } else if (IsAudited(segment.physical_key, wish.sweep.audit_fraction) &&
               (fresh || !WasRerun(database_, rerun.segment_id))) {
      rerun.reason = RerunReason::kAudit;
    } else {
      continue;
    }
    WantRerun(database_, wish.sweep_id, rerun, now_);
  }
}

bool SegmentFlow::Resolve(SegmentRow* segment) {
  std::string parent_key;
  if (segment->plan.parent_id != 0) {
    const auto parent = StandingOf(database_, segment->plan.parent_id);
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
    const auto measuring = StandingOf(database_, measuring_id);
    if (!measuring.has_value() || measuring->state != v1::SEGMENT_STATE_DONE) {
      return std::nullopt;
    }
  }
  const auto work = ResolveWork(segment->plan.work,
                                [this](const v1::MeasuredReference& reference) {
                                  return MeasuredValueOf(database_, reference);
                                });
  if (work.ok()) return *work;
  Fail(segment, {.error = std::string(work.status().message()),
                 .failure_class = v1::FAILURE_CLASS_NUMERIC});
  return std::nullopt;
}

bool SegmentFlow::HasStartState(const SegmentRow& segment) {
  if (segment.plan.parent_id == 0) return true;
  const auto parent = StandingOf(database_, segment.plan.parent_id);
  return parent.has_value() && parent->state == v1::SEGMENT_STATE_DONE;
}

bool SegmentFlow::HasReadings(const SegmentRow& segment) {
  const v1::Measurement& measurement = segment.work().measurement();
  int curves = plan::CurvesRead(measurement);
  int states = 0;
  if (measurement.has_local_strain()) {
    states = measurement.local_strain().reference_segments_back() + 1;
  }
  // An end state is there if the segment is DONE, also far back: it may have
  // been lost since.
  std::int64_t id = segment.plan.parent_id;
  while (id != 0 && (curves > 0 || states > 0)) {
    if (curves > 0 && AwaitsRecording(database_, id)) return false;
    const auto read = FindSegment(database_, id);
    if (!read.has_value()) break;
    const bool is_read = curves > 0 || states == 1;
    if (is_read && read->state != v1::SEGMENT_STATE_DONE) return false;
    id = read->plan.parent_id;
    --curves;
    --states;
  }
  return true;
}

std::vector<std::int64_t> SegmentFlow::Finish(SegmentRow* segment,
                                              const SegmentResult& result,
                                              bool fresh) {
  const bool was_lost = WasLost(*segment);
  if (was_lost) DropObservables(database_, segment->id);
  const std::vector<SegmentWish> wishes = WishesOf(database_, segment->id);
  ChangeState(segment, SegmentEvent::kComplete, wishes, &result);
  if (result.record_steps > 0) segment->plan.record_steps = result.record_steps;
  std::vector<std::int64_t> next = DependentsOf(database_, segment->id);
  if (was_lost) Append(MeasurementsBelow(database_, segment->id), &next);
  WantReruns(*segment, fresh, wishes);
  return next;
}

void SegmentFlow::Complete(SegmentRow segment, const SegmentResult& result) {
  std::vector<std::int64_t> queue = Finish(&segment, result, /*fresh=*/true);
  for (const std::int64_t twin_id :
       FindOpenTwins(database_, segment.physical_key)) {
    auto twin = FindSegment(database_, twin_id);
    if (!twin.has_value()) return;
    CancelRunningAttempt(twin_id, "the result is there already");
    Append(Finish(&*twin, result, /*fresh=*/true), &queue);
  }
  Settle(queue);
}

void SegmentFlow::Lose(std::int64_t segment_id) {
  auto segment = FindSegment(database_, segment_id);
  if (!segment.has_value()) return;
  CancelRunningAttempt(segment_id, "its result was lost");
  if (const auto rerun = FindRerun(database_, segment_id)) {
    StoreRerunEnd(database_, rerun->id, RerunEnd::kCancelled, now_);
  }
  const std::vector<std::int64_t> reopened =
      EndedSweepsWith(database_, segment_id);
  for (const std::int64_t sweep_id : reopened) {
    StoreSweepReopened(database_, sweep_id);
  }
  ChangeState(&*segment, SegmentEvent::kLose);
  // It had succeeded: a new result has all its tries.
  ForgiveSetbacks(database_, segment_id);
  const std::vector<std::int64_t> sweeps =
      RunningSweepsWith(database_, segment_id);
  if (sweeps.empty()) ChangeState(&*segment, SegmentEvent::kCancel);
  touched_sweeps_.insert(sweeps.begin(), sweeps.end());
  BlockBelow(segment_id);
  for (const std::int64_t sweep_id : reopened) GoOn(sweep_id);
}

void SegmentFlow::GoOn(std::int64_t sweep_id) {
  std::vector<std::int64_t> opened;
  for (const SweepSegment& wanted : SegmentsOf(database_, sweep_id)) {
    const auto standing = StandingOf(database_, wanted.segment_id);
    if (!standing.has_value()) return;
    if (standing->state != v1::SEGMENT_STATE_CANCELLED) continue;
    auto segment = FindSegment(database_, wanted.segment_id);
    if (!segment.has_value()) return;
    ChangeState(&*segment, SegmentEvent::kReopen);
    opened.push_back(segment->id);
  }
  RefreshPriorities(database_, sweep_id);
  Settle(opened);
  Settle(WaitingWithStart(database_, sweep_id));
}

void SegmentFlow::BlockBelow(std::int64_t segment_id) {
  for (const std::int64_t id : StartedBelow(database_, segment_id)) {
    auto below = FindSegment(database_, id);
    if (!below.has_value()) return;
    if (HasInputs(*below)) continue;
    CancelRunningAttempt(id, "what it starts from was lost");
    if (below->state == v1::SEGMENT_STATE_LEASED) {
      ChangeState(&*below, SegmentEvent::kRelease);
    }
    ChangeState(&*below, SegmentEvent::kHold);
  }
}

void SegmentFlow::Release(SegmentRow* segment) {
  ChangeState(segment, SegmentEvent::kRelease);
  if (!IsWantedNow(database_, segment->id)) {
    ChangeState(segment, SegmentEvent::kHold);
  }
}

void SegmentFlow::Hold(std::int64_t sweep_id) {
  for (const std::int64_t id : ReadyButHeld(database_, sweep_id)) {
    auto segment = FindSegment(database_, id);
    if (!segment.has_value()) return;
    ChangeState(&*segment, SegmentEvent::kHold);
  }
}

void SegmentFlow::Fail(SegmentRow* segment, const Setback& setback) {
  StoreSetback(database_, segment->id, setback);
  const std::vector<SegmentWish> wishes = WishesOf(database_, segment->id);
  ChangeState(segment, SegmentEvent::kFail, wishes);
  for (const SegmentWish& wish : wishes) {
    if (wish.sweep.running &&
        HasFailedBeginning(database_, wish.sweep_id, segment->law_key,
                           segment->plan.steps)) {
      ExcuseFailure(database_, wish.sweep_id);
    }
  }
  Log(Severity::kWarning, "segment failed",
      {{"segment_id", segment->id},
       {"label", segment->plan.label},
       {"attempts", segment->attempts},
       {"class", NameOf(setback.failure_class)},
       {"error", setback.error}});
}

void SegmentFlow::CancelRunningAttempt(std::int64_t segment_id,
                                       const std::string& why) {
  const auto running = FindRunningAttempt(database_, segment_id);
  if (!running.has_value()) return;
  StoreAttemptEnding(database_, *running,
                     {.state = AttemptState::kCancelled, .message = why}, now_);
}

void SegmentFlow::PauseIfTooManyFailed(const SweepRow& sweep,
                                       std::int64_t failures) {
  const std::int64_t fresh = failures - sweep.failures_accepted;
  if (sweep.pause_reason.has_value() || sweep.max_failures == 0 ||
      fresh < sweep.max_failures) {
    return;
  }
  const std::string reason =
      absl::StrFormat("%d segment%s failed: lehr failures %d", fresh,
                      fresh == 1 ? "" : "s", sweep.id);
  // What runs has done nothing wrong.
  StoreSweepPaused(database_, sweep.id, reason, /*finish_running=*/true);
  Hold(sweep.id);
  RefreshPriorities(database_, sweep.id);
  Log(Severity::kWarning, "sweep paused",
      {{"sweep_id", sweep.id}, {"name", sweep.name}, {"reason", reason}});
}

bool SegmentFlow::AwaitsCurves(std::int64_t sweep_id) {
  const std::vector<std::int64_t> waiting =
      WaitingWithStart(database_, sweep_id);
  return std::any_of(waiting.begin(), waiting.end(), [&](std::int64_t id) {
    const auto segment = FindSegment(database_, id);
    return segment.has_value() && !segment->physical_key.empty() &&
           AwaitsCurve(*segment);
  });
}

bool SegmentFlow::AwaitsCurve(const SegmentRow& segment) {
  int curves = plan::CurvesRead(segment.work().measurement());
  std::int64_t id = segment.plan.parent_id;
  for (; id != 0 && curves > 0; --curves) {
    if (AwaitsRecording(database_, id)) return true;
    const auto read = FindSegment(database_, id);
    if (!read.has_value()) break;
    id = read->plan.parent_id;
  }
  return false;
}

void SegmentFlow::CloseSweeps() {
  for (const std::int64_t sweep_id : touched_sweeps_) {
    SweepCounts counts =
        database_.Behind<SweepTallies>().CountsOf(database_, sweep_id);
    const std::int64_t failures = counts[v1::SEGMENT_STATE_FAILED].segments;
    const bool goes_on = counts[v1::SEGMENT_STATE_READY].segments > 0 ||
                         counts[v1::SEGMENT_STATE_LEASED].segments > 0;
    if (goes_on && failures == 0) continue;  // of most events
    const auto sweep = FindSweep(database_, sweep_id);
    if (!sweep.has_value() || sweep->state != v1::SWEEP_STATE_RUNNING) continue;
    if (goes_on || FindSubmission(database_, sweep_id).has_value()) {
      PauseIfTooManyFailed(*sweep, failures);
      continue;
    }
    const bool failed = failures > 0;
    if (failed && sweep->pause_reason.has_value()) continue;
    if (failed && AwaitsCurves(sweep_id)) continue;
    // Without a failed segment, one that waits has nothing to wait for.
    if (!failed && counts[v1::SEGMENT_STATE_WAITING].segments > 0) continue;
    if (HasOpenReruns(database_, sweep_id)) continue;
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
