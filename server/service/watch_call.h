#ifndef LEHR_SERVER_SERVICE_WATCH_CALL_H_
#define LEHR_SERVER_SERVICE_WATCH_CALL_H_

#include <atomic>

#include <grpcpp/support/server_callback.h>

#include "lehr/v1/sweep_service.pb.h"
#include "server/service/serial_executor.h"
#include "server/service/watchers.h"

namespace lehr::server {

// WatchCall is a call of WatchSweep. Deletes itself when gRPC is done with it.
// Send, End and `finished_` belong to the executor's thread; gRPC's threads
// only post.
class WatchCall final : public grpc::ServerWriteReactor<v1::WatchSweepResponse>,
                        public Watcher {
 public:
  WatchCall(SerialExecutor* executor, Watchers* watchers,
            const v1::WatchSweepRequest& request);

  const v1::WatchSweepRequest& request() const override { return request_; }
  bool IsIdle() const override { return !writing_.load(); }
  void Send(const v1::WatchSweepResponse& picture, bool is_last) override;
  void End(const absl::Status& status) override;

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  void FinishOnce(const absl::Status& status);

  SerialExecutor& executor_;
  Watchers& watchers_;
  const v1::WatchSweepRequest request_;
  v1::WatchSweepResponse picture_;  // being written
  std::atomic<bool> writing_{false};
  bool finished_ = false;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_WATCH_CALL_H_
