#include "worker/checkpointer.h"

#include <exception>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <absl/time/clock.h>

#include "proto/support/backoff.h"
#include "proto/support/log.h"
#include "proto/support/rpc_status.h"
#include "worker/proto_time.h"
#include "worker/runner/artifact_exchange.h"

namespace lehr::worker {
namespace {

// Between tries to upload a checkpoint while the server is away.
constexpr absl::Duration kFirstRetry = absl::Milliseconds(500);
constexpr absl::Duration kLastRetry = absl::Seconds(30);

v1::Checkpoint ToProto(const wire::Checkpoint& checkpoint) {
  v1::Checkpoint told;
  told.set_step(checkpoint.step());
  told.set_state_sha256(checkpoint.state().sha256());
  told.set_curve_sha256(checkpoint.curve().sha256());
  return told;
}

}  // namespace

Checkpointer::Checkpointer(const v1::Lease& lease, AttemptControl* control,
                           Means means)
    : lease_(lease), control_(control), means_(means), last_(absl::Now()) {}

Checkpointer::~Checkpointer() {
  {
    const absl::MutexLock lock(&mutex_);
    pending_.reset();
    ended_ = true;
  }
  calls_.Cancel();
  if (thread_.joinable()) thread_.join();
  if (saved_locally_ && (committed_ || !keep_local_)) {
    means_.spool->DropCheckpoint();
  }
}

bool Checkpointer::TakeDue() {
  const absl::MutexLock lock(&mutex_);
  if (asked_ || !Idle() || absl::Now() < last_ + means_.pacing->Interval()) {
    return false;
  }
  asked_ = true;
  return true;
}

void Checkpointer::Save(wire::Checkpoint checkpoint) {
  {
    const absl::MutexLock lock(&mutex_);
    pending_ = std::move(checkpoint);
    asked_ = false;
  }
  if (!thread_.joinable()) thread_ = std::thread([this] { Work(); });
}

void Checkpointer::Finish(absl::Duration limit) {
  const absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(this, &Checkpointer::Idle), limit);
}

void Checkpointer::Work() {
  while (true) {
    wire::Checkpoint checkpoint;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Checkpointer::HasWork));
      if (ended_) return;
      checkpoint = *std::exchange(pending_, std::nullopt);
      busy_ = true;
    }
    committed_ = false;
    const absl::Status status = Commit(checkpoint);
    committed_ = status.ok();
    if (absl::IsAborted(status)) control_->Stop(StopReason::kStale);
    if (!status.ok() && !absl::IsCancelled(status)) Warn(checkpoint, status);
    const absl::MutexLock lock(&mutex_);
    busy_ = false;
    last_ = absl::Now();
  }
}

absl::Status Checkpointer::Commit(const wire::Checkpoint& checkpoint) {
  const absl::Time begin = absl::Now();
  if (absl::Status kept =
          means_.spool->KeepCheckpoint(lease_, ToProto(checkpoint));
      kept.ok()) {
    saved_locally_ = true;
  } else {
    Warn(checkpoint, kept);
  }
  const absl::Duration written =
      FromProto(checkpoint.cost()) + (absl::Now() - begin);
  Backoff backoff(kFirstRetry, kLastRetry, std::random_device()());
  while (true) {
    const absl::Time upload = absl::Now();
    absl::Status status = Upload(checkpoint);
    if (status.ok()) means_.pacing->Took(written + (absl::Now() - upload));
    if (!IsRetryable(status)) return status;
    Warn(checkpoint, status);
    if (!WaitForRetry(backoff.Next())) {
      return absl::CancelledError("there is a newer one");
    }
  }
}

// The next one may become due meanwhile: it is saved here at least.
bool Checkpointer::WaitForRetry(absl::Duration time) {
  const absl::MutexLock lock(&mutex_);
  busy_ = false;
  last_ = absl::Now();
  const bool newer = mutex_.AwaitWithTimeout(
      absl::Condition(this, &Checkpointer::HasWork), time);
  busy_ = true;
  return !newer;
}

absl::Status Checkpointer::Upload(const wire::Checkpoint& checkpoint) {
  // This is the end of a thread: nothing may throw past it.
  try {
    std::vector<std::string> contents;
    for (const wire::Artifact* artifact :
         {&checkpoint.state(), &checkpoint.curve()}) {
      auto content = FromWire(*artifact, &means_.artifacts->cache());
      if (!content.ok()) return content.status();
      contents.push_back(*std::move(content));
    }
    if (absl::Status uploaded = means_.artifacts->Upload(
            &calls_,
            {.session = means_.link->session(), .attempt = control_->id()},
            contents, /*can_wait=*/true);
        !uploaded.ok()) {
      return uploaded;
    }
    v1::CommitCheckpointRequest request;
    *request.mutable_id() = control_->id();
    *request.mutable_checkpoint() = ToProto(checkpoint);
    return means_.link->CommitCheckpoint(&calls_, std::move(request));
  } catch (const std::exception& exception) {
    return absl::ResourceExhaustedError(exception.what());
  }
}

void Checkpointer::Warn(const wire::Checkpoint& checkpoint,
                        const absl::Status& status) {
  Log(Severity::kWarning, "checkpoint not saved",
      {{"segment_id", control_->id().segment_id()},
       {"attempt", control_->id().attempt()},
       {"step", checkpoint.step()},
       {"reason", status.ToString()}});
}

}  // namespace lehr::worker
