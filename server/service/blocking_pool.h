#ifndef LEHR_SERVER_SERVICE_BLOCKING_POOL_H_
#define LEHR_SERVER_SERVICE_BLOCKING_POOL_H_

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

namespace lehr::server {

// BlockingPool is a few threads for what takes long or waits for the disk:
// artifacts and plans. gRPC's own threads must not block, and there may be only
// two of them.
class BlockingPool {
 public:
  explicit BlockingPool(int threads);
  ~BlockingPool();

  // From any thread. Not after Stop().
  void Post(std::function<void()> work);

  // Executes what has been posted, then ends the threads.
  void Stop();

 private:
  void Loop();

  std::vector<std::thread> threads_;
  absl::Mutex mutex_;
  std::deque<std::function<void()>> work_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_BLOCKING_POOL_H_
