#include "tests/server/service/test_client.h"

#include <chrono>

#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"
#include "proto/support/version.h"
#include "server/coordinator/proto_time.h"
#include "tests/proto/plan/sweeps.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

constexpr char kPotential[] = "not a potential, but some bytes";

}  // namespace

std::unique_ptr<grpc::ClientContext> Deadline(absl::Duration limit) {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() +
                        absl::ToChronoMilliseconds(limit));
  context->set_wait_for_ready(true);
  return context;
}

v1::SweepSpec SpecOf(const std::string& text) {
  v1::SweepSpec spec = plan::ParseSweep(plan::kSample + text);
  spec.mutable_material()->mutable_potential()->set_sha256(
      Sha256Of(kPotential));
  return spec;
}

TestClient::TestClient(const std::string& address,
                       const ChannelSecurity& security)
    : channel(MakeChannel(address, security)) {
  sweeps = v1::SweepService::NewStub(channel);
  workers = v1::WorkerService::NewStub(channel);
  artifacts = v1::ArtifactService::NewStub(channel);
  admin = v1::AdminService::NewStub(channel);
}

absl::StatusOr<std::int64_t> TestClient::Upload(const std::string& content,
                                                std::size_t piece,
                                                const std::string& sha256) {
  const auto context = Deadline();
  v1::UploadArtifactResponse response;
  const auto writer = artifacts->UploadArtifact(context.get(), &response);
  v1::UploadArtifactRequest request;
  request.set_sha256(sha256.empty() ? Sha256Of(content) : sha256);
  std::size_t at = 0;
  do {
    request.set_content(content.substr(at, piece));
    if (!writer->Write(request)) break;
    request.clear_sha256();
    at += piece;
  } while (at < content.size());
  writer->WritesDone();
  const absl::Status status = FromGrpc(writer->Finish());
  if (!status.ok()) return status;
  return response.size_bytes();
}

absl::StatusOr<std::string> TestClient::Download(const std::string& sha256) {
  const auto context = Deadline();
  v1::DownloadArtifactRequest request;
  request.set_sha256(sha256);
  const auto reader = artifacts->DownloadArtifact(context.get(), request);
  v1::DownloadArtifactResponse response;
  std::string content;
  while (reader->Read(&response)) content += response.content();
  const absl::Status status = FromGrpc(reader->Finish());
  if (!status.ok()) return status;
  return content;
}

absl::StatusOr<v1::SubmitSweepResponse> TestClient::Submit(
    const std::string& text, const std::string& request_id) {
  const auto uploaded = Upload(kPotential);
  if (!uploaded.ok()) return uploaded.status();
  v1::SubmitSweepRequest request;
  request.set_request_id(request_id);
  *request.mutable_spec() = SpecOf(text);
  v1::SubmitSweepResponse response;
  const absl::Status status =
      FromGrpc(sweeps->SubmitSweep(Deadline().get(), request, &response));
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<v1::Sweep> TestClient::SweepOf(std::int64_t sweep_id) {
  v1::GetSweepRequest request;
  request.set_sweep_id(sweep_id);
  v1::GetSweepResponse response;
  const absl::Status status =
      FromGrpc(sweeps->GetSweep(Deadline().get(), request, &response));
  if (!status.ok()) return status;
  return response.sweep();
}

FakeWorker::FakeWorker(TestClient* client, const std::string& name)
    : client_(*client), name_(name), session_(name) {
  session_.resize(16, '.');
}

absl::Status FakeWorker::Register() {
  v1::RegisterWorkerRequest request;
  request.set_session(session_);
  request.set_name(name_);
  request.set_numerics_version(kNumericsVersion);
  v1::RegisterWorkerResponse response;
  return FromGrpc(
      client_.workers->RegisterWorker(Deadline().get(), request, &response));
}

absl::StatusOr<v1::LeaseSegmentResponse> FakeWorker::Lease(
    absl::Duration wait) {
  ++sequence_;
  return RepeatLease(wait);
}

absl::StatusOr<v1::LeaseSegmentResponse> FakeWorker::RepeatLease(
    absl::Duration wait) {
  v1::LeaseSegmentRequest request;
  request.set_session(session_);
  request.set_sequence(sequence_);
  *request.mutable_wait() = ToProto(wait);
  v1::LeaseSegmentResponse response;
  const absl::Status status = FromGrpc(
      client_.workers->LeaseSegment(Deadline().get(), request, &response));
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<v1::HeartbeatResponse> FakeWorker::Heartbeat(
    const v1::Lease& lease) {
  v1::HeartbeatRequest request;
  request.set_session(session_);
  *request.add_progress()->mutable_id() = lease.id();
  v1::HeartbeatResponse response;
  const absl::Status status = FromGrpc(
      client_.workers->Heartbeat(Deadline().get(), request, &response));
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<v1::CompleteAttemptRequest> FakeWorker::Upload(
    const v1::Lease& lease) {
  v1::CompleteAttemptRequest report = ResultOf(lease);
  report.set_session(session_);
  // The content of these artifacts is the name of what they stand for.
  for (std::string* sha256 :
       {report.mutable_end_state_sha256(), report.mutable_curve_sha256()}) {
    if (sha256->empty()) continue;
    const std::string content = "content of " + *sha256;
    const auto uploaded = client_.Upload(content);
    if (!uploaded.ok()) return uploaded.status();
    *sha256 = Sha256Of(content);
  }
  return report;
}

absl::Status FakeWorker::Report(const v1::CompleteAttemptRequest& report) {
  v1::CompleteAttemptResponse response;
  return FromGrpc(
      client_.workers->CompleteAttempt(Deadline().get(), report, &response));
}

absl::Status FakeWorker::Complete(const v1::Lease& lease) {
  const auto report = Upload(lease);
  return report.ok() ? Report(*report) : report.status();
}

int FakeWorker::WorkThrough() {
  for (int count = 0;; ++count) {
    const auto response = Lease(absl::ZeroDuration());
    EXPECT_OK(response);
    if (!response.ok() || !response->has_lease()) return count;
    EXPECT_OK(Complete(response->lease()));
  }
}

ServerOptions ServerTest::DefaultOptions() {
  ServerOptions options;
  options.data = MakeTestFolder() / "data";
  options.listen = {"unix:" + options.data + ".sock"};
  return options;
}

void ServerTest::Start() {
  auto server = Server::Start(options_);
  ASSERT_OK(server);
  server_ = *std::move(server);
  // Who has it keeps it: the old connection is broken.
  if (client_ == nullptr) {
    client_ = std::make_unique<TestClient>(options_.listen[0]);
  } else {
    *client_ = TestClient(options_.listen[0]);
  }
}

}  // namespace lehr::server
