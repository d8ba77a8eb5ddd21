#ifndef LEHR_WORKER_CHECKPOINTER_H_
#define LEHR_WORKER_CHECKPOINTER_H_

#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "worker/artifact_client.h"
#include "worker/attempt_control.h"
#include "worker/calls.h"
#include "worker/checkpoint_sink.h"
#include "worker/server_link.h"

namespace lehr::worker {

// Checkpointer uploads and commits the snapshots of one attempt on a thread of
// its own, one at a time, each with one try: if it does not work out, the next
// one will. A server that says that the attempt is stale stops it.
class Checkpointer final : public CheckpointSink {
 public:
  // All must outlive this. Snapshots are due `interval` after the one before
  // was saved, or later if saving takes so long that it would be more than a
  // hundredth of the time.
  // The thread that saves runs on `cores`, if there are any.
  Checkpointer(absl::Duration interval, AttemptControl* control,
               ArtifactClient* artifacts, ServerLink* link,
               std::span<const int> cores = {});

  // What is not saved yet is dropped.
  ~Checkpointer() override;

  bool Due() override;
  void Save(Snapshot snapshot) override;
  // Is not uploaded here: the end of the attempt takes it along.
  void SaveFailed(md::State state) override { failed_ = std::move(state); }
  const std::optional<md::State>& failed() const { return failed_; }

  // Waits until what was given is saved or could not be, at most `limit`.
  void Finish(absl::Duration limit);

 private:
  void Work();
  absl::Status Commit(const Snapshot& snapshot);
  bool Idle() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !pending_.has_value() && !busy_;
  }
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return pending_.has_value() || ended_;
  }

  const absl::Duration interval_;
  AttemptControl* const control_;
  ArtifactClient* const artifacts_;
  ServerLink* const link_;
  const std::vector<int> cores_;
  Calls calls_;
  std::optional<md::State> failed_;

  absl::Mutex mutex_;
  std::optional<Snapshot> pending_ ABSL_GUARDED_BY(mutex_);
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time next_due_ ABSL_GUARDED_BY(mutex_);
  // Made with the first snapshot: most segments are too short for one.
  std::thread thread_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_CHECKPOINTER_H_
