#ifndef LEHR_SERVER_SERVICE_STREAM_CALL_H_
#define LEHR_SERVER_SERVICE_STREAM_CALL_H_

#include <atomic>
#include <functional>
#include <utility>

#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <grpcpp/support/server_callback.h>

#include "proto/support/rpc_status.h"
#include "server/service/blocking_pool.h"
#include "server/service/callers.h"

namespace lehr::server {

// StreamCall answers a call with the messages that one function sends, which
// runs on a thread of a pool and may take long. Deletes itself when gRPC is
// done with it.
template <typename Response>
class StreamCall final : public grpc::ServerWriteReactor<Response> {
 public:
  // Waits until the message has gone. False if nobody reads on: then the
  // function is to return soon.
  using Send = std::function<bool(const Response&)>;
  // `cancelled` becomes true when nobody waits any more.
  using Body = std::function<absl::Status(const Send& send,
                                          const std::atomic<bool>& cancelled)>;

  // From a gRPC thread.
  static StreamCall* Start(BlockingPool* pool, Callers::Standing standing,
                           Body body) {
    auto* const call = new StreamCall(std::move(standing), std::move(body));
    pool->Post([call] { call->Run(); });
    return call;
  }

  void OnWriteDone(bool ok) override {
    const absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (!ok) cancelled_ = true;
  }
  void OnCancel() override { cancelled_ = true; }
  void OnDone() override { delete this; }

 private:
  StreamCall(Callers::Standing standing, Body body)
      : standing_(std::move(standing)), body_(std::move(body)) {}

  void Run() {
    const absl::Status status = body_(
        [this](const Response& message) { return Write(message); }, cancelled_);
    // Nothing may be touched behind this.
    this->Finish(ToGrpc(refused_.ok() ? status : refused_));
  }

  bool Write(const Response& message) {
    refused_ = standing_();
    if (!refused_.ok()) cancelled_ = true;
    if (cancelled_) return false;
    message_ = message;
    {
      const absl::MutexLock lock(&mutex_);
      writing_ = true;
    }
    this->StartWrite(&message_);
    const auto written = [this] {
      mutex_.AssertReaderHeld();
      return !writing_;
    };
    const absl::MutexLock lock(&mutex_, absl::Condition(&written));
    return !cancelled_;
  }

  const Callers::Standing standing_;
  const Body body_;
  absl::Status refused_;  // of the thread of `body_`
  Response message_;      // being written
  std::atomic<bool> cancelled_ = false;
  absl::Mutex mutex_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_STREAM_CALL_H_
