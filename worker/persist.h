#ifndef LEHR_WORKER_PERSIST_H_
#define LEHR_WORKER_PERSIST_H_

#include <functional>

#include <absl/status/status.h>
#include <absl/time/time.h>

namespace lehr::worker {

// Makes `call` again and again, with growing and random waiting times of up to
// 30 s, while it ends in a way that says "later" (IsRetryable) and `go_on()`;
// INTERNAL and DATA_LOSS are tried twice more, as they may be the network's.
// Returns how the last call ended. `sleep` may return early.
absl::Status Persist(const std::function<absl::Status()>& call,
                     const std::function<bool()>& go_on,
                     const std::function<void(absl::Duration)>& sleep);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_PERSIST_H_
