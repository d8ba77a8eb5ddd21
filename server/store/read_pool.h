#ifndef LEHR_SERVER_STORE_READ_POOL_H_
#define LEHR_SERVER_STORE_READ_POOL_H_

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include "server/store/database.h"

namespace lehr::server {

// ReadPool answers questions to the database without the thread that decides:
// each question has a connection of its own that can only read, and sees the
// last commit. Any thread.
class ReadPool {
 public:
  explicit ReadPool(std::filesystem::path database)
      : path_(std::move(database)) {}

  // ask(database) returns a Status or StatusOr; in one read transaction.
  template <typename Ask>
  auto Read(Ask&& ask) -> decltype(ask(std::declval<Database&>())) {
    auto database = Take();
    if (!database.ok()) return database.status();
    auto result = (*database)->InSavepoint([&] { return ask(**database); });
    Return(*std::move(database));
    return result;
  }

 private:
  absl::StatusOr<std::unique_ptr<Database>> Take();
  void Return(std::unique_ptr<Database> database);

  const std::filesystem::path path_;
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<Database>> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_READ_POOL_H_
