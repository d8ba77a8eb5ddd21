#include "server/service/watch_call.h"

#include <utility>

#include "proto/support/rpc_status.h"

namespace lehr::server {

WatchCall* WatchCall::Start(Watchers* watchers,
                            const v1::WatchSweepRequest& request,
                            Callers::Standing standing) {
  const auto call =
      std::make_shared<WatchCall>(watchers, request, std::move(standing));
  call->self_ = call;
  watchers->Add(call);
  return call.get();
}

void WatchCall::Offer(Picture picture, bool is_last) {
  const absl::MutexLock lock(&mutex_);
  next_ = std::move(picture);
  next_is_last_ = is_last;
  SendNext();
}

void WatchCall::SendNext() {
  if (finished_ || sending_ != nullptr || next_ == nullptr) return;
  sending_ = std::exchange(next_, nullptr);
  if (next_is_last_) {
    finished_ = true;
    StartWriteAndFinish(sending_.get(), grpc::WriteOptions(), grpc::Status::OK);
  } else {
    StartWrite(sending_.get());
  }
}

void WatchCall::End(const absl::Status& status) {
  const absl::MutexLock lock(&mutex_);
  FinishOnce(status);
}

void WatchCall::FinishOnce(const absl::Status& status) {
  if (std::exchange(finished_, true)) return;
  Finish(ToGrpc(status));
}

void WatchCall::OnWriteDone(bool ok) {
  const absl::MutexLock lock(&mutex_);
  sending_.reset();
  if (ok) {
    SendNext();
  } else {
    FinishOnce(absl::CancelledError("nobody reads on"));
  }
}

void WatchCall::OnCancel() {
  const absl::MutexLock lock(&mutex_);
  FinishOnce(absl::CancelledError("nobody reads on"));
}

// The last of all calls.
void WatchCall::OnDone() {
  watchers_.Remove(this);
  const std::shared_ptr<WatchCall> self = std::move(self_);
}

}  // namespace lehr::server
