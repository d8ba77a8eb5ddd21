// Events of Coordinator that say how an attempt goes on and ends.

#include <cmath>

#include <absl/strings/str_format.h>

#include "proto/support/log.h"
#include "proto/support/sha256.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/proto_time.h"
#include "server/coordinator/reruns.h"
#include "server/core/lease_order.h"
#include "server/core/retry_policy.h"
#include "server/store/artifact_table.h"
#include "server/store/segment_table.h"
#include "server/store/state_names.h"

namespace lehr::server {
namespace {

absl::Status Stale(const v1::AttemptId& id) {
  return absl::AbortedError(
      absl::StrFormat("segment %d: attempt %d is stale: drop its work",
                      id.segment_id(), id.attempt()));
}

AttemptState EndStateOf(v1::AttemptEnd end) {
  switch (end) {
    case v1::ATTEMPT_END_FAILED:
      return AttemptState::kFailed;
    case v1::ATTEMPT_END_CANCELLED:
      return AttemptState::kCancelled;
    default:
      return AttemptState::kReturned;
  }
}

// The end of what the computing process wrote tells most.
std::string LastBytes(const std::string& log) {
  constexpr std::size_t kMost = std::size_t{16} << 10;
  if (log.size() <= kMost) return log;
  std::size_t from = log.size() - kMost;
  // Not within a character of UTF-8.
  while (from < log.size() && (log[from] & 0xC0) == 0x80) ++from;
  return log.substr(from);
}

}  // namespace

absl::StatusOr<AttemptRow> Coordinator::FindOwn(std::string_view session,
                                                const v1::AttemptId& id) {
  const auto attempt = FindAttempt(database_, id.segment_id(), id.attempt());
  if (!attempt.has_value()) return Stale(id);
  if (const Roster::Member* const member = roster_.Find(session)) {
    if (member->worker_id != attempt->worker_id) return Stale(id);
    return *attempt;
  }
  const auto worker = FindWorker(database_, session);
  if (!worker.has_value() || worker->id != attempt->worker_id) return Stale(id);
  return *attempt;
}

absl::StatusOr<v1::CommitCheckpointResponse> Coordinator::CommitCheckpoint(
    const v1::CommitCheckpointRequest& request, absl::Time now) {
  auto response = database_.InSavepoint(
      [&]() -> absl::StatusOr<v1::CommitCheckpointResponse> {
        const auto attempt = FindOwn(request.session(), request.id());
        if (!attempt.ok()) return attempt.status();
        if (attempt->state != AttemptState::kRunning) {
          return Stale(request.id());
        }
        const v1::Checkpoint& checkpoint = request.checkpoint();
        if (checkpoint.step() < 0) {
          return absl::InvalidArgumentError(
              absl::StrFormat("checkpoint.step: expected at least 0, found %d",
                              checkpoint.step()));
        }
        absl::Status there = CheckArtifact(checkpoint.state_sha256(), "state");
        if (there.ok() && !checkpoint.curve_sha256().empty()) {
          there = CheckArtifact(checkpoint.curve_sha256(), "curve");
        }
        if (!there.ok()) return there;
        const auto segment = FindSegment(database_, request.id().segment_id());
        if (!segment.has_value()) return Stale(request.id());
        // A rerun begins at the start, however often.
        if (segment->state == v1::SEGMENT_STATE_DONE) {
          return v1::CommitCheckpointResponse();
        }
        KeepPathState(*segment, *attempt, checkpoint, now);
        // A repeat that was overtaken by a later one changes nothing.
        if (segment->checkpoint_state_sha256.empty() ||
            checkpoint.step() >= segment->checkpoint_step) {
          StoreCheckpoint(database_, segment->id, checkpoint.step(),
                          checkpoint.state_sha256(), checkpoint.curve_sha256());
        }
        return v1::CommitCheckpointResponse();
      });
  Roster::Member* const member = roster_.Find(request.session());
  if (response.ok() && member != nullptr) {
    member->last_heard = now;
    member->attempts[KeyOf(request.id())] = now;
    roster_.hosts().GotOn(member->host, now);
  }
  return response;
}

// A checkpoint is the state with a key of its own, and there is one state for a
// key.
void Coordinator::KeepPathState(const SegmentRow& segment,
                                const AttemptRow& attempt,
                                const v1::Checkpoint& checkpoint,
                                absl::Time now) {
  if (segment.law_key.empty() || checkpoint.step() == 0) return;
  const PathState known = FindCheckpoint(
      database_, segment.law_key, checkpoint.step(), segment.plan.record_steps);
  if (!known.state_sha256.empty() &&
      known.state_sha256 != checkpoint.state_sha256()) {
    KeepDivergence(database_, segment, attempt, known.state_sha256,
                   checkpoint.state_sha256(), now);
  }
  InsertCheckpoint(database_, segment.law_key,
                   {.step = checkpoint.step(),
                    .state_sha256 = checkpoint.state_sha256(),
                    .curve_sha256 = checkpoint.curve_sha256(),
                    .record_steps = segment.plan.record_steps});
}

absl::StatusOr<v1::CompleteAttemptResponse> Coordinator::CompleteAttempt(
    const v1::CompleteAttemptRequest& request, absl::Time now) {
  const absl::StatusOr<Report> report =
      database_.InGroup([&] { return DecideReport(request, now); });
  if (!report.ok()) return report.status();
  roster_.Drop(request.session(), KeyOf(request.id()));
  if (*report == Report::kStale) return Stale(request.id());
  if (*report == Report::kAccepted) ++version_;
  if (const Roster::Member* const member = roster_.Find(request.session())) {
    roster_.hosts().GotOn(member->host, now);
  }
  return v1::CompleteAttemptResponse();
}

// Decides in this order: whose attempt it is, what the segment's state makes of
// it, and only then whether what is reported can be accepted: a repeat must get
// the first answer.
absl::StatusOr<Coordinator::Report> Coordinator::DecideReport(
    const v1::CompleteAttemptRequest& request, absl::Time now) {
  const auto attempt = FindOwn(request.session(), request.id());
  if (!attempt.ok()) return attempt.status();
  const auto segment = FindSegment(database_, attempt->segment_id);
  if (!segment.has_value()) return Stale(request.id());
  const bool done = segment->state == v1::SEGMENT_STATE_DONE;
  if (done && attempt->state != AttemptState::kRunning) {
    if (request.end_state_sha256() != segment->end_state_sha256) {
      KeepDivergence(database_, *segment, *attempt, segment->end_state_sha256,
                     request.end_state_sha256(), now);
    }
    return attempt->state == AttemptState::kSucceeded ? Report::kRepeated
                                                      : Report::kStale;
  }
  if (!done && !IsOpen(segment->state)) return Stale(request.id());
  const absl::Status valid = CheckReport(*segment, request);
  if (!valid.ok()) return valid;
  return StoreReport(*segment, *attempt, request, now);
}

Coordinator::Report Coordinator::StoreReport(
    const SegmentRow& segment, const AttemptRow& attempt,
    const v1::CompleteAttemptRequest& request, absl::Time now) {
  if (attempt.state != AttemptState::kRunning) {
    Log(Severity::kInfo, "late result accepted",
        {{"segment_id", segment.id},
         {"attempt", attempt.attempt},
         {"worker_id", attempt.worker_id}});
  }
  const absl::Duration run_time = FromProto(request.run_time());
  // Ended first, so that it is not among those that need not go on.
  StoreAttemptSuccess(database_, attempt, request.steps_taken(), run_time, now);
  StoreWorkerSuccess(database_, attempt.worker_id);
  RefineSpeeds(segment, attempt, request, now);
  SegmentResult result = {.end_state_sha256 = request.end_state_sha256(),
                          .curve_sha256 = request.curve_sha256(),
                          .run_time = run_time};
  result.observables.assign(request.observables().begin(),
                            request.observables().end());
  SegmentFlow flow(&database_, now);
  if (segment.state == v1::SEGMENT_STATE_DONE) {
    FinishRerun(database_, flow, segment, attempt, request, now);
  } else if (WasLost(segment) &&
             KeptHash(database_, segment) != ReportedHash(segment, request)) {
    RefuseOther(database_, flow, segment, attempt, request, now);
  } else {
    // A late result: another attempt may run.
    if (attempt.state != AttemptState::kRunning) {
      flow.CancelRunningAttempt(segment.id, "the result is there already");
    }
    flow.Complete(segment, result);
  }
  flow.CloseSweeps();
  return Report::kAccepted;
}

absl::Status Coordinator::CheckReport(
    const SegmentRow& segment, const v1::CompleteAttemptRequest& request) {
  if (segment.work().has_advance()) {
    absl::Status state = CheckArtifact(request.end_state_sha256(), "end state");
    if (!state.ok()) return state;
  } else if (!request.end_state_sha256().empty()) {
    return absl::InvalidArgumentError(
        "end_state_sha256: expected none of a measurement");
  }
  if (request.curve_sha256().empty()) return absl::OkStatus();
  return CheckArtifact(request.curve_sha256(), "curve");
}

absl::StatusOr<v1::EndAttemptResponse> Coordinator::EndAttempt(
    const v1::EndAttemptRequest& request, absl::Time now) {
  if (request.end() == v1::ATTEMPT_END_UNSPECIFIED ||
      !v1::AttemptEnd_IsValid(request.end())) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "end: expected why the attempt ended, found %d", request.end()));
  }
  if (!v1::FailureClass_IsValid(request.failure_class())) {
    return absl::InvalidArgumentError(
        absl::StrFormat("failure_class: expected whose fault it was, found %d",
                        request.failure_class()));
  }
  const absl::Status status =
      database_.InSavepoint([&] { return DecideEnd(request, now); });
  if (!status.ok()) return status;
  roster_.Drop(request.session(), KeyOf(request.id()));
  ++version_;
  return v1::EndAttemptResponse();
}

absl::Status Coordinator::DecideEnd(const v1::EndAttemptRequest& request,
                                    absl::Time now) {
  const auto attempt = FindOwn(request.session(), request.id());
  if (!attempt.ok()) return attempt.status();
  if (attempt->state != AttemptState::kRunning) {
    return attempt->state == EndStateOf(request.end()) ? absl::OkStatus()
                                                       : Stale(request.id());
  }
  auto segment = FindSegment(database_, attempt->segment_id);
  if (!segment.has_value()) return Stale(request.id());
  if (request.end() == v1::ATTEMPT_END_FAILED) {
    if (!request.state_sha256().empty()) {
      const absl::Status there = CheckArtifact(request.state_sha256(), "state");
      if (!there.ok()) return there;
    }
    EndFailed(&*segment, *attempt, request, now);
    return absl::OkStatus();
  }
  StoreAttemptEnding(database_, *attempt,
                     {.state = EndStateOf(request.end()),
                      .message = request.message(),
                      .failure_class = request.failure_class()},
                     now);
  if (segment->state != v1::SEGMENT_STATE_DONE) {  // not a rerun
    SegmentFlow flow(&database_, now);
    flow.Release(&*segment);
  }
  Log(Severity::kInfo, "attempt returned",
      {{"segment_id", segment->id},
       {"attempt", attempt->attempt},
       {"worker_id", attempt->worker_id}});
  return absl::OkStatus();
}

void Coordinator::EndFailed(SegmentRow* segment, const AttemptRow& attempt,
                            const v1::EndAttemptRequest& request,
                            absl::Time now) {
  const auto code = static_cast<absl::StatusCode>(request.code());
  const v1::FailureClass failure =
      request.failure_class() == v1::FAILURE_CLASS_UNSPECIFIED
          ? ClassOf(code)
          : request.failure_class();
  StoreAttemptEnding(database_, attempt,
                     {.state = AttemptState::kFailed,
                      .code = request.code(),
                      .message = request.message(),
                      .failure_class = failure,
                      .log = LastBytes(request.log())},
                     now);
  BlameHost(attempt, failure, now);
  Log(code == absl::StatusCode::kDataLoss ? Severity::kError
                                          : Severity::kWarning,
      "attempt failed",
      {{"segment_id", segment->id},
       {"attempt", attempt.attempt},
       {"worker_id", attempt.worker_id},
       {"class", NameOf(failure)},
       {"code", absl::StatusCodeToString(code)},
       {"error", request.message()}});
  SegmentFlow flow(&database_, now);
  if (const auto rerun = FindRerun(database_, segment->id)) {
    SetBackRerun(database_, flow, *segment,
                 RetryDelay(failure, rerun->failures + 1), now);
    flow.CloseSweeps();
    return;
  }
  Setback setback = {.failures = segment->failures + 1,
                     .losses = segment->losses,
                     .error = request.message(),
                     .failure_class = failure,
                     .failed_state_sha256 = request.state_sha256()};
  const auto delay =
      RetryDelay(failure, CountFailures(database_, segment->id, failure));
  if (delay.has_value()) {
    setback.not_before = now + *delay;
    StoreSetback(database_, segment->id, setback);
    flow.Release(segment);
  } else {
    flow.Fail(segment, setback);
  }
  flow.CloseSweeps();
}

void Coordinator::BlameHost(const AttemptRow& attempt, v1::FailureClass failure,
                            absl::Time now) {
  if (!IsOfTheHost(failure)) return;
  const auto worker = FindWorkerById(database_, attempt.worker_id);
  if (!worker.has_value()) return;
  const std::string host = HostOf(*worker);
  if (!roster_.hosts().Failed(host, failure, now)) return;
  Log(Severity::kWarning, "host put aside",
      {{"host", host}, {"why", roster_.hosts().WhyAside(host, now)}});
}

}  // namespace lehr::server
