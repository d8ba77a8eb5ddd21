#ifndef LEHR_SERVER_SERVICE_SCRUBBER_H_
#define LEHR_SERVER_SERVICE_SCRUBBER_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "server/coordinator/coordinator.h"
#include "server/service/loss_reporter.h"
#include "server/service/serial_executor.h"
#include "server/store/artifact_store.h"
#include "server/store/artifact_table.h"
#include "server/store/read_pool.h"
#include "server/store/scrub_table.h"

namespace lehr::server {

// Scrubber looks for artifacts that are lost, on a thread of its own: at the
// start whether all files are there (they are not when an old backup was
// restored), then it reads them again and again, slowly, from where it was when
// the server stopped, and at most once a day.
class Scrubber {
 public:
  // `bytes_per_second` 0: only the start.
  Scrubber(Coordinator* coordinator, SerialExecutor* executor, ReadPool* reads,
           ArtifactStore* store, LossReporter* losses, double bytes_per_second)
      : coordinator_(*coordinator),
        executor_(*executor),
        reads_(*reads),
        store_(*store),
        losses_(*losses),
        bytes_per_second_(bytes_per_second) {}
  ~Scrubber() { Stop(); }
  Scrubber(const Scrubber&) = delete;
  Scrubber& operator=(const Scrubber&) = delete;

  void Start();
  // Within some milliseconds.
  void Stop();

  // Content that was read since the start [bytes].
  std::int64_t bytes() const { return bytes_; }

 private:
  void Run();
  absl::Duration TimeToNextPass();
  absl::Status FindMissing();
  // Artifacts behind that one.
  absl::StatusOr<std::vector<ArtifactRow>> Next(const std::string& after);
  // Goes on from the position that is kept, to the end.
  absl::Status Pass();
  absl::Status Verify(const std::string& sha256);
  absl::StatusOr<ScrubPosition> Load();
  absl::Status Store(const ScrubPosition& position);
  // False if it is to stop.
  bool Sleep(absl::Duration duration);
  // Waits as long as reading so much may take.
  bool Pace(std::int64_t bytes);

  Coordinator& coordinator_;
  SerialExecutor& executor_;
  ReadPool& reads_;
  ArtifactStore& store_;
  LossReporter& losses_;
  const double bytes_per_second_;
  std::atomic<std::int64_t> bytes_ = 0;
  absl::Time due_ = absl::InfinitePast();  // when the next piece may be read
  std::thread thread_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_SCRUBBER_H_
