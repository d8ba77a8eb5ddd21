#include "server/service/serial_executor.h"

#include <utility>

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

bool SerialExecutor::Post(Task task) {
  const absl::MutexLock lock(&mutex_);
  if (stopping_) return false;
  tasks_.push_back(std::move(task));
  return true;
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
    return !tasks_.empty() || stopping_;
  };
  mutex_.AwaitWithTimeout(absl::Condition(&ready), kTick);
  tasks->swap(tasks_);
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
