#include "worker/departure.h"

#include <utility>

namespace lehr::worker {
namespace {

// How long the destructor may have to wait for the thread.
constexpr absl::Duration kGlance = absl::Milliseconds(100);

}  // namespace

Departure::Departure(WaitForWish wait_for_wish, absl::Duration grace,
                     std::function<void()> on_asked)
    : thread_([this, wait = std::move(wait_for_wish), grace,
               tell = std::move(on_asked)] { Watch(wait, grace, tell); }) {}

Departure::~Departure() {
  ended_.Notify();
  thread_.join();
}

void Departure::Watch(const WaitForWish& wait_for_wish, absl::Duration grace,
                      const std::function<void()>& on_asked) {
  while (!wait_for_wish(kGlance)) {
    if (ended_.HasBeenNotified()) return;
  }
  asked_.Notify();
  on_asked();
  calls_.Cancel();
  if (ended_.WaitForNotificationWithTimeout(grace)) return;
  overdue_.Notify();
  last_calls_.Cancel();
}

}  // namespace lehr::worker
