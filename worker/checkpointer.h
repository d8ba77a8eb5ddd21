#ifndef LEHR_WORKER_CHECKPOINTER_H_
#define LEHR_WORKER_CHECKPOINTER_H_

#include <optional>
#include <thread>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "lehr/v1/worker_service.pb.h"
#include "worker/artifact_client.h"
#include "worker/attempt_control.h"
#include "worker/calls.h"
#include "worker/checkpoint_pacing.h"
#include "worker/runner/runner.pb.h"
#include "worker/server_link.h"
#include "worker/spool.h"

namespace lehr::worker {

// Checkpointer says when checkpoints of one attempt are due, and takes them
// from the runner: on a thread of its own it keeps each in the spool, and then
// uploads and commits it, again and again while the server is away, until there
// is a newer one. A server that says that the attempt is stale stops it.
class Checkpointer final {
 public:
  // What it needs of the session; all must outlive it.
  struct Means {
    CheckpointPacing* pacing = nullptr;
    ArtifactClient* artifacts = nullptr;
    ServerLink* link = nullptr;
    Spool* spool = nullptr;
  };
  Checkpointer(const v1::Lease& lease, AttemptControl* control, Means means);

  // What is not saved yet is dropped. The one in the spool is dropped, too,
  // unless KeepLocal was called and the server does not have it.
  ~Checkpointer();

  // Whether a checkpoint is due: true once for each. Not while one is being
  // saved.
  bool TakeDue();
  void Save(wire::Checkpoint checkpoint);
  // The attempt was left unfinished: somebody may go on from there.
  void KeepLocal() { keep_local_ = true; }

  // Waits until what was given is saved or could not be, at most `limit`.
  void Finish(absl::Duration limit);

 private:
  void Work();
  absl::Status Commit(const wire::Checkpoint& checkpoint);
  absl::Status Upload(const wire::Checkpoint& checkpoint);
  // False if there is a newer one, or nobody waits any more.
  bool WaitForRetry(absl::Duration time);
  void Warn(const wire::Checkpoint& checkpoint, const absl::Status& status);
  bool Idle() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !pending_.has_value() && !busy_;
  }
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return pending_.has_value() || ended_;
  }

  const v1::Lease& lease_;
  AttemptControl* const control_;
  const Means means_;
  Calls calls_;
  bool keep_local_ = false;
  // The thread's, until it has ended: the newest is in the spool; the server
  // has it.
  bool saved_locally_ = false;
  bool committed_ = false;

  absl::Mutex mutex_;
  std::optional<wire::Checkpoint> pending_ ABSL_GUARDED_BY(mutex_);
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool asked_ ABSL_GUARDED_BY(mutex_) = false;  // the runner, for one
  absl::Time last_ ABSL_GUARDED_BY(mutex_);
  // Made with the first checkpoint: most segments are too short for one.
  std::thread thread_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_CHECKPOINTER_H_
