#ifndef LEHR_WORKER_SESSION_H_
#define LEHR_WORKER_SESSION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <grpcpp/channel.h>

#include "lehr/md/state.h"
#include "lehr/v1/worker_service.pb.h"
#include "worker/artifact_cache.h"
#include "worker/artifact_client.h"
#include "worker/attempt_control.h"
#include "worker/calls.h"
#include "worker/checkpointer.h"
#include "worker/delivery.h"
#include "worker/departure.h"
#include "worker/execute.h"
#include "worker/options.h"
#include "worker/server_link.h"

namespace lehr::worker {

// Session is a worker's life: register, lease, execute, report, until it is
// asked to leave. It computes on the thread that calls Run; three others send
// heartbeats, upload checkpoints and watch for the wish to leave.
//
// While the server is away the worker goes on with what it has and delivers it
// later. What is over when the server says so, or when the worker leaves: see
// StopReason.
class Session {
 public:
  // `cores`: one for each thread of the engine, or none. `wait_for_wish` is
  // WaitForShutdown in a program.
  Session(const Options& options, std::vector<int> cores,
          std::shared_ptr<grpc::Channel> channel,
          Departure::WaitForWish wait_for_wish);
  ~Session();

  // Works until it is asked to leave, then returns OK. The server's error if it
  // refuses to register the worker: FAILED_PRECONDITION if the numerics differ.
  // Call once.
  absl::Status Run();

 private:
  absl::Status Register();
  // Measures what the server wants to know, and tells it.
  void MeasureSpeeds();
  absl::Status MeasureSpeedsWith(const v1::CalibrationWanted& wanted);
  // None if the worker is to leave, or to measure something.
  std::optional<v1::Lease> NextLease();
  void RunAttempt(const v1::Lease& lease);
  absl::StatusOr<Outcome> Execute(const v1::Lease& lease,
                                  AttemptControl* control,
                                  Checkpointer* checkpointer);
  void Report(const v1::Lease& lease, const AttemptControl& control,
              const absl::StatusOr<Outcome>& outcome,
              const std::optional<md::State>& failed);
  void ReportEnd(const v1::Lease& lease, v1::AttemptEnd end,
                 const absl::Status& why,
                 const std::optional<md::State>& failed = std::nullopt);
  // The artifact; tries again while go_on() is true.
  absl::StatusOr<std::string> Fetch(const std::string& sha256,
                                    const std::function<bool()>& go_on);

  std::shared_ptr<AttemptControl> current() const;
  void SetCurrent(std::shared_ptr<AttemptControl> control);
  void StopCurrent(StopReason reason);

  const Options options_;
  const std::vector<int> cores_;
  ArtifactCache cache_;
  ArtifactClient artifacts_;
  ServerLink link_;
  Executor executor_;
  std::int64_t sequence_ = 1;
  // Questions for work: a wish to measure something interrupts them.
  Calls lease_calls_;

  mutable absl::Mutex mutex_;
  std::shared_ptr<AttemptControl> current_ ABSL_GUARDED_BY(mutex_);

  // Last: its thread uses what stands above.
  Departure departure_;
  Delivery delivery_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_SESSION_H_
