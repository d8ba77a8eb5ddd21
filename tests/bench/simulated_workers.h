#ifndef LEHR_TESTS_BENCH_SIMULATED_WORKERS_H_
#define LEHR_TESTS_BENCH_SIMULATED_WORKERS_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>
#include <grpcpp/channel.h>

#include "lehr/v1/worker_service.grpc.pb.h"

namespace lehr::bench {

// What simulated workers do.
struct WorkersOptions {
  std::int64_t first = 0;  // SessionOf(first), SessionOf(first + 1), ...
  int count = 1;
  // Connections that they share.
  int channels = 1;
  // Time between a lease and its report.
  absl::Duration run_time = absl::ZeroDuration();
  // Heartbeats of each; never if it is infinite.
  absl::Duration heartbeat_interval = absl::InfiniteDuration();
  // Whether they ask for work.
  bool lease = true;
  // Whether they ask for the next segment when one begins, and report while it
  // runs, as workers do with short segments.
  bool prefetch = false;
};

// Latency is times that calls took, of which quantiles are wanted.
class Latency {
 public:
  void Add(absl::Duration time);
  std::int64_t count() const;
  // Zero if there is none. `share` in [0, 1].
  absl::Duration Quantile(double share) const;

 private:
  mutable absl::Mutex mutex_;
  std::vector<absl::Duration> times_ ABSL_GUARDED_BY(mutex_);
};

// SimulatedWorkers lease, wait, and report success over real connections, as
// fast as the server answers; nothing is computed.
class SimulatedWorkers {
 public:
  SimulatedWorkers(const std::string& address, const WorkersOptions& options);
  // Stops.
  ~SimulatedWorkers();
  SimulatedWorkers(const SimulatedWorkers&) = delete;
  SimulatedWorkers& operator=(const SimulatedWorkers&) = delete;

  // Registers all; the first error, if any.
  absl::Status Register();
  void Start();
  // No new calls; waits for those that are under way.
  void Stop();

  // Reports that the server has acknowledged.
  std::int64_t completed() const { return completed_; }
  // Calls that failed for another reason than Stop().
  std::int64_t errors() const { return errors_; }
  std::string last_error() const;
  const Latency& leases() const { return leases_; }
  const Latency& heartbeats() const { return heartbeats_; }

 private:
  struct Worker;

  void Lease(Worker* worker);
  void Leased(Worker* worker, const grpc::Status& status);
  // Begins with the segment that it has been given, if it is free.
  void RunNext(Worker* worker);
  void Ran(Worker* worker);
  // Without prefetch, asks for work after that.
  void Complete(Worker* worker, const v1::Lease& lease);
  void WaitForHeartbeat(Worker* worker);
  void Heartbeat(Worker* worker);
  // Whether the worker goes on after a call with this status.
  bool GoesOn(const grpc::Status& status);
  void Begin();
  void End();

  WorkersOptions options_;
  std::vector<std::unique_ptr<v1::WorkerService::Stub>> stubs_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::int64_t> completed_ = 0;
  std::atomic<std::int64_t> errors_ = 0;
  Latency leases_;
  Latency heartbeats_;

  // Calls and alarms under way. The last one may still be letting go of the
  // mutex when Stop() returns, so it keeps it itself.
  struct UnderWay {
    absl::Mutex mutex;
    std::int64_t count ABSL_GUARDED_BY(mutex) = 0;
  };
  const std::shared_ptr<UnderWay> under_way_ = std::make_shared<UnderWay>();

  mutable absl::Mutex mutex_;
  std::string last_error_ ABSL_GUARDED_BY(mutex_);
};

// Ends an attempt well: the report for a lease, without session.
v1::CompleteAttemptRequest SimulatedReport(const v1::Lease& lease);

}  // namespace lehr::bench

#endif  // LEHR_TESTS_BENCH_SIMULATED_WORKERS_H_
