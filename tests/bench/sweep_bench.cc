// B4, B5 and B15: sweeps are submitted and asked for.

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>
#include <vector>

#include <absl/strings/str_format.h>
#include <absl/time/clock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "lehr/v1/sweep_service.grpc.pb.h"
#include "proto/support/channel.h"
#include "proto/support/rpc_status.h"
#include "tests/bench/scheduler_benches.h"
#include "tests/bench/server_process.h"
#include "tests/bench/simulated_workers.h"
#include "tests/bench/sweep_rows.h"
#include "tests/bench/usage.h"
#include "tests/proto/plan/sweeps.h"
#include "tests/support/program.h"

namespace lehr::bench {
namespace {

// Questions of B5.
constexpr int kRounds = 50;

// Of B15: ten times the calls that may wait, each with a sweep of its own.
constexpr int kCallers = 320;
constexpr int kHearts = 200;

// A grid of temperatures and times with an energy at the end; no two seeds
// share anything.
v1::SweepSpec Grid(int points, int seed) {
  const int side = std::max(static_cast<int>(std::sqrt(points)), 2);
  v1::SweepSpec spec = plan::ParseSweep(
      plan::kSample +
      absl::StrFormat(
          "seed: %d "
          "parameters { name: \"T\" range { from: 301 to: 1300 count: %d } } "
          "parameters { name: \"S\" range { from: 301 to: 1300 count: %d } } "
          "test { hold { temperature_kelvin { parameter: \"T\" }"
          "              time_ps { number: 1 } } } "
          "test { hold { temperature_kelvin { parameter: \"S\" }"
          "              time_ps { number: 1 } } } "
          "test { measure { measures { energy { time_ps { number: 1 } } } } } ",
          seed, side, side));
  spec.mutable_material()->mutable_potential()->set_sha256(KnownArtifact());
  return spec;
}

std::unique_ptr<v1::SweepService::Stub> Sweeps(const ServerProcess& server) {
  return v1::SweepService::NewStub(MakeChannel(server.address()));
}

absl::StatusOr<v1::SubmitSweepResponse> Submit(v1::SweepService::Stub& sweeps,
                                               const v1::SweepSpec& spec) {
  v1::SubmitSweepRequest request;
  request.set_request_id(absl::StrFormat("seed %d", spec.seed()));
  *request.mutable_spec() = spec;
  v1::SubmitSweepResponse response;
  grpc::ClientContext context;
  const grpc::Status status = sweeps.SubmitSweep(&context, request, &response);
  if (!status.ok()) return FromGrpc(status);
  return response;
}

// The median time of a question [ms].
template <typename Ask>
absl::StatusOr<double> MedianMs(Ask ask) {
  Latency latency;
  for (int round = 0; round < kRounds; ++round) {
    const absl::Time began = absl::Now();
    const grpc::Status status = ask();
    if (!status.ok()) return FromGrpc(status);
    latency.Add(absl::Now() - began);
  }
  return absl::ToDoubleMilliseconds(latency.Quantile(0.5));
}

// Submits sweeps from many threads at once; returns how many were refused.
int Storm(const ServerProcess& server) {
  const auto sweeps = Sweeps(server);
  std::atomic<int> refused = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] {
      const auto answer = Submit(*sweeps, Grid(100, 1000 + i));
      if (absl::IsResourceExhausted(answer.status())) ++refused;
    });
  }
  for (std::thread& caller : callers) caller.join();
  return refused;
}

}  // namespace

BenchResults MeasureSubmission(const BenchSize& size) {
  ServerProcess server(MakeTestFolder() / "data", {});
  const absl::Status ready = server.StartWith({.points = 1000, .workers = 20});
  if (!ready.ok()) return ready;
  SimulatedWorkers hearts(server.address(),
                          {.count = 20,
                           .heartbeat_interval = absl::Milliseconds(500),
                           .lease = false});
  hearts.Start();
  const auto sweeps = Sweeps(server);
  const double cpu_began = server.CpuSeconds();
  const absl::Time began = absl::Now();
  const auto submitted = Submit(*sweeps, Grid(size.submitted, 1));
  const absl::Time ended = absl::Now();
  hearts.Stop();
  if (!submitted.ok()) return submitted.status();
  const double cpu = server.CpuSeconds() - cpu_began;
  return std::vector<BenchResult>{
      {"B4",
       absl::StrFormat("a sweep of %d points is submitted [s]",
                       submitted->summary().points()),
       "1 M: <= 20 s",
       {{"seconds", absl::ToDoubleSeconds(ended - began)},
        {"segments", submitted->summary().segments()},
        {"cpu_us_per_segment", 1e6 * cpu / submitted->summary().segments()},
        {"longest_heartbeat_ms",
         absl::ToDoubleMilliseconds(hearts.heartbeats().Quantile(1))}}}};
}

BenchResults MeasureStatus(const BenchSize& size) {
  ServerProcess server(MakeTestFolder() / "data", {});
  const absl::Status ready = server.StartWith(
      {.points = size.points, .workers = 100, .leases_each = 1});
  if (!ready.ok()) return ready;
  const auto sweeps = Sweeps(server);
  const auto list = MedianMs([&] {
    v1::ListSweepsResponse response;
    grpc::ClientContext context;
    return sweeps->ListSweeps(&context, {}, &response);
  });
  if (!list.ok()) return list.status();
  const auto get = MedianMs([&] {
    v1::GetSweepRequest request;
    request.set_sweep_id(1);
    request.set_page_size(1);
    v1::GetSweepResponse response;
    grpc::ClientContext context;
    return sweeps->GetSweep(&context, request, &response);
  });
  if (!get.ok()) return get.status();
  const auto watch = MedianMs([&] {
    v1::WatchSweepRequest request;
    request.set_sweep_id(1);
    grpc::ClientContext context;
    const auto reader = sweeps->WatchSweep(&context, request);
    v1::WatchSweepResponse response;
    const bool came = reader->Read(&response);
    context.TryCancel();
    const grpc::Status status = reader->Finish();
    return came ? grpc::Status::OK : status;
  });
  if (!watch.ok()) return watch.status();
  return std::vector<BenchResult>{
      {"B5",
       absl::StrFormat("status of %d points, %d segments [ms]", size.points,
                       3 * size.points),
       "<= 10",
       {{"list_ms", *list}, {"get_ms", *get}, {"watch_ms", *watch}}}};
}

BenchResults MeasureOverload(const BenchSize&) {
  ServerProcess server(MakeTestFolder() / "data", {});
  const absl::Status ready =
      server.StartWith({.points = 1000, .workers = kHearts});
  if (!ready.ok()) return ready;
  const auto hearts = [&] {
    return SimulatedWorkers(server.address(),
                            {.count = kHearts,
                             .channels = 4,
                             .heartbeat_interval = absl::Seconds(1),
                             .lease = false});
  };
  auto calm = hearts();
  calm.Start();
  absl::SleepFor(absl::Seconds(2));
  calm.Stop();
  auto stormy = hearts();
  stormy.Start();
  const absl::Time began = absl::Now();
  const int refused = Storm(server);
  const absl::Time ended = absl::Now();
  stormy.Stop();
  return std::vector<BenchResult>{
      {"B15",
       absl::StrFormat("%d sweeps at once: heartbeats meanwhile", kCallers),
       "p99 unaffected, refusals",
       {{"calm_p99_ms",
         absl::ToDoubleMilliseconds(calm.heartbeats().Quantile(0.99))},
        {"p99_ms",
         absl::ToDoubleMilliseconds(stormy.heartbeats().Quantile(0.99))},
        {"refused", refused},
        {"storm_seconds", absl::ToDoubleSeconds(ended - began)}}}};
}

}  // namespace lehr::bench
