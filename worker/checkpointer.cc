#include "worker/checkpointer.h"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <absl/time/clock.h>

#include "lehr/md/state_file.h"
#include "proto/support/cores.h"
#include "proto/support/log.h"
#include "proto/support/sha256.h"

namespace lehr::worker {
namespace {

// Time between snapshots is at least so many times what saving one takes.
constexpr int kShareOfTime = 100;

}  // namespace

Checkpointer::Checkpointer(absl::Duration interval, AttemptControl* control,
                           ArtifactClient* artifacts, ServerLink* link,
                           std::span<const int> cores)
    : interval_(interval),
      control_(control),
      artifacts_(artifacts),
      link_(link),
      cores_(cores.begin(), cores.end()),
      next_due_(absl::Now() + interval) {}

Checkpointer::~Checkpointer() {
  {
    const absl::MutexLock lock(&mutex_);
    pending_.reset();
    ended_ = true;
  }
  calls_.Cancel();
  if (thread_.joinable()) thread_.join();
}

bool Checkpointer::Due() {
  const absl::MutexLock lock(&mutex_);
  return Idle() && absl::Now() >= next_due_;
}

void Checkpointer::Save(Snapshot snapshot) {
  {
    const absl::MutexLock lock(&mutex_);
    pending_ = std::move(snapshot);
  }
  if (!thread_.joinable()) thread_ = std::thread([this] { Work(); });
}

void Checkpointer::Finish(absl::Duration limit) {
  const absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(this, &Checkpointer::Idle), limit);
}

void Checkpointer::Work() {
  // Made by the engine's thread, which is tied to one of them.
  if (!cores_.empty()) RunOn(cores_);
  while (true) {
    Snapshot snapshot;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Checkpointer::HasWork));
      if (ended_) return;
      snapshot = *std::exchange(pending_, std::nullopt);
      busy_ = true;
    }
    const absl::Time begin = absl::Now();
    const absl::Status status = Commit(snapshot);
    if (absl::IsAborted(status)) control_->Stop(StopReason::kStale);
    if (!status.ok() && !calls_.cancelled()) {
      Log(Severity::kWarning, "checkpoint not saved",
          {{"segment_id", control_->id().segment_id()},
           {"attempt", control_->id().attempt()},
           {"step", snapshot.step},
           {"reason", status.ToString()}});
    }
    const absl::Time end = absl::Now();
    const absl::MutexLock lock(&mutex_);
    busy_ = false;
    next_due_ = end + std::max(interval_, kShareOfTime * (end - begin));
  }
}

absl::Status Checkpointer::Commit(const Snapshot& snapshot) {
  // This is the end of a thread: nothing may throw past it.
  try {
    const std::vector<std::string> contents = {
        md::EncodeState(snapshot.state), snapshot.curve.SerializeAsString()};
    if (absl::Status uploaded = artifacts_->Upload(&calls_, contents);
        !uploaded.ok()) {
      return uploaded;
    }
    v1::CommitCheckpointRequest request;
    *request.mutable_id() = control_->id();
    v1::Checkpoint& checkpoint = *request.mutable_checkpoint();
    checkpoint.set_step(snapshot.step);
    checkpoint.set_state_sha256(Sha256Of(contents[0]));
    checkpoint.set_curve_sha256(Sha256Of(contents[1]));
    return link_->CommitCheckpoint(&calls_, std::move(request));
  } catch (const std::exception& exception) {
    return absl::ResourceExhaustedError(exception.what());
  }
}

}  // namespace lehr::worker
