#include "worker/heartbeat.h"

#include <algorithm>
#include <random>
#include <utility>

#include "proto/support/backoff.h"
#include "proto/support/log.h"
#include "proto/support/rpc_status.h"

namespace lehr::worker {
namespace {

constexpr absl::Duration kFirstRetry = absl::Milliseconds(250);
constexpr absl::Duration kLastRetry = absl::Seconds(5);

}  // namespace

Heartbeat::Heartbeat(ServerLink* link, ProgressOf progress, OnAnswer on_answer)
    : link_(link),
      progress_(std::move(progress)),
      on_answer_(std::move(on_answer)),
      thread_([this] { Beat(); }) {}

Heartbeat::~Heartbeat() {
  ended_.Notify();
  calls_.Cancel();
  thread_.join();
}

void Heartbeat::Beat() {
  Backoff backoff(kFirstRetry, kLastRetry, std::random_device()());
  absl::Duration wait = link_->heartbeat_interval();
  while (!ended_.WaitForNotificationWithTimeout(wait)) {
    const auto response = link_->Heartbeat(&calls_, progress_());
    if (response.ok()) {
      on_answer_(*response);
      backoff.Reset();
      wait = link_->heartbeat_interval();
      continue;
    }
    wait = std::min(backoff.Next(), link_->heartbeat_interval());
    if (!IsRetryable(response.status()) &&
        !absl::IsCancelled(response.status())) {
      Log(Severity::kWarning, "heartbeat refused",
          {{"reason", response.status().ToString()}});
      wait = link_->heartbeat_interval();
    }
  }
}

}  // namespace lehr::worker
