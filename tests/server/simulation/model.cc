#include "tests/server/simulation/model.h"

#include <algorithm>
#include <optional>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "proto/plan/law_key.h"
#include "server/core/retry_policy.h"
#include "server/core/transitions.h"

namespace lehr::server {
namespace {

// As in the coordinator's contract (server/README.md): an attempt of which its
// live worker does not speak for this many times to live is lost.
constexpr int kForgottenAfter = 4;

std::string Name(const AttemptKey& key) {
  return absl::StrFormat("segment %d attempt %d", key.first, key.second);
}

}  // namespace

// People.

absl::StatusCode Model::Submit(const v1::SubmitSweepRequest& request) const {
  const std::string spec = request.spec().SerializeAsString();
  for (const auto& [id, sweep] : sweeps_) {
    if (sweep.request_id != request.request_id()) continue;
    return sweep.spec == spec ? absl::StatusCode::kOk
                              : absl::StatusCode::kAlreadyExists;
  }
  return absl::StatusCode::kOk;
}

void Model::AddSweep(const v1::SubmitSweepRequest& request,
                     const plan::Plan& plan, std::int64_t sweep_id,
                     const std::vector<std::int64_t>& ids) {
  if (sweeps_.contains(sweep_id)) return;
  Sweep& sweep = sweeps_[sweep_id];
  sweep = {.request_id = request.request_id(),
           .spec = request.spec().SerializeAsString(),
           .priority = request.spec().priority(),
           .segments = ids};
  for (const plan::PlannedPoint& point : plan.points) {
    auto& of_point = sweep.points.emplace_back();
    for (const int i : point.segments) {
      of_point.push_back(ids[static_cast<std::size_t>(i)]);
    }
  }
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const plan::PlannedSegment& planned = plan.segments[i];
    if (segments_.contains(ids[i])) {
      if (!IsOpen(segments_[ids[i]].state) && !IsDone(ids[i])) Open(ids[i]);
      continue;
    }
    Segment& segment = segments_[ids[i]];
    segment.steps = planned.steps;
    std::string parent_key;
    if (planned.parent >= 0) {
      const auto parent = static_cast<std::size_t>(planned.parent);
      segment.parent = ids[parent];
      parent_key = plan.segments[parent].key;
    }
    segment.law_key =
        plan::LawKey(parent_key, request.spec().material().potential().sha256(),
                     planned.work);
    for (const int reference : planned.references) {
      segment.references.push_back(ids[static_cast<std::size_t>(reference)]);
    }
  }
  Settle();
}

absl::StatusCode Model::Cancel(std::int64_t sweep_id) {
  const auto found = sweeps_.find(sweep_id);
  if (found == sweeps_.end()) return absl::StatusCode::kNotFound;
  Sweep& sweep = found->second;
  if (sweep.state == v1::SWEEP_STATE_CANCELLED) return absl::StatusCode::kOk;
  if (sweep.state != v1::SWEEP_STATE_RUNNING) {
    return absl::StatusCode::kFailedPrecondition;
  }
  sweep.state = v1::SWEEP_STATE_CANCELLED;
  for (const std::int64_t id : sweep.segments) {
    if (!IsOpen(segments_[id].state) || IsWanted(id)) continue;
    CancelRunning(id);
    segments_[id].state = v1::SEGMENT_STATE_CANCELLED;
  }
  Settle();
  return absl::StatusCode::kOk;
}

absl::StatusCode Model::Pause(std::int64_t sweep_id) {
  const auto found = sweeps_.find(sweep_id);
  if (found == sweeps_.end()) return absl::StatusCode::kNotFound;
  if (found->second.state != v1::SWEEP_STATE_RUNNING) {
    return absl::StatusCode::kFailedPrecondition;
  }
  found->second.paused = true;
  Settle();
  return absl::StatusCode::kOk;
}

absl::StatusCode Model::Resume(std::int64_t sweep_id) {
  const auto found = sweeps_.find(sweep_id);
  if (found == sweeps_.end()) return absl::StatusCode::kNotFound;
  if (found->second.state != v1::SWEEP_STATE_RUNNING) {
    return absl::StatusCode::kFailedPrecondition;
  }
  found->second.paused = false;
  Settle();
  return absl::StatusCode::kOk;
}

absl::StatusCode Model::Retry(std::int64_t sweep_id) {
  const auto found = sweeps_.find(sweep_id);
  if (found == sweeps_.end()) return absl::StatusCode::kNotFound;
  Sweep& sweep = found->second;
  if (sweep.state == v1::SWEEP_STATE_CANCELLED) {
    return absl::StatusCode::kFailedPrecondition;
  }
  if (CountsOf(sweep)[v1::SEGMENT_STATE_FAILED] == 0) {
    return absl::StatusCode::kOk;
  }
  sweep.state = v1::SWEEP_STATE_RUNNING;
  for (const std::int64_t id : sweep.segments) {
    // What another sweep has given up meanwhile is wanted again, too.
    if (!IsOpen(segments_[id].state) && !IsDone(id)) Open(id);
  }
  Settle();
  return absl::StatusCode::kOk;
}

// Workers.

void Model::Register(const std::string& session, absl::Time now) {
  Session& member = sessions_[session];
  if (!member.live) member.spoken_of.clear();
  member.live = true;
  member.last_heard = now;
}

std::string Model::Lease(const v1::LeaseSegmentRequest& request,
                         absl::StatusCode code, const v1::Lease* lease,
                         bool gets_nothing, absl::Time now) {
  const auto found = sessions_.find(request.session());
  if (found == sessions_.end() || !found->second.live) {
    return code == absl::StatusCode::kNotFound
               ? ""
               : "a session that is not live got a lease";
  }
  Session& member = found->second;
  member.last_heard = now;
  if (request.sequence() < 1 || request.sequence() < member.sequence) {
    return code == absl::StatusCode::kInvalidArgument
               ? ""
               : "a question from the past got an answer";
  }
  if (code != absl::StatusCode::kOk) {
    return absl::StrCat("a good question got ", absl::StatusCodeToString(code));
  }
  if (request.sequence() == member.sequence) {
    const bool runs =
        attempts_.at(member.leased).state == AttemptState::kRunning;
    if (runs != (lease != nullptr)) {
      return "a repeat did not get the lease of the first time";
    }
    if (lease == nullptr) return "";
    if (KeyOf(lease->id()) != member.leased) {
      return "a repeat got another lease than the first time";
    }
    member.spoken_of[member.leased] = now;
    return "";
  }
  if (gets_nothing && lease != nullptr) {
    return "one that is to get nothing got a lease";
  }
  if (gets_nothing) return "";
  if (lease == nullptr) {
    for (const auto& [id, segment] : segments_) {
      if (MayBeLeased(id, now)) {
        return absl::StrFormat("segment %d could be leased, but was not", id);
      }
    }
    return "";
  }
  std::string wrong = CheckChoice(*lease, now);
  if (!wrong.empty()) return wrong;
  const AttemptKey key = KeyOf(lease->id());
  Segment& segment = segments_[key.first];
  segment.state = v1::SEGMENT_STATE_LEASED;
  segment.attempts = key.second;
  attempts_[key] = {.session = request.session()};
  member.sequence = request.sequence();
  member.leased = key;
  member.spoken_of[key] = now;
  return "";
}

std::string Model::CheckChoice(const v1::Lease& lease, absl::Time now) const {
  const AttemptKey key = KeyOf(lease.id());
  if (!segments_.contains(key.first)) return Name(key) + ": no such segment";
  const Segment& segment = segments_.at(key.first);
  if (!MayBeLeased(key.first, now)) {
    return Name(key) + " was leased, but could not be";
  }
  if (key.second != segment.attempts + 1) {
    return absl::StrFormat("%s was leased after attempt %d", Name(key),
                           segment.attempts);
  }
  if (lease.checkpoint().step() < segment.checkpoint_step) {
    return absl::StrFormat("%s begins at step %d, a checkpoint was at %d",
                           Name(key), lease.checkpoint().step(),
                           segment.checkpoint_step);
  }
  if (!segment.law_key.empty()) return "";  // what is shorter comes first
  for (const auto& [id, other] : segments_) {
    if (MayBeLeased(id, now) && PriorityOf(id) > PriorityOf(key.first)) {
      return absl::StrFormat("%s was leased before segment %d, more urgent",
                             Name(key), id);
    }
  }
  return "";
}

bool Model::MayBeLeased(std::int64_t segment_id, absl::Time now) const {
  const Segment& segment = segments_.at(segment_id);
  if (segment.state != v1::SEGMENT_STATE_READY || segment.not_before > now) {
    return false;
  }
  if (segment.law_key.empty()) return true;
  // Its beginning is being computed: it waits for that.
  return std::none_of(segments_.begin(), segments_.end(), [&](const auto& of) {
    const Segment& other = of.second;
    return other.law_key == segment.law_key && other.steps < segment.steps &&
           other.state == v1::SEGMENT_STATE_LEASED;
  });
}

absl::StatusCode Model::Heartbeat(const v1::HeartbeatRequest& request,
                                  absl::Time now, std::set<AttemptKey>* stop) {
  const auto found = sessions_.find(request.session());
  if (found == sessions_.end() || !found->second.live) {
    return absl::StatusCode::kNotFound;
  }
  for (const v1::Progress& progress : request.progress()) {
    const AttemptKey key = KeyOf(progress.id());
    if (!MayContinue(request.session(), key, now)) stop->insert(key);
    const auto known = found->second.spoken_of.find(key);
    if (known != found->second.spoken_of.end()) known->second = now;
  }
  found->second.last_heard = now;
  return absl::StatusCode::kOk;
}

bool Model::MayContinue(const std::string& session, const AttemptKey& key,
                        absl::Time now) {
  Attempt* const attempt = FindOwn(session, key);
  if (attempt == nullptr) return false;
  if (attempt->state != AttemptState::kLost) {
    return attempt->state != AttemptState::kCancelled;
  }
  Segment& segment = segments_[key.first];
  // What is held because its sweeps are paused is taken up again, too.
  const bool held = segment.state == v1::SEGMENT_STATE_WAITING &&
                    IsWanted(key.first) && !IsWantedNow(key.first);
  if (segment.attempts != key.second ||
      (segment.state != v1::SEGMENT_STATE_READY && !held)) {
    return false;
  }
  segment.state = v1::SEGMENT_STATE_LEASED;
  attempt->state = AttemptState::kRunning;
  sessions_[session].spoken_of[key] = now;
  return true;
}

absl::StatusCode Model::Checkpoint(const v1::CommitCheckpointRequest& request,
                                   bool uploaded, absl::Time now) {
  const AttemptKey key = KeyOf(request.id());
  const Attempt* const attempt = FindOwn(request.session(), key);
  if (attempt == nullptr || attempt->state != AttemptState::kRunning) {
    return absl::StatusCode::kAborted;
  }
  if (!uploaded) return absl::StatusCode::kFailedPrecondition;
  Segment& segment = segments_[key.first];
  if (request.checkpoint().step() >= segment.checkpoint_step) {
    segment.checkpoint_step = request.checkpoint().step();
    segment.losses = 0;
  }
  Session& member = sessions_[request.session()];
  if (member.live) {
    member.last_heard = now;
    member.spoken_of[key] = now;
  }
  return absl::StatusCode::kOk;
}

absl::StatusCode Model::Complete(const v1::CompleteAttemptRequest& request,
                                 bool uploaded) {
  const AttemptKey key = KeyOf(request.id());
  Attempt* const attempt = FindOwn(request.session(), key);
  if (attempt == nullptr) return absl::StatusCode::kAborted;
  Segment& segment = segments_[key.first];
  auto& spoken_of = sessions_[request.session()].spoken_of;
  if (IsDone(key.first)) {
    spoken_of.erase(key);
    return attempt->state == AttemptState::kSucceeded
               ? absl::StatusCode::kOk
               : absl::StatusCode::kAborted;
  }
  if (!IsOpen(segment.state)) {
    spoken_of.erase(key);
    return absl::StatusCode::kAborted;
  }
  if (!uploaded) return absl::StatusCode::kFailedPrecondition;
  spoken_of.erase(key);
  attempt->state = AttemptState::kSucceeded;
  CancelRunning(key.first);
  segment.state = v1::SEGMENT_STATE_DONE;
  segment.checkpoint_step = -1;
  Settle();
  return absl::StatusCode::kOk;
}

absl::StatusCode Model::End(const v1::EndAttemptRequest& request,
                            absl::Time now) {
  const AttemptKey key = KeyOf(request.id());
  Attempt* const attempt = FindOwn(request.session(), key);
  if (attempt == nullptr) return absl::StatusCode::kAborted;
  const AttemptState end =
      request.end() == v1::ATTEMPT_END_FAILED      ? AttemptState::kFailed
      : request.end() == v1::ATTEMPT_END_CANCELLED ? AttemptState::kCancelled
                                                   : AttemptState::kReturned;
  if (attempt->state != AttemptState::kRunning) {
    if (attempt->state != end) return absl::StatusCode::kAborted;
    sessions_[request.session()].spoken_of.erase(key);
    return absl::StatusCode::kOk;
  }
  sessions_[request.session()].spoken_of.erase(key);
  attempt->state = end;
  if (end == AttemptState::kFailed) {
    Fail(key.first, request.code(), now);
  } else {
    segments_[key.first].state = v1::SEGMENT_STATE_READY;
  }
  Settle();
  return absl::StatusCode::kOk;
}

void Model::Fail(std::int64_t segment_id, int code, absl::Time now) {
  Segment& segment = segments_[segment_id];
  ++segment.failures;
  const v1::FailureClass failure = ClassOf(static_cast<absl::StatusCode>(code));
  const auto delay = RetryDelay(failure, ++segment.failures_in[failure]);
  if (!delay.has_value()) {
    segment.state = v1::SEGMENT_STATE_FAILED;
    segment.not_before = absl::UnixEpoch();
    return;
  }
  segment.state = v1::SEGMENT_STATE_READY;
  segment.not_before = now + *delay;
}

void Model::Expire(absl::Time now) {
  for (auto& [session, member] : sessions_) {
    if (!member.live || now - member.last_heard <= time_to_live_) continue;
    member.live = false;
    for (auto& [key, attempt] : attempts_) {
      if (attempt.session == session) Lose(key);
    }
  }
  for (auto& [session, member] : sessions_) {
    if (!member.live) continue;
    for (auto spoken = member.spoken_of.begin();
         spoken != member.spoken_of.end();) {
      if (spoken->second >= now - kForgottenAfter * time_to_live_) {
        ++spoken;
        continue;
      }
      Lose(spoken->first);
      spoken = member.spoken_of.erase(spoken);
    }
  }
  Settle();
}

void Model::Restart(absl::Time now) {
  for (auto& [session, member] : sessions_) {
    member.last_heard = now;
    member.spoken_of.clear();
  }
  for (const auto& [key, attempt] : attempts_) {
    if (attempt.state == AttemptState::kRunning) {
      sessions_[attempt.session].spoken_of[key] = now;
    }
  }
}

void Model::Hear(const Roster& roster) {
  for (const auto& [session, member] : roster.members()) {
    Session& known = sessions_[session];
    known.last_heard = member.last_heard;
    known.spoken_of = member.attempts;
  }
}

// Helpers.

bool Model::IsDone(std::int64_t segment_id) const {
  return segments_.at(segment_id).state == v1::SEGMENT_STATE_DONE;
}

bool Model::IsWanted(std::int64_t segment_id) const {
  return std::any_of(sweeps_.begin(), sweeps_.end(), [&](const auto& of) {
    const auto& [id, sweep] = of;
    return sweep.state == v1::SWEEP_STATE_RUNNING &&
           std::count(sweep.segments.begin(), sweep.segments.end(),
                      segment_id) > 0;
  });
}

bool Model::IsWantedNow(std::int64_t segment_id) const {
  return PriorityOf(segment_id) >= 0;
}

// Priorities of the simulation are not below 0.
int Model::PriorityOf(std::int64_t segment_id) const {
  int priority = -1;
  for (const auto& [id, sweep] : sweeps_) {
    if (sweep.state == v1::SWEEP_STATE_RUNNING && !sweep.paused &&
        std::count(sweep.segments.begin(), sweep.segments.end(), segment_id)) {
      priority = std::max(priority, sweep.priority);
    }
  }
  return priority;
}

Model::Attempt* Model::FindOwn(const std::string& session,
                               const AttemptKey& key) {
  const auto found = attempts_.find(key);
  if (found == attempts_.end() || found->second.session != session) {
    return nullptr;
  }
  return &found->second;
}

void Model::CancelRunning(std::int64_t segment_id) {
  for (auto& [key, attempt] : attempts_) {
    if (key.first == segment_id && attempt.state == AttemptState::kRunning) {
      attempt.state = AttemptState::kCancelled;
    }
  }
}

void Model::Lose(const AttemptKey& key) {
  Attempt& attempt = attempts_[key];
  if (attempt.state != AttemptState::kRunning) return;
  attempt.state = AttemptState::kLost;
  Segment& segment = segments_[key.first];
  ++segment.losses;
  segment.state = segment.losses >= kMostLosses ? v1::SEGMENT_STATE_FAILED
                                                : v1::SEGMENT_STATE_READY;
  segment.not_before = absl::UnixEpoch();
}

void Model::Open(std::int64_t segment_id) {
  Segment& segment = segments_[segment_id];
  segment.state = v1::SEGMENT_STATE_WAITING;
  segment.failures = 0;
  segment.failures_in.clear();
  segment.losses = 0;
  segment.not_before = absl::UnixEpoch();
}

void Model::Settle() {
  for (auto& [id, segment] : segments_) {
    if (segment.state == v1::SEGMENT_STATE_READY && !IsWantedNow(id)) {
      segment.state = v1::SEGMENT_STATE_WAITING;
    }
    if (segment.state != v1::SEGMENT_STATE_WAITING || !IsWantedNow(id)) {
      continue;
    }
    const bool has_start = segment.parent == 0 || IsDone(segment.parent);
    const bool has_numbers = std::all_of(
        segment.references.begin(), segment.references.end(),
        [this](std::int64_t reference) { return IsDone(reference); });
    if (has_start && has_numbers) segment.state = v1::SEGMENT_STATE_READY;
  }
  for (auto& [id, sweep] : sweeps_) {
    if (sweep.state != v1::SWEEP_STATE_RUNNING) continue;
    auto counts = CountsOf(sweep);
    if (counts[v1::SEGMENT_STATE_READY] + counts[v1::SEGMENT_STATE_LEASED] >
        0) {
      continue;
    }
    if (counts[v1::SEGMENT_STATE_FAILED] > 0) {
      // A paused one may yet be tried again.
      if (!sweep.paused) sweep.state = v1::SWEEP_STATE_FAILED;
    } else if (counts[v1::SEGMENT_STATE_WAITING] == 0) {
      sweep.state = v1::SWEEP_STATE_DONE;
    }
  }
}

std::map<v1::SegmentState, int> Model::CountsOf(const Sweep& sweep) const {
  std::map<v1::SegmentState, int> counts;
  for (const std::int64_t id : sweep.segments) ++counts[segments_.at(id).state];
  return counts;
}

int Model::PointsDone(const Sweep& sweep) const {
  return static_cast<int>(std::count_if(
      sweep.points.begin(), sweep.points.end(), [this](const auto& point) {
        return std::all_of(point.begin(), point.end(),
                           [this](std::int64_t id) { return IsDone(id); });
      }));
}

}  // namespace lehr::server
