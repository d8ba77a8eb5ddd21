#include "worker/delivery.h"

#include <utility>

#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "proto/support/log.h"
#include "proto/support/rpc_status.h"
#include "worker/persist.h"
#include "worker/proto_time.h"
#include "worker/runner/artifact_exchange.h"

namespace lehr::worker {
namespace {

// How often artifacts are uploaded again when the server misses them at the
// last moment (it may have collected them as garbage in between).
constexpr int kUploads = 3;

// How long a worker that leaves tries to say so. There is nothing to lose: the
// server misses it after the session's time to live.
constexpr absl::Duration kLongestFarewell = absl::Seconds(2);

// Results that took less are worth less than the syncs of the disk that keeping
// them takes: they are kept only once the server turns out to be away.
constexpr absl::Duration kWorthKeeping = absl::Seconds(1);

// More results than this that wait say that the server cannot follow.
constexpr std::size_t kMostWaiting = 8;

v1::CompleteAttemptRequest RequestFor(const v1::Lease& lease,
                                      const wire::Result& result) {
  v1::CompleteAttemptRequest request;
  *request.mutable_id() = lease.id();
  request.set_end_state_sha256(result.end_state().sha256());
  request.set_curve_sha256(result.curve().sha256());
  *request.mutable_observables() = result.observables();
  request.set_steps_taken(result.steps_taken());
  request.set_atoms(result.atoms());
  *request.mutable_run_time() = result.run_time();
  return request;
}

// "segment 12: attempt 2: sample/ramp to 300 K: ..."
absl::Status Located(const v1::Lease& lease, const absl::Status& status) {
  return Annotate(status, absl::StrFormat("segment %d: attempt %d: %s",
                                          lease.id().segment_id(),
                                          lease.id().attempt(), lease.label()));
}

}  // namespace

Delivery::Delivery(Means means) : means_(means), thread_([this] { Work(); }) {}

Delivery::~Delivery() {
  Finish();
  {
    const absl::MutexLock lock(&mutex_);
    ended_ = true;
  }
  thread_.join();
}

bool Delivery::HasRoom() const { return queue_.size() < kMostWaiting; }

void Delivery::Report(LeasedAttempt leased, AttemptResult result) {
  Put({std::move(leased), std::move(result), {}});
  const absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &Delivery::HasRoom));
}

void Delivery::ReportLeft(v1::CompleteAttemptRequest request) {
  Put({{}, {}, std::move(request)});
}

void Delivery::Put(Item item) {
  const absl::MutexLock lock(&mutex_);
  queue_.push_back(std::move(item));
}

void Delivery::Finish() {
  const absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &Delivery::Idle));
}

void Delivery::Work() {
  while (true) {
    Item item;
    {
      const absl::MutexLock lock(&mutex_);
      busy_ = false;
      mutex_.Await(absl::Condition(this, &Delivery::HasWork));
      if (queue_.empty()) return;
      item = std::move(queue_.front());
      queue_.pop_front();
      busy_ = true;
    }
    Deliver(item);
  }
}

void Delivery::Deliver(const Item& item) {
  if (item.leased.control == nullptr) return DeliverLeft(item.left);
  const AttemptControl& control = *item.leased.control;
  if (item.result.status.ok()) {
    DeliverResult(item.leased, item.result);
  } else {
    switch (control.stopped()) {
      case StopReason::kCancelled:
        ReportEnd(item.leased, item.result, v1::ATTEMPT_END_CANCELLED,
                  v1::FAILURE_CLASS_UNSPECIFIED);
        break;
      case StopReason::kLeaving:
        ReportEnd(item.leased, item.result, v1::ATTEMPT_END_RETURNED,
                  means_.departure->why());
        break;
      case StopReason::kHandBack:
        ReportEnd(item.leased, item.result, v1::ATTEMPT_END_RETURNED,
                  v1::FAILURE_CLASS_DRAINED);
        break;
      case StopReason::kStale:
        Log(Severity::kWarning, "attempt dropped",
            {{"segment_id", control.id().segment_id()},
             {"attempt", control.id().attempt()},
             {"reason", "the server has given it to another worker"}});
        break;
      case StopReason::kNone:
        ReportEnd(item.leased, item.result, v1::ATTEMPT_END_FAILED,
                  item.result.failure_class);
        break;
    }
  }
  means_.attempts->Remove(control);
}

void Delivery::DeliverLeft(const v1::CompleteAttemptRequest& request) {
  std::vector<wire::Artifact> artifacts;
  for (const std::string& sha256 :
       {request.end_state_sha256(), request.curve_sha256()}) {
    if (!sha256.empty()) artifacts.emplace_back().set_sha256(sha256);
  }
  const absl::Status delivered = Complete(request, artifacts, nullptr);
  if (means_.departure->overdue() && !delivered.ok()) return;  // the next one
  means_.spool->DropResult(request);
  if (delivered.ok()) {
    Log(Severity::kInfo, "result of another worker delivered",
        {{"segment_id", request.id().segment_id()},
         {"attempt", request.id().attempt()}});
  } else {
    Log(Severity::kWarning, "result dropped",
        {{"segment_id", request.id().segment_id()},
         {"attempt", request.id().attempt()},
         {"reason", delivered.ToString()}});
  }
}

void Delivery::DeliverResult(const LeasedAttempt& leased,
                             const AttemptResult& result) {
  v1::CompleteAttemptRequest request = RequestFor(leased.lease, result.result);
  request.set_session(means_.link->session());
  std::vector<wire::Artifact> artifacts;
  for (const wire::Artifact* artifact :
       {&result.result.end_state(), &result.result.curve()}) {
    if (!artifact->sha256().empty()) artifacts.push_back(*artifact);
  }
  const AttemptControl& control = *leased.control;
  const absl::Duration run_time = FromProto(request.run_time());
  if (run_time >= kWorthKeeping) Keep(request);
  const absl::Status delivered = Complete(request, artifacts, &control);
  if (IsRetryable(delivered) || absl::IsCancelled(delivered)) {
    // The worker leaves without having been heard.
    if (control.IsWanted()) return Keep(request);
  }
  means_.spool->DropResult(request);
  if (delivered.ok()) {
    Log(Severity::kInfo, "attempt completed",
        {{"segment_id", leased.lease.id().segment_id()},
         {"attempt", leased.lease.id().attempt()},
         {"steps", request.steps_taken()},
         {"atoms", request.atoms()},
         {"run_time", absl::FormatDuration(run_time)}});
  } else if (absl::IsAborted(delivered) || !control.IsWanted()) {
    Log(Severity::kWarning, "result dropped",
        {{"segment_id", leased.lease.id().segment_id()},
         {"attempt", leased.lease.id().attempt()},
         {"reason", delivered.ToString()}});
  } else {
    // What was computed is right, but got lost on the way.
    ReportEnd(leased, {.status = delivered, .result = {}, .log = {}},
              v1::ATTEMPT_END_FAILED, v1::FAILURE_CLASS_TRANSIENT);
  }
}

void Delivery::Keep(const v1::CompleteAttemptRequest& request) {
  const absl::Status kept = means_.spool->KeepResult(request);
  if (kept.ok()) return;
  Log(Severity::kWarning, "result not kept on disk",
      {{"segment_id", request.id().segment_id()},
       {"attempt", request.id().attempt()},
       {"reason", kept.ToString()}});
}

absl::Status Delivery::Complete(const v1::CompleteAttemptRequest& request,
                                const std::vector<wire::Artifact>& artifacts,
                                const AttemptControl* control) {
  const auto go_on = [&] {
    return !means_.departure->overdue() &&
           (control == nullptr || control->IsWanted());
  };
  bool tried = false;
  const auto deliver = [&] {
    absl::Status status = CompleteOnce(request, artifacts);
    if (IsRetryable(status) && !std::exchange(tried, true)) Keep(request);
    return status;
  };
  absl::Status status;
  for (int uploads = 0; uploads < kUploads; ++uploads) {
    status = Persist(deliver, go_on, [&](absl::Duration time) {
      means_.departure->SleepUntilOverdue(time);
    });
    if (!absl::IsFailedPrecondition(status) || !go_on()) break;
  }
  return status;
}

absl::Status Delivery::CompleteOnce(
    const v1::CompleteAttemptRequest& request,
    const std::vector<wire::Artifact>& artifacts) {
  Calls* const calls = &means_.departure->last_calls();
  std::vector<std::string> contents;
  for (const wire::Artifact& artifact : artifacts) {
    auto content = FromWire(artifact, &means_.artifacts->cache());
    // Waiting does not bring it back.
    if (!content.ok()) return absl::InternalError(content.status().message());
    contents.push_back(*std::move(content));
  }
  if (!contents.empty()) {
    const ArtifactClient::Maker maker = {.session = request.session().empty()
                                                        ? means_.link->session()
                                                        : request.session(),
                                         .attempt = request.id()};
    if (absl::Status uploaded =
            means_.artifacts->Upload(calls, maker, contents);
        !uploaded.ok()) {
      return uploaded;
    }
  }
  return means_.link->CompleteAttempt(calls, request);
}

void Delivery::ReportEnd(const LeasedAttempt& leased,
                         const AttemptResult& result, v1::AttemptEnd end,
                         v1::FailureClass failure_class) {
  const v1::AttemptId& id = leased.lease.id();
  const bool failed = end == v1::ATTEMPT_END_FAILED;
  const absl::Status why =
      failed ? Located(leased.lease, result.status) : result.status;
  Log(failed ? Severity::kError : Severity::kInfo,
      failed                            ? "attempt failed"
      : end == v1::ATTEMPT_END_RETURNED ? "attempt returned"
                                        : "attempt cancelled",
      {{"segment_id", id.segment_id()},
       {"attempt", id.attempt()},
       {"reason", why.ToString()}});
  v1::EndAttemptRequest request;
  *request.mutable_id() = id;
  request.set_end(end);
  request.set_code(static_cast<std::int32_t>(why.code()));
  request.set_message(std::string(why.message()));
  request.set_failure_class(failure_class);
  request.set_log(result.log);
  const absl::Status told =
      End(request, failed ? result.result.failed_state() : wire::Artifact());
  if (told.ok() || absl::IsAborted(told)) return;
  Log(Severity::kWarning, "end of attempt not acknowledged",
      {{"segment_id", id.segment_id()},
       {"attempt", id.attempt()},
       {"reason", told.ToString()}});
}

absl::Status Delivery::End(const v1::EndAttemptRequest& end,
                           const wire::Artifact& failed_state) {
  v1::EndAttemptRequest request = end;
  std::vector<std::string> contents;
  if (!failed_state.sha256().empty()) {
    auto content = FromWire(failed_state, &means_.artifacts->cache());
    if (content.ok()) {
      contents.push_back(*std::move(content));
      request.set_state_sha256(failed_state.sha256());
    }
  }
  const absl::Time begin = absl::Now();
  return Persist(
      [&]() -> absl::Status {
        Calls* const calls = &means_.departure->last_calls();
        if (!contents.empty()) {
          const absl::Status uploaded = means_.artifacts->Upload(
              calls,
              {.session = means_.link->session(), .attempt = request.id()},
              contents);
          if (!uploaded.ok()) return uploaded;
        }
        return means_.link->EndAttempt(calls, request);
      },
      [&] {
        return !means_.departure->asked() ||
               absl::Now() - begin < kLongestFarewell;
      },
      [&](absl::Duration time) { means_.departure->SleepUntilOverdue(time); });
}

}  // namespace lehr::worker
