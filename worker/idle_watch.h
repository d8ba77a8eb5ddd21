#ifndef LEHR_WORKER_IDLE_WATCH_H_
#define LEHR_WORKER_IDLE_WATCH_H_

#include <absl/time/time.h>

namespace lehr::worker {

// IdleWatch says when a worker has had nothing to do for so long that it should
// leave. That it has no server counts as nothing to do. Used by one thread,
// which looks again and again.
class IdleWatch {
 public:
  // Idle since `now`; `limit` may be infinite.
  IdleWatch(absl::Duration limit, absl::Time now)
      : limit_(limit), since_(now) {}

  // Given whether it has something to do now: whether it should leave.
  bool Look(bool busy, absl::Time now) {
    if (busy) since_ = now;
    return now - since_ >= limit_;
  }

 private:
  const absl::Duration limit_;
  absl::Time since_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_IDLE_WATCH_H_
