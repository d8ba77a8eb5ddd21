#include "server/store/read_pool.h"

namespace lehr::server {

absl::StatusOr<std::unique_ptr<Database>> ReadPool::Take() {
  {
    const absl::MutexLock lock(&mutex_);
    if (!idle_.empty()) {
      auto database = std::move(idle_.back());
      idle_.pop_back();
      return database;
    }
  }
  return Database::OpenReadOnly(path_);
}

void ReadPool::Return(std::unique_ptr<Database> database) {
  const absl::MutexLock lock(&mutex_);
  idle_.push_back(std::move(database));
}

}  // namespace lehr::server
