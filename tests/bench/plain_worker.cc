#include "tests/bench/plain_worker.h"

#include <absl/time/clock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "proto/support/rpc_status.h"
#include "proto/support/version.h"
#include "tests/bench/simulated_workers.h"
#include "tests/bench/sweep_rows.h"

namespace lehr::bench {

PlainWorker::PlainWorker(const std::string& address, std::int64_t number)
    : session_(SessionOf(number)),
      stub_(v1::WorkerService::NewStub(
          grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))) {}

absl::Status PlainWorker::Register() {
  v1::RegisterWorkerRequest request;
  request.set_session(session_);
  request.set_name("plain");
  request.set_threads(1);
  request.set_numerics_version(kNumericsVersion);
  v1::RegisterWorkerResponse response;
  grpc::ClientContext context;
  return FromGrpc(stub_->RegisterWorker(&context, request, &response));
}

absl::StatusOr<v1::Lease> PlainWorker::Lease(absl::Time* came,
                                             absl::Duration wait) {
  v1::LeaseSegmentRequest request;
  request.set_session(session_);
  request.set_sequence(++sequence_);
  request.mutable_wait()->set_seconds(absl::ToInt64Seconds(wait));
  v1::LeaseSegmentResponse response;
  grpc::ClientContext context;
  const grpc::Status status = stub_->LeaseSegment(&context, request, &response);
  *came = absl::Now();
  if (!status.ok()) return FromGrpc(status);
  if (!response.has_lease()) return absl::NotFoundError("no work came");
  return response.lease();
}

absl::Status PlainWorker::Complete(const v1::Lease& lease) {
  v1::CompleteAttemptRequest request = SimulatedReport(lease);
  request.set_session(session_);
  v1::CompleteAttemptResponse response;
  grpc::ClientContext context;
  return FromGrpc(stub_->CompleteAttempt(&context, request, &response));
}

absl::Status PlainWorker::Checkpoint(const v1::Lease& lease,
                                     std::int64_t step) {
  v1::CommitCheckpointRequest request;
  request.set_session(session_);
  *request.mutable_id() = lease.id();
  request.mutable_checkpoint()->set_step(step);
  request.mutable_checkpoint()->set_state_sha256(KnownArtifact());
  v1::CommitCheckpointResponse response;
  grpc::ClientContext context;
  return FromGrpc(stub_->CommitCheckpoint(&context, request, &response));
}

absl::StatusOr<v1::HeartbeatResponse> PlainWorker::Heartbeat(
    const std::vector<v1::AttemptId>& attempts) {
  v1::HeartbeatRequest request;
  request.set_session(session_);
  for (const v1::AttemptId& attempt : attempts) {
    *request.add_progress()->mutable_id() = attempt;
  }
  v1::HeartbeatResponse response;
  grpc::ClientContext context;
  const grpc::Status status = stub_->Heartbeat(&context, request, &response);
  if (!status.ok()) return FromGrpc(status);
  return response;
}

absl::Status WarmUp(const std::string& address) {
  PlainWorker worker(address, 999'999);
  if (absl::Status known = worker.Register(); !known.ok()) return known;
  absl::Time came;
  return worker.Lease(&came).status();
}

}  // namespace lehr::bench
