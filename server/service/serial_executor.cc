#include "server/service/serial_executor.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <absl/strings/str_format.h>
#include <absl/synchronization/notification.h>

#include "proto/support/log.h"
#include "proto/support/steady_time.h"

namespace lehr::server {

SerialExecutor::SerialExecutor(Database* database, Coordinator* coordinator)
    : database_(*database), coordinator_(*coordinator) {}

SerialExecutor::~SerialExecutor() { Stop(); }

void SerialExecutor::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void SerialExecutor::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

std::size_t SerialExecutor::MostWaiting(Urgency urgency) {
  switch (urgency) {
    case Urgency::kLiveness:
      break;
    case Urgency::kReport:  // ten thousand workers with a few calls each
      return 50'000;
    case Urgency::kControl:
      return 5'000;
    case Urgency::kBulk:  // each holds a plan
      return 32;
  }
  return std::numeric_limits<std::size_t>::max();
}

bool SerialExecutor::Post(Task task) {
  const std::size_t most = MostWaiting(task.urgency);
  {
    const absl::MutexLock lock(&mutex_);
    if (stopping_) return false;
    std::deque<Task>& waiting = tasks_[static_cast<std::size_t>(task.urgency)];
    if (waiting.size() < most) {
      waiting.push_back(std::move(task));
      return true;
    }
  }
  task.done(absl::ResourceExhaustedError(absl::StrFormat(
      "the server is overloaded: %d calls of this kind wait already: try again "
      "later",
      most)));
  return true;
}

bool SerialExecutor::HasTasks() const {
  return std::any_of(tasks_.begin(), tasks_.end(),
                     [](const auto& waiting) { return !waiting.empty(); });
}

void SerialExecutor::Loop() {
  std::vector<Task> tasks;
  while (Take(&tasks)) Execute(tasks);
}

bool SerialExecutor::Take(std::vector<Task>* tasks) {
  tasks->clear();
  const absl::MutexLock lock(&mutex_);
  const auto ready = [this] {
    mutex_.AssertReaderHeld();
    return HasTasks() || stopping_;
  };
  mutex_.AwaitWithTimeout(absl::Condition(&ready), kTick);
  if (const absl::Duration wait = pace_.next() - SteadyNow();
      wait > absl::ZeroDuration()) {
    mutex_.AwaitWithTimeout(absl::Condition(&stopping_), wait);
  }
  for (std::size_t urgency = 0; urgency < kUrgencies; ++urgency) {
    std::deque<Task>& waiting = tasks_[urgency];
    const bool bulk = urgency == static_cast<std::size_t>(Urgency::kBulk);
    while (!waiting.empty()) {
      tasks->push_back(std::move(waiting.front()));
      waiting.pop_front();
      if (bulk) break;
    }
  }
  return !(stopping_ && tasks->empty());
}

absl::Status SerialExecutor::Decide(std::function<void(absl::Time now)> run) {
  absl::Notification decided;
  absl::Status result;
  const bool posted =
      Post({.run = std::move(run), .done = [&](const absl::Status& committed) {
              result = committed;
              decided.Notify();
            }});
  if (!posted) return absl::UnavailableError("the server is stopping");
  decided.WaitForNotification();
  return result;
}

void SerialExecutor::Execute(const std::vector<Task>& tasks) {
  const absl::Time now = SteadyNow();
  pace_.Begin(now, tasks.size());
  const absl::Status committed = Transact(tasks, now);
  if (!tasks.empty()) observe_commit_(SteadyNow() - now);
  if (!committed.ok()) {
    Log(Severity::kError, "transaction rolled back",
        {{"tasks", tasks.size()}, {"error", committed.ToString()}});
    if (database_.sync_failed() && !std::exchange(has_given_up_, true)) {
      Log(Severity::kError, "disk refuses to sync",
          {{"error", committed.ToString()}});
      give_up_();
    }
    // What the coordinator remembers may be of things that did not happen.
    const absl::Status recovered = coordinator_.Recover(now);
    if (!recovered.ok()) {
      Log(Severity::kError, "database cannot be read",
          {{"error", recovered.ToString()}});
    }
  }
  for (const Task& task : tasks) task.done(committed);
  for (Participant* participant : participants_) {
    participant->AfterTransaction(committed);
  }
  if (!tasks.empty()) last_task_ = now;
  database_.Tidy(now - last_task_ >= kIdle);
}

absl::Status SerialExecutor::Transact(const std::vector<Task>& tasks,
                                      absl::Time now) {
  if (has_given_up_) {
    return absl::UnavailableError("the server is giving up: its disk fails");
  }
  const auto lost = [this] {
    return !database_.status().ok() || !database_.in_transaction();
  };
  database_.Begin();
  for (const Task& task : tasks) {
    // A full disk makes SQLite end the transaction: what came after would be
    // committed on its own.
    if (lost()) break;
    task.run(now);
  }
  for (Participant* participant : participants_) {
    if (lost()) break;
    participant->InTransaction(now);
  }
  if (database_.status().ok() && !database_.in_transaction()) {
    return absl::ResourceExhaustedError(
        "database: the transaction was rolled back, most likely because the "
        "disk is full");
  }
  return database_.Commit();
}

}  // namespace lehr::server
