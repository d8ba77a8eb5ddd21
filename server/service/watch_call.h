#ifndef LEHR_SERVER_SERVICE_WATCH_CALL_H_
#define LEHR_SERVER_SERVICE_WATCH_CALL_H_

#include <memory>
#include <utility>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <grpcpp/support/server_callback.h>

#include "lehr/v1/sweep_service.pb.h"
#include "server/service/callers.h"
#include "server/service/watchers.h"

namespace lehr::server {

// WatchCall is a call of WatchSweep. One picture is on its way at a time; the
// newest one of those that come meanwhile goes next, so that a reader that is
// slow, or does not read at all, keeps one picture and no queue. Lives until
// gRPC is done with it, and whoever is just offering it something. Any thread.
class WatchCall final : public grpc::ServerWriteReactor<v1::WatchSweepResponse>,
                        public Watcher,
                        public std::enable_shared_from_this<WatchCall> {
 public:
  // The reactor for gRPC.
  static WatchCall* Start(Watchers* watchers,
                          const v1::WatchSweepRequest& request,
                          Callers::Standing standing);

  WatchCall(Watchers* watchers, const v1::WatchSweepRequest& request,
            Callers::Standing standing)
      : watchers_(*watchers),
        request_(request),
        standing_(std::move(standing)) {}

  const v1::WatchSweepRequest& request() const override { return request_; }
  void Offer(Picture picture, bool is_last) override;
  absl::Status Standing() const override { return standing_(); }
  void End(const absl::Status& status) override;

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  void SendNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void FinishOnce(const absl::Status& status)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Watchers& watchers_;
  const v1::WatchSweepRequest request_;
  const Callers::Standing standing_;
  std::shared_ptr<WatchCall> self_;  // until OnDone

  // Held while gRPC is told to write or to finish, which does not wait: nothing
  // may be written after the end.
  absl::Mutex mutex_;
  Picture sending_ ABSL_GUARDED_BY(mutex_);  // null: nothing is on its way
  Picture next_ ABSL_GUARDED_BY(mutex_);
  bool next_is_last_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_WATCH_CALL_H_
