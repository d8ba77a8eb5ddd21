#ifndef LEHR_WORKER_SESSION_H_
#define LEHR_WORKER_SESSION_H_

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <grpcpp/channel.h>

#include "lehr/v1/worker_service.pb.h"
#include "worker/artifact_cache.h"
#include "worker/artifact_client.h"
#include "worker/attempts.h"
#include "worker/checkpoint_pacing.h"
#include "worker/delivery.h"
#include "worker/departure.h"
#include "worker/idle_watch.h"
#include "worker/lease_source.h"
#include "worker/options.h"
#include "worker/runner/attempt_runner.h"
#include "worker/runner/runner_process.h"
#include "worker/server_link.h"
#include "worker/spool.h"

namespace lehr::worker {

// Session is a worker's life: register, lease, execute, report, until it is
// asked to leave. A runner, another process, computes; the thread that calls
// Run speaks with it, and others send heartbeats, ask for leases, upload
// checkpoints, deliver results and watch for the wish to leave.
//
// While the server is away the worker goes on with what it has and delivers it
// later. What is over when the server says so, or when the worker leaves: see
// StopReason.
class Session {
 public:
  // `cores`: one for each thread of the engine, or none. The process has to be
  // gone at `end`. `wait_for_wish` is WaitForShutdown in a program.
  Session(const Options& options, std::vector<int> cores, absl::Time end,
          std::shared_ptr<grpc::Channel> channel,
          Departure::WaitForWish wait_for_wish);
  ~Session();

  // Works until it is asked to leave, then returns OK. The server's error if it
  // refuses to register the worker: FAILED_PRECONDITION if the numerics differ.
  // Call once.
  absl::Status Run();

 private:
  absl::Status Register();
  // Makes the call until it is answered, or the worker is asked to leave.
  absl::Status UntilAsked(const std::function<absl::Status()>& call);
  // Until it is asked to leave.
  void Work();
  void OnHeartbeat(const v1::HeartbeatResponse& answer);
  // Whether it has anything to do, be it that results are on their way.
  bool IsBusy() const;
  // Measures what the server wants to know, and tells it.
  void MeasureSpeeds();
  absl::Status MeasureSpeedsWith(const v1::CalibrationWanted& wanted);
  void RunAttempt(LeasedAttempt leased);
  // What is to be looked at while an attempt runs.
  void Tick(const LeasedAttempt& running, absl::Time begin);
  // Whether the attempt will end within a second or so.
  bool EndsSoon(const LeasedAttempt& running, absl::Time begin) const;
  void HandBack(LeasedAttempt leased, std::string why);
  void PlanDeparture();
  // The artifact; tries again while go_on() is true.
  absl::StatusOr<std::string> Fetch(const std::string& sha256,
                                    const std::function<bool()>& go_on);

  const Options options_;
  const absl::Time begin_;
  const absl::Time end_;
  const std::shared_ptr<grpc::Channel> channel_;
  ArtifactCache cache_;
  ArtifactClient artifacts_;
  ServerLink link_;
  Spool spool_;
  CheckpointPacing pacing_;
  Attempts attempts_;
  RunnerProcess runner_;
  AttemptRunner attempt_runner_;
  // What the last attempt of each kind of work took.
  std::map<int, absl::Duration> usual_times_;
  IdleWatch idle_;
  std::atomic<bool> measuring_ = false;
  bool returned_next_ = false;  // while this attempt runs

  // Last, and in this order: their threads use what stands above.
  Departure departure_;
  LeaseSource leases_;
  Delivery delivery_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_SESSION_H_
