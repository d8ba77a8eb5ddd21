#include "worker/runner/snapshot_writer.h"

#include <exception>

#include <absl/time/clock.h>

#include "lehr/md/state_file.h"
#include "proto/support/cores.h"
#include "proto/support/log.h"
#include "worker/proto_time.h"
#include "worker/runner/artifact_exchange.h"

namespace lehr::worker {

SnapshotWriter::~SnapshotWriter() {
  Close();
  {
    const absl::MutexLock lock(&mutex_);
    ended_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void SnapshotWriter::Save(Snapshot snapshot) {
  wanted_ = false;
  {
    const absl::MutexLock lock(&mutex_);
    pending_ = std::move(snapshot);
  }
  if (!thread_.joinable()) thread_ = std::thread([this] { Work(); });
}

void SnapshotWriter::Finish() {
  const absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &SnapshotWriter::Idle));
}

void SnapshotWriter::Close() {
  const absl::MutexLock lock(&mutex_);
  pending_.reset();
  closed_ = true;
}

void SnapshotWriter::Work() {
  if (!cores_.empty()) RunOn(cores_);
  while (true) {
    Snapshot snapshot;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &SnapshotWriter::HasWork));
      if (ended_) return;
      snapshot = *std::exchange(pending_, std::nullopt);
      busy_ = true;
    }
    Write(snapshot);
    const absl::MutexLock lock(&mutex_);
    busy_ = false;
  }
}

void SnapshotWriter::Write(const Snapshot& snapshot) {
  // This is the end of a thread: nothing may throw past it.
  try {
    const absl::Time begin = absl::Now();
    wire::Checkpoint checkpoint;
    checkpoint.set_step(snapshot.step);
    *checkpoint.mutable_state() =
        ToWire(md::EncodeState(snapshot.state), cache_);
    *checkpoint.mutable_curve() =
        ToWire(snapshot.curve.SerializeAsString(), cache_);
    *checkpoint.mutable_cost() = ToProto(absl::Now() - begin);
    // Told under the lock: after Close it would be taken for one of the next
    // attempt.
    const absl::MutexLock lock(&mutex_);
    if (!closed_) tell_(checkpoint);
  } catch (const std::exception& exception) {
    Log(Severity::kWarning, "checkpoint not saved",
        {{"step", snapshot.step}, {"reason", exception.what()}});
  }
}

}  // namespace lehr::worker
