#include "client/sweep_stream.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <absl/time/clock.h>
#include <absl/time/time.h>

#include "proto/support/backoff.h"
#include "proto/support/rpc_status.h"

namespace lehr::client {
namespace {

// A server that restarts is back long before this.
constexpr absl::Duration kPatience = absl::Minutes(1);
// Calls are made anew after this, so that each has a deadline.
constexpr absl::Duration kLongestCall = absl::Hours(1);

}  // namespace

SweepStream::SweepStream(ServerConnection& server, std::int64_t sweep_id)
    : thread_([this, &server, sweep_id] { Run(server, sweep_id); }) {}

SweepStream::~SweepStream() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
    if (call_ != nullptr) call_->TryCancel();
  }
  thread_.join();
}

std::optional<v1::WatchSweepResponse> SweepStream::Take() {
  const absl::MutexLock lock(&mutex_);
  return std::exchange(fresh_, std::nullopt);
}

std::optional<absl::Status> SweepStream::ended() const {
  const absl::MutexLock lock(&mutex_);
  return ended_;
}

bool SweepStream::stopping() const {
  const absl::MutexLock lock(&mutex_);
  return stopping_;
}

absl::Status SweepStream::ReadOnce(ServerConnection& server,
                                   std::int64_t sweep_id, bool* heard) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       absl::ToChronoSeconds(kLongestCall));
  {
    const absl::MutexLock lock(&mutex_);
    if (stopping_) return absl::CancelledError("stopped");
    call_ = &context;
  }
  v1::WatchSweepRequest request;
  request.set_sweep_id(sweep_id);
  request.set_after_sequence(last_sequence_);
  const auto reader = server.sweeps().WatchSweep(&context, request);
  v1::WatchSweepResponse picture;
  bool sweep_ended = false;
  while (reader->Read(&picture)) {
    sweep_ended = picture.sweep().has_ended();
    *heard = true;
    last_sequence_ = picture.sequence();
    const absl::MutexLock lock(&mutex_);
    fresh_ = picture;
  }
  const absl::Status status = server.Explain(reader->Finish());
  {
    const absl::MutexLock lock(&mutex_);
    call_ = nullptr;
  }
  // A server that shuts down may end the stream in good order.
  if (status.ok() && !sweep_ended) {
    return absl::UnavailableError("the server ended the stream");
  }
  return sweep_ended ? absl::OkStatus() : status;
}

void SweepStream::Run(ServerConnection& server, std::int64_t sweep_id) {
  Backoff backoff(absl::Milliseconds(200), absl::Seconds(5),
                  static_cast<std::uint64_t>(sweep_id));
  absl::Time away_since = absl::InfiniteFuture();
  while (true) {
    bool heard = false;
    const absl::Status status = ReadOnce(server, sweep_id, &heard);
    if (heard) {
      backoff.Reset();
      away_since = absl::InfiniteFuture();
    }
    away_since = std::min(away_since, absl::Now());
    {
      const absl::MutexLock lock(&mutex_);
      const bool lost_patience = absl::Now() - away_since > kPatience;
      if (stopping_ || !IsRetryable(status) || lost_patience) {
        ended_ = status;
        return;
      }
    }
    // In small steps, so that the destructor need not wait.
    const absl::Time again = absl::Now() + backoff.Next();
    while (absl::Now() < again && !stopping()) {
      absl::SleepFor(absl::Milliseconds(50));
    }
  }
}

}  // namespace lehr::client
