// B4, B5 and B15: sweeps are submitted and asked for.

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "lehr/v1/sweep_service.grpc.pb.h"
#include "proto/support/channel.h"
#include "proto/support/rpc_status.h"
#include "server/store/database.h"
#include "tests/bench/plain_worker.h"
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

// Sessions of B4, which are heard 200 times a second.
constexpr int kPulses = 20;

// Of B15: ten times the calls that may wait, each with a sweep of its own.
constexpr int kCallers = 320;
constexpr int kHearts = 200;

// Of B13: sweeps, their workers, and how many of a hundred leases kill one.
constexpr int kOverlapping = 4;
constexpr int kMortals = 16;
constexpr int kKilledPercent = 1;
constexpr int kCasts = 40;

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

// Until all of the sweep's points are there.
absl::Status WaitUntilStored(v1::SweepService::Stub& sweeps,
                             std::int64_t sweep_id) {
  for (;;) {
    v1::GetSweepRequest request;
    request.set_sweep_id(sweep_id);
    request.set_page_size(1);
    v1::GetSweepResponse response;
    grpc::ClientContext context;
    const grpc::Status status = sweeps.GetSweep(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    if (!response.sweep().has_points_stored()) return absl::OkStatus();
    absl::SleepFor(absl::Milliseconds(20));
  }
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

// One of the sweeps of B13: forty ways to make a sample, which all of them
// share, and temperatures of which half are those of the sweep before.
v1::SweepSpec Overlapping(int points, int number) {
  const int side = std::max(points / kCasts, 2);
  const int first = 301 + number * side / 2;
  v1::SweepSpec spec = plan::ParseSweep(
      plan::kSample +
      absl::StrFormat(
          "parameters { name: \"T\" range { from: 301 to: %d count: %d } } "
          "parameters { name: \"S\" range { from: %d to: %d count: %d } } "
          "test { hold { temperature_kelvin { parameter: \"T\" }"
          "              time_ps { number: 1 } } } "
          "test { hold { temperature_kelvin { parameter: \"S\" }"
          "              time_ps { number: 1 } } } "
          "test { measure { measures { energy { time_ps { number: 1 } } } } } ",
          300 + kCasts, kCasts, first, first + side - 1, side));
  spec.mutable_material()->mutable_potential()->set_sha256(KnownArtifact());
  return spec;
}

// Works as one session after the other until nothing comes; each dies in the
// middle of a segment now and then. Returns how many have.
int WorkMortally(const std::string& address, int first) {
  std::mt19937 random(static_cast<std::uint32_t>(first));
  int killed = 0;
  while (true) {
    PlainWorker worker(address, 1'000'000 + first + kMortals * killed);
    if (!worker.Register().ok()) return killed;
    bool dies = false;
    while (!dies) {
      absl::Time came;
      // Longer than a lease that another has died with.
      const auto lease = worker.Lease(&came, absl::Seconds(8));
      if (!lease.ok()) return killed;
      dies = static_cast<int>(random() % 100) < kKilledPercent;
      if (!dies && !worker.Complete(*lease).ok()) return killed;
    }
    ++killed;
  }
}

// The number that a question to the server's database has as its answer.
absl::StatusOr<double> Ask(const ServerProcess& server, std::string_view sql) {
  const auto database =
      server::Database::OpenReadOnly(server.data() / "lehr.db");
  if (!database.ok()) return database.status();
  server::Statement row = (*database)->Query(sql);
  const double answer = row.Step() ? static_cast<double>(row.Int(0)) : -1;
  if (!(*database)->status().ok()) return (*database)->TakeStatus();
  return answer;
}

}  // namespace

BenchResults MeasureSharing(const BenchSize& size) {
  ServerProcess server(MakeTestFolder() / "data", {"--lease-seconds", "2"});
  if (absl::Status ready = server.StartWith({.points = 1}); !ready.ok()) {
    return ready;
  }
  const auto sweeps = Sweeps(server);
  double as_written = 0;
  for (int i = 0; i < kOverlapping; ++i) {
    v1::SubmitSweepRequest request;
    request.set_request_id(absl::StrFormat("overlapping %d", i));
    *request.mutable_spec() = Overlapping(size.shared_points, i);
    v1::SubmitSweepResponse response;
    grpc::ClientContext context;
    const grpc::Status status =
        sweeps->SubmitSweep(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    as_written += response.summary().segments();
  }
  std::atomic<int> killed = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < kMortals; ++i) {
    workers.emplace_back(
        [&, i] { killed += WorkMortally(server.address(), i); });
  }
  for (std::thread& worker : workers) worker.join();
  BenchResult result = {
      "B13",
      absl::StrFormat("%d sweeps share segments, %d %% of leases die",
                      kOverlapping, kKilledPercent),
      "each executed once",
      {{"segments_as_written", as_written},
       {"killed", static_cast<double>(killed)}}};
  const std::pair<const char*, std::string_view> questions[] = {
      {"segments", "SELECT count(*) FROM segments WHERE segment_id > 4"},
      {"not_done",
       "SELECT count(*) FROM segments WHERE segment_id > 4 AND state <> "
       "'DONE'"},
      {"executed",
       "SELECT count(*) FROM attempts WHERE segment_id > 4 AND state = "
       "'SUCCEEDED'"}};
  for (const auto& [name, sql] : questions) {
    const auto answer = Ask(server, sql);
    if (!answer.ok()) return answer.status();
    result.numbers.emplace_back(name, *answer);
  }
  return std::vector<BenchResult>{result};
}

BenchResults MeasureSubmission(const BenchSize& size) {
  ServerProcess server(MakeTestFolder() / "data",
                       {"--limit-points", absl::StrCat(plan::kMaxPoints)});
  const absl::Status ready =
      server.StartWith({.points = 1000, .workers = kPulses});
  if (!ready.ok()) return ready;
  if (absl::Status warm = WarmUp(server.address()); !warm.ok()) return warm;
  PlainWorker worker(server.address(), kPulses);
  if (absl::Status known = worker.Register(); !known.ok()) return known;
  SimulatedWorkers hearts(server.address(),
                          {.count = kPulses,
                           .heartbeat_interval = absl::Milliseconds(100),
                           .lease = false});
  hearts.Start();
  const auto sweeps = Sweeps(server);
  const double cpu_began = server.CpuSeconds();
  const absl::Time began = absl::Now();
  v1::SweepSpec spec = Grid(size.submitted, 1);
  spec.set_priority(1);  // before what is there
  const auto submitted = Submit(*sweeps, spec);
  const absl::Time acknowledged = absl::Now();
  if (!submitted.ok()) return submitted.status();
  absl::Time leased;
  const auto lease = worker.Lease(&leased);
  if (!lease.ok()) return lease.status();
  absl::Status stored = WaitUntilStored(*sweeps, submitted->sweep_id());
  const absl::Time ended = absl::Now();
  hearts.Stop();
  if (!stored.ok()) return stored;
  const double cpu = server.CpuSeconds() - cpu_began;
  return std::vector<BenchResult>{
      {"B4",
       absl::StrFormat("a sweep of %d points is submitted [s]",
                       submitted->summary().points()),
       "1 M: <= 1 s leased, <= 20 s",
       {{"acknowledged", absl::ToDoubleSeconds(acknowledged - began)},
        {"leased", absl::ToDoubleSeconds(leased - began)},
        {"stored", absl::ToDoubleSeconds(ended - began)},
        {"segments", submitted->summary().segments()},
        {"cpu_us_per_segment", 1e6 * cpu / submitted->summary().segments()},
        {"longest_heartbeat_ms",
         absl::ToDoubleMilliseconds(hearts.heartbeats().Quantile(1))},
        {"heartbeat_p99_ms",
         absl::ToDoubleMilliseconds(hearts.heartbeats().Quantile(0.99))},
        {"peak_mib", static_cast<double>(server.PeakBytes()) / (1 << 20)}}}};
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
