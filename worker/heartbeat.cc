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

Heartbeat::Heartbeat(ServerLink* link, ProgressOf progress, OnStop on_stop,
                     std::function<void()> on_wanted)
    : link_(link),
      progress_(std::move(progress)),
      on_stop_(std::move(on_stop)),
      on_wanted_(std::move(on_wanted)),
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
      for (const v1::AttemptId& id : response->stop()) on_stop_(id);
      if (link_->has_calibrations()) on_wanted_();
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
