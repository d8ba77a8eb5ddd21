#include "worker/calls.h"

#include <absl/time/clock.h>

namespace lehr::worker {

Calls::Call::Call(Calls* calls, absl::Duration deadline) : calls_(calls) {
  context_.set_deadline(absl::ToChronoTime(absl::Now() + deadline));
  const absl::MutexLock lock(&calls_->mutex_);
  calls_->contexts_.insert(&context_);
  // gRPC remembers this for a call that has not begun.
  if (calls_->cancelled_) context_.TryCancel();
}

Calls::Call::~Call() {
  const absl::MutexLock lock(&calls_->mutex_);
  calls_->contexts_.erase(&context_);
}

void Calls::Cancel() {
  {
    const absl::MutexLock lock(&mutex_);
    cancelled_ = true;
  }
  Interrupt();
}

void Calls::Interrupt() {
  const absl::MutexLock lock(&mutex_);
  // Does not wait: the calls end on gRPC's threads.
  for (grpc::ClientContext* context : contexts_) context->TryCancel();
}

bool Calls::cancelled() const {
  const absl::MutexLock lock(&mutex_);
  return cancelled_;
}

}  // namespace lehr::worker
