#ifndef LEHR_SERVER_SERVICE_UPLOAD_BUDGET_H_
#define LEHR_SERVER_SERVICE_UPLOAD_BUDGET_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

namespace lehr::server {

// UploadBudget counts what each attempt has uploaded since the server started.
// Any thread.
class UploadBudget {
 public:
  // (segment, attempt).
  using Attempt = std::pair<std::int64_t, std::int32_t>;

  // Attempts that are remembered; of others, the one with the oldest segment is
  // forgotten.
  static constexpr std::size_t kMost = 100'000;

  explicit UploadBudget(double most_gib) : most_gib_(most_gib) {}

  // RESOURCE_EXHAUSTED if these bytes are too many; then they do not count.
  absl::Status Take(const Attempt& attempt, std::int64_t bytes);

 private:
  const double most_gib_;
  absl::Mutex mutex_;
  std::map<Attempt, std::int64_t> bytes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_UPLOAD_BUDGET_H_
