#include "worker/lease_source.h"

#include <random>
#include <utility>

#include <absl/time/clock.h>

#include "proto/support/backoff.h"
#include "proto/support/log.h"
#include "proto/support/rpc_status.h"

namespace lehr::worker {
namespace {

// How long the server may hold a question for work.
constexpr absl::Duration kLeaseWait = absl::Seconds(20);

// How late it is noticed that there is another reason not to wait.
constexpr absl::Duration kGlance = absl::Milliseconds(100);

// Between questions for work that the server refuses for a reason that will not
// go away soon.
constexpr absl::Duration kFirstRefusalWait = absl::Milliseconds(500);
constexpr absl::Duration kLongestRefusalWait = absl::Seconds(30);

}  // namespace

LeaseSource::LeaseSource(ServerLink* link, Departure* departure,
                         Attempts* attempts)
    : link_(link),
      departure_(departure),
      attempts_(attempts),
      thread_([this] { Work(); }) {}

void LeaseSource::Want() {
  const absl::MutexLock lock(&mutex_);
  wanted_ = !here_.has_value();
}

std::optional<LeasedAttempt> LeaseSource::Take() {
  const absl::MutexLock lock(&mutex_);
  return std::exchange(here_, std::nullopt);
}

std::optional<LeasedAttempt> LeaseSource::Wait() {
  Want();
  {
    const absl::MutexLock lock(&mutex_);
    const absl::Condition need_not_wait(this, &LeaseSource::NeedNotWait);
    while (!mutex_.AwaitWithTimeout(need_not_wait, kGlance)) continue;
  }
  if (departure_->asked()) return std::nullopt;
  return Take();
}

absl::Duration LeaseSource::Waiting() const {
  const absl::MutexLock lock(&mutex_);
  return here_.has_value() ? absl::Now() - came_ : absl::ZeroDuration();
}

void LeaseSource::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    ended_ = true;
  }
  calls_.Cancel();
  if (thread_.joinable()) thread_.join();
}

void LeaseSource::Work() {
  while (true) {
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &LeaseSource::HasWork));
      if (ended_) return;
    }
    Ask();
  }
}

void LeaseSource::Ask() {
  Backoff backoff(kFirstRefusalWait, kLongestRefusalWait,
                  std::random_device()());
  while (!departure_->asked()) {
    auto lease = link_->LeaseSegment(&calls_, sequence_, kLeaseWait);
    if (lease.ok()) {
      // Only now: a question whose answer was lost is asked again under its
      // number, and has the same answer.
      ++sequence_;
      if (!lease->has_value()) continue;
      LeasedAttempt leased = {*std::move(*lease), nullptr};
      leased.control = std::make_shared<AttemptControl>(leased.lease.id());
      attempts_->Add(leased.control);
      const absl::MutexLock lock(&mutex_);
      here_ = std::move(leased);
      came_ = absl::Now();
      wanted_ = false;
      return;
    }
    if (departure_->asked() || calls_.cancelled()) return;
    if (!IsRetryable(lease.status())) {
      Log(Severity::kWarning, "no lease",
          {{"reason", lease.status().ToString()}});
    }
    departure_->SleepUntilAsked(backoff.Next());
  }
}

}  // namespace lehr::worker
