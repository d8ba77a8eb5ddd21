#include "server/service/lease_waiters.h"

#include <iterator>
#include <utility>

namespace lehr::server {

void LeaseWaiters::Wait(Waiter waiter) {
  if (closed_) {
    answers_.push_back(
        {std::move(waiter), absl::UnavailableError("the server is stopping")});
    return;
  }
  const std::string session = waiter.request.session();
  const auto older = by_session_.find(session);
  if (older != by_session_.end()) {
    answers_.push_back({std::move(*older->second),
                        absl::AbortedError("the session has asked again")});
    waiters_.erase(older->second);
  }
  waiters_.push_back(std::move(waiter));
  by_session_[session] = std::prev(waiters_.end());
}

void LeaseWaiters::Close() {
  closed_ = true;
  for (Waiter& waiter : waiters_) {
    answers_.push_back(
        {std::move(waiter), absl::UnavailableError("the server is stopping")});
  }
  waiters_.clear();
  by_session_.clear();
}

void LeaseWaiters::InTransaction(absl::Time now) {
  bool none_left = false;  // no work for anyone
  for (auto waiter = waiters_.begin(); waiter != waiters_.end();) {
    absl::StatusOr<v1::LeaseSegmentResponse> response =
        v1::LeaseSegmentResponse();
    if (waiter->is_abandoned()) {
      response = absl::CancelledError("the call was cancelled");
    } else if (!none_left) {
      response = coordinator_.LeaseSegment(waiter->request, now);
    }
    const bool has_nothing = response.ok() && !response->has_lease();
    none_left =
        none_left || (has_nothing && !coordinator_.OthersMayGetMore(
                                         waiter->request.session(), now));
    if (has_nothing && now < waiter->deadline) {
      ++waiter;
      continue;
    }
    by_session_.erase(waiter->request.session());
    answers_.push_back({std::move(*waiter), std::move(response)});
    waiter = waiters_.erase(waiter);
  }
}

void LeaseWaiters::AfterTransaction(const absl::Status& committed) {
  for (const Answer& answer : std::exchange(answers_, {})) {
    if (committed.ok()) {
      answer.waiter.answer(answer.response);
    } else {
      answer.waiter.answer(committed);
    }
  }
}

}  // namespace lehr::server
