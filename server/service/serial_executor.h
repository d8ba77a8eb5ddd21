#ifndef LEHR_SERVER_SERVICE_SERIAL_EXECUTOR_H_
#define LEHR_SERVER_SERVICE_SERIAL_EXECUTOR_H_

#include <array>
#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "server/coordinator/coordinator.h"
#include "server/core/commit_pace.h"
#include "server/store/database.h"

namespace lehr::server {

// What comes first when much waits, and how much may wait of each.
enum class Urgency {
  kLiveness,  // signs of life, the server's own: never refused
  kReport,    // what workers have done and ask for
  kControl,   // what people ask and order
  kBulk,      // large decisions, of which each transaction makes one
};

// A Task is one decision.
struct Task {
  // Decides. In a transaction, on the executor's thread.
  std::function<void(absl::Time now)> run;
  // Answers, after the commit, on the same thread; with the error if the
  // transaction was rolled back and `run` has had no effect. On the thread of
  // Post() with RESOURCE_EXHAUSTED if too many of its urgency wait.
  std::function<void(const absl::Status& committed)> done;
  Urgency urgency = Urgency::kLiveness;
};

// A Participant has something to do in every transaction: for what waits.
class Participant {
 public:
  virtual ~Participant() = default;
  // After the tasks; at least every SerialExecutor::kTick.
  virtual void InTransaction(absl::Time now) = 0;
  // As Task::done.
  virtual void AfterTransaction(const absl::Status& committed) = 0;
};

// SerialExecutor decides on one thread: all that uses the database and the
// coordinator runs on it, so they need no locks. Whatever has come in while a
// transaction was being made durable goes into the next one (group commit), and
// while many calls come, what follows in the next milliseconds (CommitPace).
// Answers are given after the commit, because an answer is a promise. A storm
// of one kind of call delays those that are more urgent by one transaction.
class SerialExecutor {
 public:
  // Longest time between two transactions.
  static constexpr absl::Duration kTick = absl::Milliseconds(100);
  // Without tasks for so long, the database is tidied up.
  static constexpr absl::Duration kIdle = absl::Seconds(1);

  // Does not own what it is given, which must outlive it.
  SerialExecutor(Database* database, Coordinator* coordinator);
  ~SerialExecutor();

  // Before Start().
  void Add(Participant* participant) { participants_.push_back(participant); }
  // Told how long each transaction with tasks took until it was on disk.
  void ObserveCommits(std::function<void(absl::Duration)> observer) {
    observe_commit_ = std::move(observer);
  }
  // Called once when the disk has refused to sync, before the answers, which
  // are errors from then on: the process is to end, and the next one to read
  // what is there. On the executor's thread.
  void OnSyncFailure(std::function<void()> give_up) {
    give_up_ = std::move(give_up);
  }
  void Start();
  // Executes what has been posted, then ends the thread.
  void Stop();

  // Tasks of this urgency that may wait.
  static std::size_t MostWaiting(Urgency urgency);

  // From any thread. False after Stop(): then the task is not executed.
  bool Post(Task task);

  // Posts `run` and waits until what it wrote is on disk; UNAVAILABLE after
  // Stop(). Not from the executor's thread.
  absl::Status Decide(std::function<void(absl::Time now)> run);

 private:
  void Loop();
  // Waits for tasks, at most a tick, and for their company. False if it is to
  // end and all is done.
  bool Take(std::vector<Task>* tasks);
  void Execute(const std::vector<Task>& tasks);
  absl::Status Transact(const std::vector<Task>& tasks, absl::Time now);

  Database& database_;
  Coordinator& coordinator_;
  std::vector<Participant*> participants_;
  std::function<void(absl::Duration)> observe_commit_ = [](absl::Duration) {};
  absl::Time last_task_ = absl::InfinitePast();
  CommitPace pace_;
  std::function<void()> give_up_ = [] {};
  bool has_given_up_ = false;
  std::thread thread_;

  absl::Mutex mutex_;
  bool HasTasks() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  static constexpr std::size_t kUrgencies = 4;
  // By urgency.
  std::array<std::deque<Task>, kUrgencies> tasks_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_SERIAL_EXECUTOR_H_
