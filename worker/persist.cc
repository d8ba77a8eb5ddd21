#include "worker/persist.h"

#include <random>

#include "proto/support/backoff.h"
#include "proto/support/rpc_status.h"

namespace lehr::worker {
namespace {

constexpr absl::Duration kFirstWait = absl::Milliseconds(200);
constexpr absl::Duration kLongestWait = absl::Seconds(30);
constexpr int kDoubtfulRetries = 2;

}  // namespace

absl::Status Persist(const std::function<absl::Status()>& call,
                     const std::function<bool()>& go_on,
                     const std::function<void(absl::Duration)>& sleep) {
  Backoff backoff(kFirstWait, kLongestWait, std::random_device()());
  int doubtful_retries = 0;
  while (true) {
    absl::Status status = call();
    const bool doubtful = absl::IsInternal(status) || absl::IsDataLoss(status);
    const bool again = IsRetryable(status) ||
                       (doubtful && doubtful_retries++ < kDoubtfulRetries);
    if (!again || !go_on()) return status;
    sleep(backoff.Next());
    if (!go_on()) return status;
  }
}

}  // namespace lehr::worker
