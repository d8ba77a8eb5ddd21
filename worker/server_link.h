#ifndef LEHR_WORKER_SERVER_LINK_H_
#define LEHR_WORKER_SERVER_LINK_H_

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
#include <absl/time/time.h>
#include <grpcpp/channel.h>

#include "lehr/v1/worker_service.grpc.pb.h"
#include "worker/calls.h"

namespace lehr::worker {

// ServerLink makes the calls of WorkerService for one session, one try each. A
// call to a server that has forgotten the session registers again and is made
// once more. Requests are given without `session`. Any thread may call
// anything.
class ServerLink {
 public:
  // `registration` is complete but for the session, which is drawn here, and
  // the time that is left until `end`.
  ServerLink(const std::shared_ptr<grpc::Channel>& channel,
             v1::RegisterWorkerRequest registration,
             absl::Time end = absl::InfiniteFuture());

  absl::Status Register(Calls* calls);

  // The lease, or none if there is no work now. The server may take `wait`.
  absl::StatusOr<std::optional<v1::Lease>> LeaseSegment(Calls* calls,
                                                        std::int64_t sequence,
                                                        absl::Duration wait);

  absl::StatusOr<v1::HeartbeatResponse> Heartbeat(
      Calls* calls, const std::vector<v1::Progress>& progress);

  absl::Status ReportSpeeds(Calls* calls, const std::vector<v1::Speed>& speeds);

  absl::Status CommitCheckpoint(Calls* calls,
                                v1::CommitCheckpointRequest request);
  // The request may have the session of another worker, for which this one
  // speaks.
  absl::Status CompleteAttempt(Calls* calls,
                               v1::CompleteAttemptRequest request);
  absl::Status EndAttempt(Calls* calls, v1::EndAttemptRequest request);

  // What the server wants to be measured, as registrations and heartbeats have
  // told; each is taken once.
  bool has_calibrations() const;
  std::vector<v1::CalibrationWanted> TakeCalibrations();

  // As the server told last.
  absl::Duration heartbeat_interval() const;

  // For how long the server has not answered.
  absl::Duration away_for() const;

  const std::string& session() const { return registration_.session(); }

 private:
  absl::Status Registered(
      Calls* calls,
      const std::function<grpc::Status(grpc::ClientContext*)>& call,
      absl::Duration deadline);
  void SetHeartbeatInterval(const google::protobuf::Duration& interval);
  void AddCalibrations(
      const google::protobuf::RepeatedPtrField<v1::CalibrationWanted>& wanted);
  // Logs when the server goes away and when it is back.
  void Notice(const absl::Status& status);

  const std::unique_ptr<v1::WorkerService::Stub> stub_;
  v1::RegisterWorkerRequest registration_;
  const absl::Time end_;

  mutable absl::Mutex mutex_;
  absl::Duration heartbeat_interval_ ABSL_GUARDED_BY(mutex_) = absl::Seconds(5);
  bool away_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time heard_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::CalibrationWanted> calibrations_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_SERVER_LINK_H_
