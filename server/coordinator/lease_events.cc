// Events of Coordinator that give and take leases.

#include <algorithm>
#include <unordered_map>

#include <absl/strings/str_format.h>

#include "proto/support/log.h"
#include "proto/support/version.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/lease.h"
#include "server/coordinator/memory_fit.h"
#include "server/coordinator/proto_time.h"
#include "server/coordinator/reruns.h"
#include "server/core/retry_policy.h"
#include "server/store/segment_table.h"

namespace lehr::server {
namespace {

constexpr std::size_t kSessionBytes = 16;

// An attempt that its live worker has not spoken of for this many times to
// live is lost: the worker never got the answer with the lease, or has
// forgotten it. Longer than a session's silence, because fetching a state may
// take a worker a while.
constexpr int kForgottenAfter = 4;

// What users have had is written down so often: losing a minute of it matters
// to nobody.
constexpr absl::Duration kUsageInterval = absl::Minutes(1);

absl::Status UnknownSession() {
  return absl::NotFoundError("session is not known: register again");
}

double InSeconds(absl::Duration duration) {
  return absl::ToDoubleSeconds(duration);
}

}  // namespace

absl::Status Coordinator::Recover(absl::Time now) {
  const std::vector<WorkerRow> workers = LiveWorkers(database_);
  const std::vector<AttemptRow> running = RunningAttempts(database_);
  if (!database_.status().ok()) return database_.TakeStatus();
  roster_.Reset(workers, now);
  lease_queue_.Forget();
  hand_backs_.reset();
  std::unordered_map<std::int64_t, Roster::Member*> members;
  std::unordered_map<std::int64_t, std::map<AttemptKey, absl::Time>> before;
  for (const WorkerRow& worker : workers) {
    Roster::Member* const member = roster_.Find(worker.session);
    members[worker.id] = member;
    before[worker.id].swap(member->attempts);
  }
  for (const AttemptRow& attempt : running) {
    const auto member = members.find(attempt.worker_id);
    if (member == members.end()) continue;
    const AttemptKey key(attempt.segment_id, attempt.attempt);
    const std::map<AttemptKey, absl::Time>& known = before[attempt.worker_id];
    const auto heard = known.find(key);
    member->second->attempts[key] = heard == known.end() ? now : heard->second;
  }
  ++version_;
  return absl::OkStatus();
}

absl::StatusOr<v1::RegisterWorkerResponse> Coordinator::RegisterWorker(
    const v1::RegisterWorkerRequest& request, absl::Time now) {
  if (request.session().size() != kSessionBytes) {
    return absl::InvalidArgumentError(
        absl::StrFormat("session: expected %d bytes, found %d", kSessionBytes,
                        request.session().size()));
  }
  const int numerics_version = request.engine() == v1::ENGINE_LAMMPS
                                   ? kLammpsNumericsVersion
                                   : kNumericsVersion;
  if (request.numerics_version() != numerics_version) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "worker %s has numerics version %d, the server %d: install the same "
        "release on both",
        request.name(), request.numerics_version(), numerics_version));
  }
  const auto worker = database_.InSavepoint([&]() -> absl::StatusOr<WorkerRow> {
    UpsertWorker(database_, request, now);
    auto row = FindWorker(database_, request.session());
    if (!row.has_value()) return UnknownSession();
    return *std::move(row);
  });
  if (!worker.ok()) return worker.status();
  if (roster_.Find(request.session()) == nullptr) {
    Log(Severity::kInfo, "worker registered",
        {{"worker_id", worker->id},
         {"worker", request.name()},
         {"threads", request.threads()},
         {"instruction_set", request.instruction_set()},
         {"version", request.software_version()}});
  }
  roster_.Join(*worker, now);
  const auto calibrations =
      TakeCalibrations(roster_.Find(request.session()), now);
  if (!calibrations.ok()) return calibrations.status();
  ++version_;
  v1::RegisterWorkerResponse response;
  response.mutable_calibrations()->Assign(calibrations->begin(),
                                          calibrations->end());
  const HeartbeatPace pace = Pace();
  roster_.Find(request.session())->heartbeat_interval = pace.interval;
  *response.mutable_time_to_live() = ToProto(pace.time_to_live);
  *response.mutable_heartbeat_interval() = ToProto(pace.interval);
  return response;
}

HeartbeatPace Coordinator::LeastPace() const {
  return {.interval = options_.heartbeat_interval,
          .time_to_live = options_.time_to_live};
}

HeartbeatPace Coordinator::Pace() const {
  return PaceFor(roster_.members().size(), LeastPace());
}

void Coordinator::Hear(std::string_view session, absl::Time now) {
  Roster::Member* const member = roster_.Find(session);
  if (member != nullptr) member->last_heard = now;
}

absl::StatusOr<v1::LeaseSegmentResponse> Coordinator::LeaseSegment(
    const v1::LeaseSegmentRequest& request, absl::Time now) {
  Roster::Member* const member = roster_.Find(request.session());
  if (member == nullptr) return UnknownSession();
  auto response =
      database_.InGroup([&]() -> absl::StatusOr<v1::LeaseSegmentResponse> {
        const auto worker = FindWorker(database_, request.session());
        if (!worker.has_value()) return UnknownSession();
        return DecideLease(*worker, request.sequence(), now);
      });
  if (response.ok() && response->has_lease()) {
    const v1::AttemptId& id = response->lease().id();
    member->attempts[{id.segment_id(), id.attempt()}] = now;
    ++version_;
  }
  return response;
}

absl::StatusOr<v1::LeaseSegmentResponse> Coordinator::DecideLease(
    const WorkerRow& worker, std::int64_t sequence, absl::Time now) {
  v1::LeaseSegmentResponse response;
  if (sequence < 1 || sequence < worker.lease_sequence) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "sequence: expected at least %d, found %d",
        std::max<std::int64_t>(worker.lease_sequence, 1), sequence));
  }
  if (sequence == worker.lease_sequence) {  // the answer was lost
    const auto attempt =
        FindAttempt(database_, worker.lease_segment_id, worker.lease_attempt);
    const auto segment = FindSegment(database_, worker.lease_segment_id);
    if (attempt.has_value() && attempt->state == AttemptState::kRunning &&
        segment.has_value()) {
      *response.mutable_lease() =
          MakeLease(database_, *segment, attempt->attempt);
    }
    return response;
  }
  if (worker.drain.has_value() || IsAside(worker.session, now)) {
    return response;
  }
  auto choice = NextSegment(worker, now);
  if (!choice.has_value()) return response;
  SegmentRow& segment = choice->segment;
  const int attempt = ++segment.attempts;
  std::optional<PathState> last;
  if (segment.state == v1::SEGMENT_STATE_READY) {
    SegmentFlow flow(&database_, now);
    flow.ChangeState(&segment, SegmentEvent::kLease);
    last = ChooseCurves(database_, &segment);
    lease_queue_.Lease(*choice, std::max(worker.threads, 1), now);
  } else {  // a rerun
    StoreAttempts(database_, segment.id, attempt);
  }
  InsertAttempt(database_, segment.id, attempt, worker.id, now);
  StoreLeaseAnswer(database_, worker.id, sequence, segment.id, attempt);
  *response.mutable_lease() =
      MakeLease(database_, segment, attempt, std::move(last));
  return response;
}

// Curves that somebody waits for come first, comparisons later, and audits when
// there is nothing else: they never delay work.
std::optional<LeaseQueue::Choice> Coordinator::NextSegment(
    const WorkerRow& worker, absl::Time now) {
  const auto fits = [&](const SegmentRow& segment) {
    return HasTimeFor(worker, segment, now) &&
           HasMemory(database_, worker.id, MemoryWanted(database_, segment));
  };
  auto choice = lease_queue_.First(worker, fits, now);
  if (!lease_queue_.has_reruns()) return choice;
  const auto rerun = FirstRerun(database_, worker, now);
  if (!rerun.has_value()) return choice;
  if (choice.has_value()) {
    const int priority = PriorityOf(database_, *rerun);
    const bool first = rerun->reason == RerunReason::kRecording
                           ? priority >= choice->segment.priority
                           : rerun->reason == RerunReason::kRecompute &&
                                 priority > choice->segment.priority;
    if (!first) return choice;
  }
  auto again = FindSegment(database_, rerun->segment_id);
  if (!again.has_value()) return std::nullopt;
  const bool has_space =
      roster_.notice().empty() || !again->work().has_advance();
  if (!has_space || !fits(*again)) return choice;
  return LeaseQueue::Choice{.segment = *std::move(again)};
}

bool Coordinator::IsAside(std::string_view session, absl::Time now) const {
  const auto member = roster_.members().find(session);
  return member != roster_.members().end() &&
         !roster_.hosts().WhyAside(member->second.host, now).empty();
}

bool Coordinator::OthersMayGetMore(std::string_view session, absl::Time now) {
  return IsLeaving(session) || IsAside(session, now) ||
         lease_queue_.left_out() || HasAudits();
}

bool Coordinator::HasAudits() {
  if (!lease_queue_.has_reruns()) return false;
  const auto found = database_.InSavepoint(
      [&]() -> absl::StatusOr<bool> { return HasOpenAudits(database_); });
  return found.ok() && *found;
}

absl::StatusOr<v1::HeartbeatResponse> Coordinator::Heartbeat(
    const v1::HeartbeatRequest& request, absl::Time now) {
  Roster::Member* const member = roster_.Find(request.session());
  if (member == nullptr) return UnknownSession();
  v1::HeartbeatResponse response;
  const absl::Status status = database_.InSavepoint([&]() -> absl::Status {
    response.Clear();
    for (const v1::Progress& progress : request.progress()) {
      if (!MayContinue(member, progress.id(), now)) {
        *response.add_stop() = progress.id();
      } else if (HandBacks().contains(KeyOf(progress.id()))) {
        *response.add_hand_back() = progress.id();
      }
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  const auto calibrations = TakeCalibrations(member, now);
  if (!calibrations.ok()) return calibrations.status();
  response.mutable_calibrations()->Assign(calibrations->begin(),
                                          calibrations->end());
  response.set_drain(member->draining);
  const absl::Duration interval = Pace().interval;
  if (IsAnotherPace(member->heartbeat_interval, interval)) {
    member->heartbeat_interval = interval;
    *response.mutable_heartbeat_interval() = ToProto(interval);
  }
  member->last_heard = now;
  member->progress.assign(request.progress().begin(), request.progress().end());
  for (const v1::Progress& progress : request.progress()) {
    const AttemptKey key(progress.id().segment_id(), progress.id().attempt());
    if (const auto known = member->attempts.find(key);
        known != member->attempts.end()) {
      known->second = now;
    }
  }
  ++version_;
  return response;
}

// A worker that has just reported the end of its attempt may still speak of it:
// only what was taken from it is to be stopped.
bool Coordinator::MayContinue(Roster::Member* member, const v1::AttemptId& id,
                              absl::Time now) {
  const auto attempt = FindAttempt(database_, id.segment_id(), id.attempt());
  if (!attempt.has_value() || attempt->worker_id != member->worker_id) {
    return false;
  }
  if (attempt->state == AttemptState::kLost) {
    return Adopt(member, *attempt, now);
  }
  return attempt->state != AttemptState::kCancelled;
}

// A worker that was thought lost goes on where nobody has taken over: its work
// since the last checkpoint is worth more than the rule.
bool Coordinator::Adopt(Roster::Member* member, const AttemptRow& attempt,
                        absl::Time now) {
  auto segment = FindSegment(database_, attempt.segment_id);
  if (!segment.has_value() || segment->attempts != attempt.attempt) {
    return false;
  }
  // What is held would be READY if its sweeps were not paused: it is taken up
  // again to be handed back, with its work.
  SegmentFlow flow(&database_, now);
  const bool held = segment->state == v1::SEGMENT_STATE_WAITING &&
                    IsWanted(database_, segment->id) &&
                    !IsWantedNow(database_, segment->id) &&
                    flow.HasInputs(*segment);
  if (segment->state != v1::SEGMENT_STATE_READY && !held) return false;
  flow.ChangeState(&*segment, SegmentEvent::kAdopt);
  StoreAttemptAdopted(database_, attempt);
  hand_backs_.reset();
  member->attempts[{attempt.segment_id, attempt.attempt}] = now;
  Log(Severity::kInfo, "attempt taken up again",
      {{"segment_id", attempt.segment_id},
       {"attempt", attempt.attempt},
       {"worker_id", attempt.worker_id}});
  return true;
}

absl::Status Coordinator::ExpireLeases(absl::Time now) {
  const absl::Duration time_to_live = Pace().time_to_live;
  std::vector<std::string> silent;
  for (const auto& [session, member] : roster_.members()) {
    // One that still is heard rarely has the time that goes with that.
    const absl::Duration told =
        PaceAt(member.heartbeat_interval, LeastPace()).time_to_live;
    if (now - member.last_heard > std::max(told, time_to_live)) {
      silent.push_back(session);
    }
  }
  for (const std::string& session : silent) {
    absl::Status lost = LoseSession(session, now);
    if (!lost.ok()) return lost;
  }
  const absl::Status saved = SaveUsage(now);
  if (!saved.ok()) return saved;
  return LoseForgotten(now);
}

absl::Status Coordinator::SaveUsage(absl::Time now) {
  if (now - usage_saved_ < kUsageInterval) return absl::OkStatus();
  usage_saved_ = now;
  return database_.InSavepoint([&]() -> absl::Status {
    lease_queue_.SaveUsage();
    return absl::OkStatus();
  });
}

absl::Status Coordinator::LoseForgotten(absl::Time now) {
  const absl::Duration limit = kForgottenAfter * Pace().time_to_live;
  const std::vector<AttemptKey> forgotten = roster_.TakeForgotten(now - limit);
  if (forgotten.empty()) return absl::OkStatus();
  ++version_;
  return database_.InSavepoint([&]() -> absl::Status {
    SegmentFlow flow(&database_, now);
    for (const AttemptKey& key : forgotten) {
      const auto attempt = FindAttempt(database_, key.first, key.second);
      if (!attempt.has_value() || attempt->state != AttemptState::kRunning) {
        continue;
      }
      LoseAttempt(&flow, *attempt, limit, now);
    }
    flow.CloseSweeps();
    return absl::OkStatus();
  });
}

absl::Status Coordinator::LoseSession(const std::string& session,
                                      absl::Time now) {
  const Roster::Member& member = *roster_.Find(session);
  const absl::Duration silent_for = now - member.last_heard;
  absl::Status status = database_.InSavepoint([&]() -> absl::Status {
    StoreWorkerLost(database_, member.worker_id, member.last_heard);
    SegmentFlow flow(&database_, now);
    for (const AttemptRow& attempt :
         RunningAttemptsOf(database_, member.worker_id)) {
      LoseAttempt(&flow, attempt, silent_for, now);
    }
    flow.CloseSweeps();
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  Log(Severity::kInfo, "worker lost",
      {{"worker_id", member.worker_id},
       {"worker", member.name},
       {"silent_for", absl::StrFormat("%.1fs", InSeconds(silent_for))}});
  roster_.Leave(session);
  ++version_;
  return absl::OkStatus();
}

void Coordinator::LoseAttempt(SegmentFlow* flow, const AttemptRow& attempt,
                              absl::Duration silent_for, absl::Time now) {
  const std::string why = absl::StrFormat("the worker was silent for %.1f s",
                                          InSeconds(silent_for));
  StoreAttemptEnding(database_, attempt,
                     {.state = AttemptState::kLost,
                      .message = why,
                      .failure_class = v1::FAILURE_CLASS_LOST},
                     now);
  BlameHost(attempt, v1::FAILURE_CLASS_LOST, now);
  auto segment = FindSegment(database_, attempt.segment_id);
  if (!segment.has_value()) return;
  if (const auto rerun = FindRerun(database_, segment->id)) {
    SetBackRerun(database_, *flow, *segment,
                 RetryDelay(v1::FAILURE_CLASS_LOST, rerun->failures + 1), now);
    return;
  }
  Setback setback = {.failures = segment->failures,
                     .losses = segment->losses + 1,
                     .error = segment->error,
                     .failure_class = segment->failure_class,
                     .failed_state_sha256 = segment->failed_state_sha256};
  Log(Severity::kInfo, "attempt lost",
      {{"segment_id", attempt.segment_id},
       {"attempt", attempt.attempt},
       {"worker_id", attempt.worker_id}});
  if (!RetryDelay(v1::FAILURE_CLASS_LOST, setback.losses).has_value()) {
    setback.error = absl::StrFormat(
        "%d workers in a row were lost while they ran it, without a checkpoint",
        setback.losses);
    setback.failure_class = v1::FAILURE_CLASS_LOST;
    setback.failed_state_sha256.clear();
    flow->Fail(&*segment, setback);
    return;
  }
  StoreSetback(database_, segment->id, setback);
  flow->Release(&*segment);
}

}  // namespace lehr::server
