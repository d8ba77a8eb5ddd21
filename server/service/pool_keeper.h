#ifndef LEHR_SERVER_SERVICE_POOL_KEEPER_H_
#define LEHR_SERVER_SERVICE_POOL_KEEPER_H_

#include <string>
#include <thread>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "server/coordinator/coordinator.h"
#include "server/coordinator/pool_report.h"
#include "server/service/questions.h"
#include "server/service/serial_executor.h"

namespace lehr::server {

// PoolKeeper looks after pools, on a thread of its own: once in a while it asks
// the site where their jobs are, writes that down, and asks for workers,
// cancels jobs and has workers leave as PlanPools says. The site is left alone
// while there is no pool. Slurm's commands are those in PATH.
class PoolKeeper {
 public:
  struct Options {
    absl::Duration interval = absl::Seconds(15);
    std::string worker_program;  // on the nodes
  };
  // Does not own what it is given.
  PoolKeeper(Database* database, Coordinator* coordinator,
             SerialExecutor* executor, Questions* questions, Options options);
  ~PoolKeeper() { Stop(); }
  PoolKeeper(const PoolKeeper&) = delete;
  PoolKeeper& operator=(const PoolKeeper&) = delete;

  void Start();
  // Within a fraction of a second.
  void Stop();

 private:
  void Run();
  // False if it is to stop.
  bool Sleep(absl::Duration duration);
  absl::Status Look();
  // Notes where the jobs are.
  absl::Status Note(const absl::StatusOr<std::string>& list);
  absl::Status Act(const PoolRow& pool, const PoolPlan& plan);
  absl::Status Ask(const PoolRow& pool, int workers);
  absl::Status Cancel(const PoolRow& pool,
                      const std::vector<std::string>& jobs);
  absl::StatusOr<std::string> Command(const std::vector<std::string>& arguments,
                                      const std::string& input = "");
  // What `decide(now)` writes is on disk when this returns.
  template <typename Decision>
  absl::Status Decide(Decision decide);

  Database& database_;  // only on the executor's thread
  Coordinator& coordinator_;
  SerialExecutor& executor_;
  Questions& questions_;
  const Options options_;
  std::thread thread_;
  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_POOL_KEEPER_H_
