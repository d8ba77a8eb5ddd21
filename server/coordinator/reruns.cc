#include "server/coordinator/reruns.h"

#include <vector>

#include <absl/strings/str_format.h>

#include "proto/support/log.h"
#include "proto/support/sha256.h"
#include "server/core/result_hash.h"
#include "server/store/curve_table.h"
#include "server/store/divergence_table.h"

namespace lehr::server {

std::string KeptHash(Database& database, const SegmentRow& segment) {
  if (segment.work().has_advance()) return segment.end_state_sha256;
  return ResultHash(LoadObservables(database, segment.id),
                    segment.curve_sha256);
}

std::string ReportedHash(const SegmentRow& segment,
                         const v1::CompleteAttemptRequest& request) {
  if (segment.work().has_advance()) return request.end_state_sha256();
  return ResultHash(
      {request.observables().begin(), request.observables().end()},
      request.curve_sha256());
}

void KeepDivergence(Database& database, const SegmentRow& segment,
                    const AttemptRow& attempt, const std::string& kept,
                    const std::string& other, absl::Time now) {
  InsertDivergence(database, attempt, kept, other, now);
  Log(Severity::kError, "divergence",
      {{"segment_id", segment.id},
       {"attempt", attempt.attempt},
       {"worker_id", attempt.worker_id},
       {"state_key", ToHex(segment.physical_key)},
       {"kept", ToHex(kept)},
       {"other", ToHex(other)}});
}

void FinishRerun(Database& database, SegmentFlow& flow,
                 const SegmentRow& segment, const AttemptRow& attempt,
                 const v1::CompleteAttemptRequest& request, absl::Time now) {
  const auto rerun = FindRerun(database, segment.id);
  if (!rerun.has_value()) {
    database.KeepError(absl::InternalError(absl::StrFormat(
        "segment %d: attempt %d runs while it is done, without a rerun",
        segment.id, attempt.attempt)));
    return;
  }
  const std::string kept = KeptHash(database, segment);
  const std::string other = ReportedHash(segment, request);
  if (kept != other) {
    KeepDivergence(database, segment, attempt, kept, other, now);
    EndRerun(database, flow, *rerun, RerunEnd::kDiverged, now);
    return;
  }
  if (rerun->record_steps < segment.plan.record_steps &&
      !request.curve_sha256().empty()) {
    StoreFinerCurve(database, segment.physical_key, request.curve_sha256(),
                    rerun->record_steps);
  }
  EndRerun(database, flow, *rerun, RerunEnd::kConfirmed, now);
}

void RefuseOther(Database& database, SegmentFlow& flow, SegmentRow segment,
                 const AttemptRow& attempt,
                 const v1::CompleteAttemptRequest& request, absl::Time now) {
  const std::string kept = KeptHash(database, segment);
  const std::string other = ReportedHash(segment, request);
  KeepDivergence(database, segment, attempt, kept, other, now);
  if (attempt.attempt != segment.attempts ||
      segment.state != v1::SEGMENT_STATE_LEASED) {
    return;
  }
  flow.Fail(&segment, {.error = absl::StrFormat(
                           "computed again because a file was lost: expected "
                           "the result %s, found %s",
                           ToHex(kept), ToHex(other))});
}

void EndRerun(Database& database, SegmentFlow& flow, const RerunRow& rerun,
              RerunEnd end, absl::Time now) {
  for (const std::int64_t sweep_id : SweepsWaitingFor(database, rerun.id)) {
    flow.Touch(sweep_id);
  }
  StoreRerunEnd(database, rerun.id, end, now);
  if (rerun.reason == RerunReason::kRecording) {
    flow.Settle(MeasurementsBelow(database, rerun.segment_id));
  }
}

void SetBackRerun(Database& database, SegmentFlow& flow,
                  const SegmentRow& segment,
                  std::optional<absl::Duration> delay, absl::Time now) {
  const auto rerun = FindRerun(database, segment.id);
  if (!rerun.has_value()) return;
  if (delay.has_value()) {
    StoreRerunFailure(database, rerun->id, rerun->failures + 1, now + *delay);
    return;
  }
  Log(Severity::kWarning, "rerun failed",
      {{"segment_id", segment.id},
       {"label", segment.plan.label},
       {"attempts", segment.attempts}});
  EndRerun(database, flow, *rerun, RerunEnd::kFailed, now);
}

}  // namespace lehr::server
