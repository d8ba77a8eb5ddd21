#ifndef LEHR_SERVER_WEB_LIVE_PICTURE_H_
#define LEHR_SERVER_WEB_LIVE_PICTURE_H_

#include <functional>
#include <memory>
#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "server/coordinator/coordinator.h"
#include "server/store/read_pool.h"

namespace lehr::server {

// Runs a decision on the thread that decides and returns when what it wrote is
// on disk, or with the error.
using Decide = std::function<absl::Status(std::function<void(absl::Time now)>)>;

// LivePicture is the overview as it was at most half a second ago, made once
// for all who ask. The thread that decides only copies who is there; the rest
// is read beside it. Any thread.
class LivePicture {
 public:
  struct Picture {
    std::string version;  // differs if anything may look different
    std::string json;     // the overview without its first brace, as text
    Roster roster;
  };

  LivePicture(Coordinator* coordinator, Decide decide, ReadPool* reads)
      : coordinator_(*coordinator),
        decide_(std::move(decide)),
        reads_(*reads) {}

  absl::StatusOr<std::shared_ptr<const Picture>> Get();

 private:
  absl::StatusOr<std::shared_ptr<const Picture>> Make(absl::Time now);

  Coordinator& coordinator_;
  const Decide decide_;
  ReadPool& reads_;
  absl::Mutex mutex_;
  std::shared_ptr<const Picture> last_ ABSL_GUARDED_BY(mutex_);
  absl::Time made_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_WEB_LIVE_PICTURE_H_
