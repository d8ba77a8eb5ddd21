#ifndef LEHR_CLIENT_SWEEP_STREAM_H_
#define LEHR_CLIENT_SWEEP_STREAM_H_

#include <cstdint>
#include <optional>
#include <thread>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

#include "client/server_connection.h"
#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// SweepStream receives a sweep's pictures in a thread of its own, so that
// whoever shows them can look after other things. It calls again when the
// server was away. Destroying it ends the call. `server` must outlive it.
class SweepStream {
 public:
  SweepStream(ServerConnection& server, std::int64_t sweep_id);
  ~SweepStream();
  SweepStream(const SweepStream&) = delete;
  SweepStream& operator=(const SweepStream&) = delete;

  // A picture that was not taken yet, and is the newest.
  std::optional<v1::WatchSweepResponse> Take();

  // Whether no picture will come any more, and the reason: OK when the sweep
  // has ended; UNAVAILABLE when the server was away for a minute; others as
  // WatchSweep returns them.
  std::optional<absl::Status> ended() const;

 private:
  void Run(ServerConnection& server, std::int64_t sweep_id);
  // Makes one call; returns how it ended. OK only when the sweep has ended.
  // `heard` becomes true if a picture came.
  absl::Status ReadOnce(ServerConnection& server, std::int64_t sweep_id,
                        bool* heard);
  bool stopping() const;

  std::int64_t last_sequence_ = 0;  // of the thread
  mutable absl::Mutex mutex_;
  grpc::ClientContext* call_ ABSL_GUARDED_BY(mutex_) = nullptr;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<v1::WatchSweepResponse> fresh_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Status> ended_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SWEEP_STREAM_H_
