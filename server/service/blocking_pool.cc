#include "server/service/blocking_pool.h"

#include <utility>

namespace lehr::server {

BlockingPool::BlockingPool(int threads) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { Loop(); });
  }
}

BlockingPool::~BlockingPool() { Stop(); }

void BlockingPool::Post(std::function<void()> work) {
  const absl::MutexLock lock(&mutex_);
  work_.push_back(std::move(work));
}

void BlockingPool::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void BlockingPool::Loop() {
  const auto ready = [this] {
    mutex_.AssertReaderHeld();
    return !work_.empty() || stopping_;
  };
  for (;;) {
    std::function<void()> work;
    {
      const absl::MutexLock lock(&mutex_, absl::Condition(&ready));
      if (work_.empty()) return;
      work = std::move(work_.front());
      work_.pop_front();
    }
    work();
  }
}

}  // namespace lehr::server
