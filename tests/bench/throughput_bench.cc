// B1, B2 and B7: how much, how cheap, how soon.

#include <future>

#include <absl/time/clock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "proto/support/rpc_status.h"
#include "proto/support/version.h"
#include "tests/bench/scheduler_benches.h"
#include "tests/bench/server_process.h"
#include "tests/bench/simulated_workers.h"
#include "tests/bench/sweep_rows.h"
#include "tests/bench/usage.h"
#include "tests/support/program.h"

namespace lehr::bench {
namespace {

// Four hosts, each with many slots.
constexpr int kHosts = 4;

// Reports of B7.
constexpr int kHandovers = 200;

double Milliseconds(absl::Duration time) {
  return absl::ToDoubleMilliseconds(time);
}

// Two workers on one chain: while one waits for work the other reports the
// segment before.
class ChainWorker {
 public:
  ChainWorker(const std::string& address, std::int64_t number)
      : session_(SessionOf(number)),
        stub_(v1::WorkerService::NewStub(grpc::CreateChannel(
            address, grpc::InsecureChannelCredentials()))) {}

  absl::Status Register() {
    v1::RegisterWorkerRequest request;
    request.set_session(session_);
    request.set_name("chain");
    request.set_numerics_version(kNumericsVersion);
    v1::RegisterWorkerResponse response;
    grpc::ClientContext context;
    return FromGrpc(stub_->RegisterWorker(&context, request, &response));
  }

  // Waits for work; when it came is in `came`.
  absl::StatusOr<v1::Lease> Lease(absl::Time* came) {
    v1::LeaseSegmentRequest request;
    request.set_session(session_);
    request.set_sequence(++sequence_);
    request.mutable_wait()->set_seconds(20);
    v1::LeaseSegmentResponse response;
    grpc::ClientContext context;
    const grpc::Status status =
        stub_->LeaseSegment(&context, request, &response);
    *came = absl::Now();
    if (!status.ok()) return FromGrpc(status);
    if (!response.has_lease()) return absl::NotFoundError("no work came");
    return response.lease();
  }

  absl::Status Complete(const v1::Lease& lease) {
    v1::CompleteAttemptRequest request = SimulatedReport(lease);
    request.set_session(session_);
    v1::CompleteAttemptResponse response;
    grpc::ClientContext context;
    return FromGrpc(stub_->CompleteAttempt(&context, request, &response));
  }

 private:
  std::string session_;
  std::int64_t sequence_ = 0;
  std::unique_ptr<v1::WorkerService::Stub> stub_;
};

// From the report of one worker to the lease of the other, again and again.
absl::Status HandOver(ChainWorker* reporter, ChainWorker* waiter,
                      Latency* latency) {
  absl::Time came;
  auto lease = reporter->Lease(&came);
  for (int i = 0; i < kHandovers && lease.ok(); ++i) {
    auto next =
        std::async(std::launch::async, [&] { return waiter->Lease(&came); });
    // So that it waits when the report comes.
    absl::SleepFor(absl::Milliseconds(5));
    const absl::Time reported = absl::Now();
    const absl::Status completed = reporter->Complete(*lease);
    lease = next.get();
    if (!completed.ok()) return completed;
    latency->Add(came - reported);
    std::swap(reporter, waiter);
  }
  return lease.status();
}

}  // namespace

BenchResults MeasureThroughput(const BenchSize& size) {
  ServerProcess server(MakeTestFolder() / "data", {});
  if (absl::Status made = MakeDatabase(server.data(), {.points = size.points});
      !made.ok()) {
    return made;
  }
  if (absl::Status started = server.Start(); !started.ok()) return started;
  SimulatedWorkers workers(server.address(),
                           {.count = size.sessions, .channels = kHosts});
  if (absl::Status known = workers.Register(); !known.ok()) return known;
  const double server_cpu = server.CpuSeconds();
  const Clocks began = ReadClocks();
  workers.Start();
  absl::SleepFor(size.run_for);
  workers.Stop();
  const Clocks ended = ReadClocks();
  const double cpu = server.CpuSeconds() - server_cpu;
  const auto count = static_cast<double>(workers.completed());
  if (workers.errors() > 0) return absl::InternalError(workers.last_error());
  const double wall = ended.wall - began.wall;
  const double client_cpu = ended.cpu - began.cpu;
  return std::vector<BenchResult>{
      {"B1",
       "durable lifecycles [1/s]",
       ">= 5000 on 2 cores",
       {{"per_second", count / wall},
        {"per_cpu_second_of_both", count / (cpu + client_cpu)},
        {"lease_p50_ms", Milliseconds(workers.leases().Quantile(0.5))},
        {"lease_p99_ms", Milliseconds(workers.leases().Quantile(0.99))}}},
      {"B2",
       "server CPU of a lifecycle [us]",
       "<= 100",
       {{"server_us", 1e6 * cpu / count},
        {"workers_us", 1e6 * client_cpu / count}}}};
}

BenchResults MeasureDispatch(const BenchSize&) {
  ServerProcess server(MakeTestFolder() / "data", {});
  if (absl::Status made =
          MakeDatabase(server.data(), {.chain = kHandovers + 2});
      !made.ok()) {
    return made;
  }
  if (absl::Status started = server.Start(); !started.ok()) return started;
  ChainWorker first(server.address(), 0);
  ChainWorker second(server.address(), 1);
  for (ChainWorker* worker : {&first, &second}) {
    if (absl::Status known = worker->Register(); !known.ok()) return known;
  }
  Latency latency;
  if (absl::Status status = HandOver(&first, &second, &latency); !status.ok()) {
    return status;
  }
  return std::vector<BenchResult>{
      {"B7",
       "from a report to the next lease, idle server [ms]",
       "<= 5 / 25 + fsync",
       {{"p50_ms", Milliseconds(latency.Quantile(0.5))},
        {"p99_ms", Milliseconds(latency.Quantile(0.99))}}}};
}

}  // namespace lehr::bench
