// B8, B9: what a large pool costs, and what it notices when the server dies.

#include <algorithm>
#include <string>

#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "server/store/database.h"
#include "tests/bench/plain_worker.h"
#include "tests/bench/scheduler_benches.h"
#include "tests/bench/server_process.h"
#include "tests/bench/simulated_workers.h"
#include "tests/bench/usage.h"
#include "tests/support/program.h"

namespace lehr::bench {
namespace {

using server::Database;
using server::Statement;

// Of B8: 1000 segments a second, ten a second for each of 100 slots, and as
// many connections as there are hosts with 100 workers.
constexpr absl::Duration kHeartbeats = absl::Seconds(20);
constexpr absl::Duration kRun = absl::Milliseconds(100);
constexpr int kSlots = 100;
constexpr int kConnections = 100;

// Of B10.
constexpr absl::Duration kLease = absl::Seconds(3);
constexpr std::int64_t kCheckpoint = 600;
constexpr std::int64_t kReached = 700;

// Of B9: workers whose attempts are looked at after the restart.
constexpr std::int64_t kAsked = 200;

int CountOf(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

// The attempts that MakeDatabase() gave a worker.
std::vector<v1::AttemptId> LeasesOf(std::int64_t worker,
                                    const BenchSize& size) {
  std::vector<v1::AttemptId> attempts;
  for (std::int64_t i = 0; i < size.leases_each; ++i) {
    v1::AttemptId& attempt = attempts.emplace_back();
    attempt.set_segment_id(2 + 3 * (worker + i * size.large_pool));
    attempt.set_attempt(1);
  }
  return attempts;
}

// How many of their attempts workers are told to drop.
absl::StatusOr<int> StoppedAttempts(const std::string& address,
                                    const BenchSize& size) {
  int stopped = 0;
  const std::int64_t step = std::max<std::int64_t>(size.large_pool / kAsked, 1);
  for (std::int64_t i = 0; i < size.large_pool; i += step) {
    PlainWorker worker(address, i);
    const auto answer = worker.Heartbeat(LeasesOf(i, size));
    if (!answer.ok()) return answer.status();
    stopped += answer->stop_size();
  }
  return stopped;
}

absl::StatusOr<std::int64_t> DoneSegments(const ServerProcess& server) {
  const auto database = Database::OpenReadOnly(server.data() / "lehr.db");
  if (!database.ok()) return database.status();
  Statement row = (*database)->Query(
      "SELECT count(*) FROM segments WHERE state = 'DONE' AND segment_id > 1");
  return row.Step() ? row.Int(0) : 0;
}

// Works until the server is killed; returns the reports that it acknowledged.
absl::StatusOr<std::int64_t> WorkAndKill(ServerProcess& server,
                                         const BenchSize& size) {
  SimulatedWorkers workers(
      server.address(), {.first = size.large_pool, .count = 64, .channels = 4});
  if (absl::Status known = workers.Register(); !known.ok()) return known;
  workers.Start();
  // In the middle of work, however slow the machine is.
  WaitUntil([&] { return workers.completed() >= size.points / 200; },
            absl::Minutes(1));
  server.Kill();
  workers.Stop();
  return workers.completed();
}

}  // namespace

BenchResults MeasureLargePool(const BenchSize& size) {
  ServerProcess server(MakeTestFolder() / "data", {});
  const absl::Status ready = server.StartWith(
      {.points = size.points, .workers = size.large_pool + kSlots});
  if (!ready.ok()) return ready;
  SimulatedWorkers pool(server.address(),
                        {.count = size.large_pool,
                         .channels = std::min(kConnections, size.large_pool),
                         .heartbeat_interval = kHeartbeats,
                         .lease = false});
  SimulatedWorkers slots(
      server.address(),
      {.first = size.large_pool, .count = kSlots, .run_time = kRun});
  if (absl::Status warm = WarmUp(server.address()); !warm.ok()) return warm;
  const double cpu_began = server.CpuSeconds();
  const Clocks began = ReadClocks();
  pool.Start();
  slots.Start();
  // Two rounds of heartbeats, or as long as is wanted.
  absl::SleepFor(std::min(2 * kHeartbeats, 2 * size.run_for));
  const double wall = ReadClocks().wall - began.wall;
  const double cpu = server.CpuSeconds() - cpu_began;
  const auto done = static_cast<double>(slots.completed());
  const auto heard = static_cast<double>(pool.heartbeats().count());
  slots.Stop();
  pool.Stop();
  for (const SimulatedWorkers* workers : {&pool, &slots}) {
    if (workers->errors() == 0) continue;
    return absl::InternalError(workers->last_error());
  }
  return std::vector<BenchResult>{
      {"B8",
       absl::StrFormat("%d workers, 20 s heartbeats, 100 slots of 100 ms",
                       size.large_pool),
       "< 50 % of a core, < 1 GB",
       {{"percent_of_a_core", 100 * cpu / wall},
        {"heartbeats_per_second", heard / wall},
        {"segments_per_second", done / wall},
        {"heartbeat_p99_ms",
         absl::ToDoubleMilliseconds(pool.heartbeats().Quantile(0.99))},
        {"lost_workers", CountOf(server.errors(), "worker lost")},
        {"resident_MiB",
         static_cast<double>(server.ResidentBytes()) / (1 << 20)}}}};
}

BenchResults MeasureRestart(const BenchSize& size) {
  ServerProcess server(MakeTestFolder() / "data", {});
  const absl::Status ready =
      server.StartWith({.points = size.points,
                        .workers = size.large_pool,
                        .leases_each = size.leases_each});
  if (!ready.ok()) return ready;
  const auto acknowledged = WorkAndKill(server, size);
  if (!acknowledged.ok()) return acknowledged.status();
  const absl::Time killed = absl::Now();
  if (absl::Status again = server.Start(); !again.ok()) return again;
  const absl::Time listening = absl::Now();
  PlainWorker worker(server.address(), size.large_pool + 1000);
  if (absl::Status known = worker.Register(); !known.ok()) return known;
  absl::Time leased;
  if (const auto lease = worker.Lease(&leased); !lease.ok()) {
    return lease.status();
  }
  const double cpu = server.CpuSeconds();
  const auto stopped = StoppedAttempts(server.address(), size);
  if (!stopped.ok()) return stopped.status();
  const auto done = DoneSegments(server);
  if (!done.ok()) return done.status();
  return std::vector<BenchResult>{
      {"B9",
       absl::StrFormat("kill -9 with %d leases: dispatch again [s]",
                       size.large_pool * size.leases_each),
       "<= 2; 0 lost, 0 restarted",
       {{"seconds", absl::ToDoubleSeconds(leased - killed)},
        {"until_listening", absl::ToDoubleSeconds(listening - killed)},
        {"server_cpu", cpu},
        {"acknowledged", static_cast<double>(*acknowledged)},
        {"acknowledged_lost",
         static_cast<double>(std::max<std::int64_t>(*acknowledged - *done, 0))},
        {"healthy_restarted", *stopped}}}};
}

BenchResults MeasureLoss(const BenchSize&) {
  ServerProcess server(
      MakeTestFolder() / "data",
      {"--lease-seconds", absl::StrFormat("%d", absl::ToInt64Seconds(kLease))});
  // There is nothing else to lease.
  const absl::Status ready = server.StartWith({.chain = 2});
  if (!ready.ok()) return ready;
  PlainWorker killed(server.address(), 0);
  PlainWorker other(server.address(), 1);
  for (PlainWorker* worker : {&killed, &other}) {
    if (absl::Status known = worker->Register(); !known.ok()) return known;
  }
  absl::Time came;
  const auto lease = killed.Lease(&came);
  if (!lease.ok()) return lease.status();
  const absl::Status kept = killed.Checkpoint(*lease, kCheckpoint);
  if (!kept.ok()) return kept;
  const absl::Time last_heard = absl::Now();
  auto again = other.Lease(&came, absl::Seconds(1));
  while (absl::IsNotFound(again.status())) {
    again = other.Lease(&came, absl::Seconds(1));  // which is a sign of life
  }
  if (!again.ok()) return again.status();
  return std::vector<BenchResult>{
      {"B10",
       absl::StrFormat("a worker with a lease of %d s is killed",
                       absl::ToInt64Seconds(kLease)),
       "<= lease + 1 s; 1 checkpoint",
       {{"seconds", absl::ToDoubleSeconds(came - last_heard)},
        {"steps_again",
         static_cast<double>(kReached - again->checkpoint().step())},
        {"steps_since_checkpoint",
         static_cast<double>(kReached - kCheckpoint)}}}};
}

}  // namespace lehr::bench
