#ifndef LEHR_WORKER_RUNNER_SNAPSHOT_WRITER_H_
#define LEHR_WORKER_RUNNER_SNAPSHOT_WRITER_H_

#include <atomic>
#include <functional>
#include <optional>
#include <span>
#include <thread>
#include <utility>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include "worker/artifact_cache.h"
#include "worker/checkpoint_sink.h"
#include "worker/runner/runner.pb.h"

namespace lehr::worker {

// SnapshotWriter brings the snapshots of one attempt into the cache on a thread
// of its own, while the engine goes on.
class SnapshotWriter final : public CheckpointSink {
 public:
  using Tell = std::function<void(const wire::Checkpoint&)>;

  // `tell` is called on the thread, which runs on `cores`, if there are any:
  // the engine's, that makes it, is tied to one of them. All must outlive this.
  SnapshotWriter(ArtifactCache* cache, std::span<const int> cores, Tell tell)
      : cache_(cache), cores_(cores), tell_(std::move(tell)) {}

  // What is not written yet is dropped.
  ~SnapshotWriter() override;

  // A snapshot becomes due. Any thread.
  void Want() { wanted_ = true; }

  bool Due() override { return wanted_; }
  void Save(Snapshot snapshot) override;
  void SaveFailed(md::State state) override { failed_ = std::move(state); }
  const std::optional<md::State>& failed() const { return failed_; }

  // Waits until what was given is written.
  void Finish();
  // Drops what is not written. Nothing is told any more when this returns.
  void Close();

 private:
  void Work();
  void Write(const Snapshot& snapshot);
  bool Idle() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !pending_.has_value() && !busy_;
  }
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return pending_.has_value() || ended_;
  }

  ArtifactCache* const cache_;
  const std::span<const int> cores_;
  const Tell tell_;
  std::atomic<bool> wanted_ = false;
  std::optional<md::State> failed_;

  absl::Mutex mutex_;
  std::optional<Snapshot> pending_ ABSL_GUARDED_BY(mutex_);
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  // Made with the first snapshot: most segments are too short for one.
  std::thread thread_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_RUNNER_SNAPSHOT_WRITER_H_
