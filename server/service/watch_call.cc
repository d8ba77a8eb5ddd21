#include "server/service/watch_call.h"

#include <utility>

#include "proto/support/rpc_status.h"

namespace lehr::server {
namespace {

// These calls decide nothing; they only want to be on the executor's thread.
void DecideNothing(absl::Time) {}

}  // namespace

WatchCall::WatchCall(SerialExecutor* executor, Watchers* watchers,
                     const v1::WatchSweepRequest& request)
    : executor_(*executor), watchers_(*watchers), request_(request) {
  const bool posted = executor_.Post(
      {.run = DecideNothing,
       .done = [this](const absl::Status&) { watchers_.Add(this); }});
  if (!posted) FinishOnce(absl::UnavailableError("the server is stopping"));
}

void WatchCall::Send(const v1::WatchSweepResponse& picture, bool is_last) {
  if (finished_) return;
  picture_ = picture;
  writing_ = true;
  if (is_last) {
    finished_ = true;
    StartWriteAndFinish(&picture_, grpc::WriteOptions(), grpc::Status::OK);
  } else {
    StartWrite(&picture_);
  }
}

void WatchCall::End(const absl::Status& status) { FinishOnce(status); }

void WatchCall::FinishOnce(const absl::Status& status) {
  if (std::exchange(finished_, true)) return;
  Finish(ToGrpc(status));
}

void WatchCall::OnWriteDone(bool ok) {
  writing_ = false;
  if (!ok) OnCancel();
}

void WatchCall::OnCancel() {
  executor_.Post({.run = DecideNothing, .done = [this](const absl::Status&) {
                    FinishOnce(absl::CancelledError("nobody reads on"));
                  }});
}

// The last of all calls, but tasks posted before may still be waiting.
void WatchCall::OnDone() {
  const bool posted = executor_.Post(
      {.run = DecideNothing, .done = [this](const absl::Status&) {
         watchers_.Remove(this);
         delete this;
       }});
  if (!posted) delete this;
}

}  // namespace lehr::server
