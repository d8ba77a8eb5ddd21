#ifndef LEHR_TESTS_SERVER_SERVICE_TEST_CLIENT_H_
#define LEHR_TESTS_SERVER_SERVICE_TEST_CLIENT_H_

#include <filesystem>
#include <memory>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include "lehr/v1/admin_service.grpc.pb.h"
#include "lehr/v1/artifact_service.grpc.pb.h"
#include "lehr/v1/sweep_service.grpc.pb.h"
#include "lehr/v1/worker_service.grpc.pb.h"
#include "proto/support/channel.h"
#include "server/service/server.h"

namespace lehr::server {

// A ClientContext whose call ends after `limit`.
std::unique_ptr<grpc::ClientContext> Deadline(
    absl::Duration limit = absl::Seconds(20));

// kSample + `text`, with a potential that TestClient::Submit uploads.
v1::SweepSpec SpecOf(const std::string& text);

// TestClient calls a server as people's programs and workers do.
class TestClient {
 public:
  explicit TestClient(const std::string& address,
                      const ChannelSecurity& security = {});

  // Uploads in pieces of `piece` bytes, under the right hash, or `sha256`.
  absl::StatusOr<std::int64_t> Upload(const std::string& content,
                                      std::size_t piece = 1 << 20,
                                      const std::string& sha256 = "");
  absl::StatusOr<std::string> Download(const std::string& sha256);

  // SpecOf(text).
  absl::StatusOr<v1::SubmitSweepResponse> Submit(const std::string& text,
                                                 const std::string& request_id);
  absl::StatusOr<v1::Sweep> SweepOf(std::int64_t sweep_id);

  std::unique_ptr<v1::SweepService::Stub> sweeps;
  std::unique_ptr<v1::WorkerService::Stub> workers;
  std::unique_ptr<v1::ArtifactService::Stub> artifacts;
  std::unique_ptr<v1::AdminService::Stub> admin;
  std::shared_ptr<grpc::Channel> channel;
};

// FakeWorker leases, uploads and reports, but computes nothing.
class FakeWorker {
 public:
  FakeWorker(TestClient* client, const std::string& name);

  absl::Status Register();
  absl::StatusOr<v1::LeaseSegmentResponse> Lease(absl::Duration wait);
  // With the same sequence number as the last Lease.
  absl::StatusOr<v1::LeaseSegmentResponse> RepeatLease(absl::Duration wait);
  absl::StatusOr<v1::HeartbeatResponse> Heartbeat(const v1::Lease& lease);
  // Uploads what tests/server/coordinator's ResultOf says; returns the report.
  absl::StatusOr<v1::CompleteAttemptRequest> Upload(const v1::Lease& lease);
  absl::Status Report(const v1::CompleteAttemptRequest& report);
  // Both.
  absl::Status Complete(const v1::Lease& lease);
  // Executes what there is; returns how many segments that were.
  int WorkThrough();

  const std::string& session() const { return session_; }

 private:
  TestClient& client_;
  std::string name_;
  std::string session_;
  std::int64_t sequence_ = 0;
};

// ServerTest has a server in this process, on a Unix socket.
class ServerTest : public testing::Test {
 protected:
  void SetUp() override { Start(); }

  void Start();
  void Stop() { server_.reset(); }

  ServerOptions options_ = DefaultOptions();
  std::unique_ptr<Server> server_;
  std::unique_ptr<TestClient> client_;

 private:
  static ServerOptions DefaultOptions();
};

}  // namespace lehr::server

#endif  // LEHR_TESTS_SERVER_SERVICE_TEST_CLIENT_H_
