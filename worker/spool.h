#ifndef LEHR_WORKER_SPOOL_H_
#define LEHR_WORKER_SPOOL_H_

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

#include "lehr/v1/worker_service.pb.h"
#include "worker/artifact_cache.h"
#include "worker/spool_record.pb.h"

namespace lehr::worker {

// SHA-256 of what the work of a lease is: two leases with the same have the
// same states on their way.
std::string WorkHash(const v1::Lease& lease);

// A Spool keeps what a worker has and its server does not know yet, so that it
// outlives the worker: results that were not acknowledged, and the newest
// checkpoint. A worker that is started with the same cache delivers them, and
// can go on from the checkpoint.
//
//   CACHE/spool/SESSION/lock           held while the worker lives
//                       result-12-3    of segment 12, attempt 3
//                       result-12-3.*  second names of the artifacts it names
//                       checkpoint     with the same
//
// A record is a SHA-256 and a SpoolRecord; it is written to a temporary file,
// synced and renamed, after what it names was synced. Without a cache there is
// no spool, and all this does nothing. Any thread may call anything.
class Spool {
 public:
  // `session` and `server` are this worker's. `cache` must outlive this.
  Spool(ArtifactCache* cache, std::string session, std::string server);
  // What is empty goes.
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  // Keeps a report, with its session, and what it names in the cache.
  absl::Status KeepResult(const v1::CompleteAttemptRequest& request);
  // It was acknowledged, or nobody wants it. Also of one that was left.
  void DropResult(const v1::CompleteAttemptRequest& request);

  // Keeps a checkpoint, which replaces the one before.
  absl::Status KeepCheckpoint(const v1::Lease& lease,
                              const v1::Checkpoint& checkpoint);
  // The attempt is over.
  void DropCheckpoint();

  // Reports for the same server that workers left which are gone. Each is
  // given to one worker. Also removes what nobody has wanted for a week.
  std::vector<v1::CompleteAttemptRequest> TakeLeft();

  // A checkpoint of the attempt before on this host that is newer than the
  // server's.
  std::optional<v1::Checkpoint> FindNewer(const v1::Lease& lease) const;

 private:
  std::filesystem::path FolderOf(const std::string& session) const;
  absl::Status Keep(const std::filesystem::path& record,
                    wire::SpoolRecord content,
                    const std::vector<std::string>& artifacts);
  // Whose worker is gone; they are this one's now.
  std::vector<std::filesystem::path> LockLeft() ABSL_LOCKS_EXCLUDED(mutex_);

  ArtifactCache* const cache_;
  const std::string session_;
  const std::string server_;
  const std::filesystem::path folder_;  // of all sessions; empty: no spool

  absl::Mutex mutex_;
  std::vector<int> locks_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_SPOOL_H_
