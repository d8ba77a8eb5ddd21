#include "tests/server/simulation/sim_worker.h"

#include <array>
#include <utility>

#include <absl/strings/str_format.h>

#include "tests/server/coordinator/simulated_pool.h"
#include "tests/server/simulation/sweep_family.h"

namespace lehr::server {
namespace {

constexpr absl::Duration kHeartbeat = absl::Seconds(2);

constexpr std::array<absl::StatusCode, 4> kReasons = {
    absl::StatusCode::kUnavailable, absl::StatusCode::kInternal,
    absl::StatusCode::kResourceExhausted, absl::StatusCode::kOutOfRange};

std::string NameOf(const v1::AttemptId& id) {
  return absl::StrFormat("%d/%d", id.segment_id(), id.attempt());
}

}  // namespace

World::Worker::Worker(World* world, int id) : world_(*world), id_(id) {
  Begin();
}

void World::Worker::Begin() {
  life_ = std::make_shared<bool>(true);
  session_ = absl::StrFormat("worker%02d#%07d", id_, ++processes_);
  sequence_ = 0;
  lease_.reset();
  ++works_;
  Register([this] {
    Beat();
    AskForWork();
  });
}

void World::Worker::Crash() {
  world_.loop().Note(absl::StrFormat("%s crashes", session_));
  Replace();
}

void World::Worker::Replace() {
  *life_ = false;
  world_.loop().After(
      world_.random().Between(absl::Seconds(1), absl::Seconds(20)),
      [this] { Begin(); });
}

void World::Worker::Later(absl::Duration delay, std::function<void()> event) {
  world_.Later(id_, life_, delay, std::move(event));
}

void World::Worker::Register(std::function<void()> then) {
  Ask([this, session = session_, then = std::move(then)](CheckedServer& server,
                                                         absl::Time now) {
    server.Register(session, now).IgnoreError();
    return then;
  });
}

void World::Worker::Beat() {
  v1::HeartbeatRequest request;
  request.set_session(session_);
  if (lease_.has_value()) *request.add_progress()->mutable_id() = lease_->id();
  Ask([this, request](CheckedServer& server, absl::Time now) -> Answer {
    const auto response = server.Heartbeat(request, now);
    if (!response.ok()) return [this] { Register([this] { Beat(); }); };
    return [this, response = *response] {
      for (const v1::AttemptId& stop : response.stop()) {
        if (Has(stop)) End(v1::ATTEMPT_END_CANCELLED, absl::StatusCode::kOk);
      }
      for (const v1::AttemptId& paused : response.hand_back()) {
        if (Has(paused)) End(v1::ATTEMPT_END_RETURNED, absl::StatusCode::kOk);
      }
      if (response.drain()) {
        if (!lease_.has_value()) return Replace();
        End(v1::ATTEMPT_END_RETURNED, absl::StatusCode::kOk);
      }
      Later(kHeartbeat, [this] { Beat(); });
    };
  });
}

bool World::Worker::Has(const v1::AttemptId& id) const {
  return lease_.has_value() && lease_->id().attempt() == id.attempt() &&
         lease_->id().segment_id() == id.segment_id();
}

void World::Worker::AskForWork() {
  ++sequence_;
  RepeatQuestion();
}

void World::Worker::RepeatQuestion() {
  v1::LeaseSegmentRequest request;
  request.set_session(session_);
  request.set_sequence(sequence_);
  Ask([this, request](CheckedServer& server, absl::Time now) -> Answer {
    const auto response = server.Lease(request, now);
    if (!response.ok()) {
      return [this] { Register([this] { RepeatQuestion(); }); };
    }
    if (!response->has_lease()) return [this] { Free(); };
    // Without wishes for finer curves every checkpoint is of use.
    if (world_.has_model()) world_.history().Leasing(response->lease());
    return [this, lease = response->lease()] { Work(lease); };
  });
}

void World::Worker::Free() {
  lease_.reset();
  ++works_;
  Later(world_.random().Between(absl::ZeroDuration(), world_.is_quiet()
                                                          ? absl::Seconds(20)
                                                          : absl::Seconds(2)),
        [this] { AskForWork(); });
}

void World::Worker::Work(const v1::Lease& lease) {
  world_.loop().Note(absl::StrFormat("%s has %s: %s from %d", session_,
                                     NameOf(lease.id()), lease.label(),
                                     lease.checkpoint().step()));
  world_.history().Leased({lease.id().segment_id(), lease.id().attempt()},
                          session_);
  lease_ = lease;
  ++works_;
  step_ = lease.checkpoint().step();
  pieces_left_ = 1 + world_.random().Roll(4);
  GoOn();
}

// Mostly short, sometimes longer than a lease.
absl::Duration World::Worker::RandomPiece() {
  Random& random = world_.random();
  return random.Once(12)
             ? random.Between(absl::Seconds(20), absl::Seconds(60))
             : random.Between(absl::Milliseconds(50), absl::Seconds(2));
}

void World::Worker::GoOn() {
  Later(RandomPiece(), [this, works = works_] {
    if (works != works_) return;
    if (!world_.is_quiet() && world_.random().Once(40)) {
      return End(v1::ATTEMPT_END_FAILED,
                 kReasons[static_cast<std::size_t>(
                     world_.random().Roll(static_cast<int>(kReasons.size())))]);
    }
    if (!world_.is_quiet() && world_.random().Once(50)) {
      return End(v1::ATTEMPT_END_RETURNED, absl::StatusCode::kOk);
    }
    if (--pieces_left_ <= 0) return UploadAndComplete();
    UploadAndCheckpoint();
  });
}

void World::Worker::Upload(std::vector<std::string> sha256s,
                           std::function<void()> then) {
  Ask([sha256s = std::move(sha256s), then = std::move(then)](
          CheckedServer& server, absl::Time now) -> Answer {
    for (const std::string& sha256 : sha256s) {
      if (!sha256.empty()) server.Upload(sha256, now).IgnoreError();
    }
    return then;
  });
}

void World::Worker::UploadAndCheckpoint() {
  // Odd steps: never where a segment ends, which would be the end of another.
  step_ = (step_ | 1) + 2;
  v1::CommitCheckpointRequest request;
  request.set_session(session_);
  *request.mutable_id() = lease_->id();
  request.mutable_checkpoint()->set_step(step_);
  request.mutable_checkpoint()->set_state_sha256(
      CheckpointStateOf(*lease_, step_));
  Upload({request.checkpoint().state_sha256()},
         [this, request, works = works_] {
           if (works != works_) return;
           Ask([this, request, works](CheckedServer& server,
                                      absl::Time now) -> Answer {
             const absl::Status status = server.Checkpoint(request, now);
             return [this, request, works, status] {
               if (status.ok()) {
                 world_.history().Checkpointed(request.id().segment_id(),
                                               request.checkpoint().step());
               }
               if (works != works_) return;
               if (absl::IsAborted(status)) return Free();
               GoOn();
             };
           });
         });
}

void World::Worker::UploadAndComplete() {
  const v1::CompleteAttemptRequest result = ResultOf(*lease_);
  Upload({result.end_state_sha256(), result.curve_sha256()},
         [this, works = works_] {
           if (works == works_) Complete();
         });
}

void World::Worker::Complete() {
  v1::CompleteAttemptRequest request = ResultOf(*lease_);
  request.set_session(session_);
  Ask([this, request, works = works_](CheckedServer& server,
                                      absl::Time now) -> Answer {
    const absl::Status status = server.Complete(request, now);
    return [this, request, works, status] {
      world_.loop().Note(
          absl::StrFormat("%s completes %s: %s", session_, NameOf(request.id()),
                          absl::StatusCodeToString(status.code())));
      if (status.ok()) {
        world_.history().Completed(request.id().segment_id(),
                                   request.end_state_sha256());
      }
      if (works != works_) return;
      // Garbage collection may have taken what was uploaded long ago.
      if (absl::IsFailedPrecondition(status)) return UploadAndComplete();
      Free();
    };
  });
}

void World::Worker::End(v1::AttemptEnd end, absl::StatusCode code) {
  v1::EndAttemptRequest request;
  request.set_session(session_);
  *request.mutable_id() = lease_->id();
  request.set_end(end);
  request.set_code(static_cast<int>(code));
  request.set_message("as the seed wants it");
  world_.loop().Note(absl::StrFormat("%s ends %s: %s", session_,
                                     NameOf(request.id()),
                                     v1::AttemptEnd_Name(end)));
  lease_.reset();
  ++works_;
  Ask([this, request](CheckedServer& server, absl::Time now) -> Answer {
    server.End(request, now).IgnoreError();
    return [this] { Free(); };
  });
}

}  // namespace lehr::server
