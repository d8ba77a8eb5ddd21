#ifndef LEHR_SERVER_SERVICE_WORKER_SERVICE_H_
#define LEHR_SERVER_SERVICE_WORKER_SERVICE_H_

#include "lehr/v1/worker_service.grpc.pb.h"
#include "server/coordinator/coordinator.h"
#include "server/service/lease_waiters.h"
#include "server/service/serial_executor.h"

namespace lehr::server {

// WorkerService answers lehr.v1.WorkerService. Does not own what it is given.
class WorkerService final : public v1::WorkerService::CallbackService {
 public:
  WorkerService(Coordinator* coordinator, SerialExecutor* executor,
                LeaseWaiters* waiters)
      : coordinator_(*coordinator), executor_(*executor), waiters_(*waiters) {}

  grpc::ServerUnaryReactor* RegisterWorker(
      grpc::CallbackServerContext* context,
      const v1::RegisterWorkerRequest* request,
      v1::RegisterWorkerResponse* response) override;
  grpc::ServerUnaryReactor* LeaseSegment(
      grpc::CallbackServerContext* context,
      const v1::LeaseSegmentRequest* request,
      v1::LeaseSegmentResponse* response) override;
  grpc::ServerUnaryReactor* Heartbeat(grpc::CallbackServerContext* context,
                                      const v1::HeartbeatRequest* request,
                                      v1::HeartbeatResponse* response) override;
  grpc::ServerUnaryReactor* CommitCheckpoint(
      grpc::CallbackServerContext* context,
      const v1::CommitCheckpointRequest* request,
      v1::CommitCheckpointResponse* response) override;
  grpc::ServerUnaryReactor* CompleteAttempt(
      grpc::CallbackServerContext* context,
      const v1::CompleteAttemptRequest* request,
      v1::CompleteAttemptResponse* response) override;
  grpc::ServerUnaryReactor* ReportSpeeds(
      grpc::CallbackServerContext* context,
      const v1::ReportSpeedsRequest* request,
      v1::ReportSpeedsResponse* response) override;
  grpc::ServerUnaryReactor* EndAttempt(
      grpc::CallbackServerContext* context,
      const v1::EndAttemptRequest* request,
      v1::EndAttemptResponse* response) override;

 private:
  Coordinator& coordinator_;
  SerialExecutor& executor_;
  LeaseWaiters& waiters_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_WORKER_SERVICE_H_
