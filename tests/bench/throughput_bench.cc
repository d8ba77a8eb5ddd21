// B1, B2 and B7: how much, how cheap, how soon.

#include <future>

#include <absl/time/clock.h>

#include "tests/bench/plain_worker.h"
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

// Of B3.
constexpr int kSlots = 16;
constexpr absl::Duration kShortRun = absl::Milliseconds(100);

// Reports of B7.
constexpr int kHandovers = 200;

double Milliseconds(absl::Duration time) {
  return absl::ToDoubleMilliseconds(time);
}

// Two workers on one chain: while one waits for work the other reports the
// segment before, again and again.
absl::Status HandOver(PlainWorker* reporter, PlainWorker* waiter,
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
  const absl::Status ready = server.StartWith({.points = size.points});
  if (!ready.ok()) return ready;
  SimulatedWorkers workers(server.address(),
                           {.count = size.sessions, .channels = kHosts});
  if (absl::Status known = workers.Register(); !known.ok()) return known;
  if (absl::Status warm = WarmUp(server.address()); !warm.ok()) return warm;
  const double server_cpu = server.CpuSeconds();
  const Clocks began = ReadClocks();
  workers.Start();
  absl::SleepFor(size.run_for / 2);
  const std::int64_t resident = server.ResidentBytes();
  const int files = server.OpenFiles();
  absl::SleepFor(size.run_for / 2);
  const std::int64_t resident_later = server.ResidentBytes();
  const int files_later = server.OpenFiles();
  const std::int64_t log_bytes = server.LogBytes();
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
        {"workers_us", 1e6 * client_cpu / count}}},
      {"B14",
       "growth over the second half of B1",
       "flat",
       {{"resident_MiB", static_cast<double>(resident) / (1 << 20)},
        {"resident_MiB_later", static_cast<double>(resident_later) / (1 << 20)},
        {"more_files", files_later - files},
        {"log_MiB", static_cast<double>(log_bytes) / (1 << 20)}}}};
}

BenchResults MeasureEfficiency(const BenchSize& size) {
  ServerProcess server(MakeTestFolder() / "data", {});
  const absl::Status ready = server.StartWith({.points = size.points});
  if (!ready.ok()) return ready;
  SimulatedWorkers workers(server.address(), {.count = kSlots,
                                              .channels = kHosts,
                                              .run_time = kShortRun,
                                              .prefetch = true});
  if (absl::Status known = workers.Register(); !known.ok()) return known;
  if (absl::Status warm = WarmUp(server.address()); !warm.ok()) return warm;
  const Clocks began = ReadClocks();
  workers.Start();
  absl::SleepFor(size.run_for);
  const auto completed = static_cast<double>(workers.completed());
  const double wall = ReadClocks().wall - began.wall;
  workers.Stop();
  if (workers.errors() > 0) return absl::InternalError(workers.last_error());
  return std::vector<BenchResult>{
      {"B3",
       "slots that compute, 16 slots, 100 ms segments [%]",
       ">= 95",
       {{"percent",
         100 * completed * absl::ToDoubleSeconds(kShortRun) / (kSlots * wall)},
        {"lease_p50_ms", Milliseconds(workers.leases().Quantile(0.5))}}}};
}

BenchResults MeasureDispatch(const BenchSize&) {
  ServerProcess server(MakeTestFolder() / "data", {});
  const absl::Status ready = server.StartWith({.chain = kHandovers + 2});
  if (!ready.ok()) return ready;
  PlainWorker first(server.address(), 0);
  PlainWorker second(server.address(), 1);
  for (PlainWorker* worker : {&first, &second}) {
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
