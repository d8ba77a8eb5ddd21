// The part of B2 without connections: decisions and rows.

#include <vector>

#include "lehr/v1/worker_service.pb.h"
#include "proto/support/steady_time.h"
#include "proto/support/version.h"
#include "server/coordinator/coordinator.h"
#include "server/store/database.h"
#include "tests/bench/scheduler_benches.h"
#include "tests/bench/simulated_workers.h"
#include "tests/bench/sweep_rows.h"
#include "tests/bench/usage.h"
#include "tests/support/program.h"

namespace lehr::bench {
namespace {

using server::Coordinator;
using server::Database;

// Calls that one commit makes durable: about as many as come in under load
// while the disk syncs the ones before.
constexpr int kTogether = 64;
constexpr int kFewestRounds = 8;

absl::Status Register(Coordinator& coordinator, int workers) {
  for (int i = 0; i < workers; ++i) {
    v1::RegisterWorkerRequest request;
    request.set_session(SessionOf(i));
    request.set_name("in process");
    request.set_threads(1);
    request.set_numerics_version(kNumericsVersion);
    const auto known = coordinator.RegisterWorker(request, SteadyNow());
    if (!known.ok()) return known.status();
  }
  return absl::OkStatus();
}

// Each worker asks for a segment, and then reports it.
absl::Status Round(Database& database, Coordinator& coordinator,
                   std::int64_t sequence) {
  std::vector<v1::Lease> leases;
  database.Begin();
  for (int i = 0; i < kTogether; ++i) {
    v1::LeaseSegmentRequest request;
    request.set_session(SessionOf(i));
    request.set_sequence(sequence);
    const auto lease = coordinator.LeaseSegment(request, SteadyNow());
    if (!lease.ok()) return lease.status();
    if (!lease->has_lease()) return absl::NotFoundError("no work came");
    leases.push_back(lease->lease());
  }
  if (absl::Status kept = database.Commit(); !kept.ok()) return kept;
  database.Begin();
  for (int i = 0; i < kTogether; ++i) {
    v1::CompleteAttemptRequest report =
        SimulatedReport(leases[static_cast<std::size_t>(i)]);
    report.set_session(SessionOf(i));
    const auto known = coordinator.CompleteAttempt(report, SteadyNow());
    if (!known.ok()) return known.status();
  }
  absl::Status kept = database.Commit();
  database.Tidy(false);
  return kept;
}

}  // namespace

BenchResults MeasureCore(const BenchSize& size) {
  const std::filesystem::path data = MakeTestFolder() / "data";
  const absl::Status made = MakeDatabase(data, {.points = size.points});
  if (!made.ok()) return made;
  auto database = Database::Open(data / "lehr.db");
  if (!database.ok()) return database.status();
  Coordinator coordinator(database->get(), {});
  absl::Status ready = coordinator.Recover(SteadyNow());
  if (ready.ok()) ready = Register(coordinator, kTogether);
  // The first lease reads what is ready.
  if (ready.ok()) ready = Round(**database, coordinator, 1);
  if (!ready.ok()) return ready;
  const Clocks began = ReadClocks();
  const double limit = absl::ToDoubleSeconds(size.run_for);
  int rounds = 0;
  while (rounds < kFewestRounds || ReadClocks().wall - began.wall < limit) {
    // Segments that are left for the round to come.
    if ((rounds + 2) * kTogether > size.points) break;
    const absl::Status done = Round(**database, coordinator, rounds + 2);
    if (!done.ok()) return done;
    ++rounds;
  }
  const Clocks ended = ReadClocks();
  const double count = static_cast<double>(rounds) * kTogether;
  return std::vector<BenchResult>{
      {"B2c",
       "CPU of a lifecycle, decisions and rows only [us]",
       "<= 20",
       {{"core_us", 1e6 * (ended.cpu - began.cpu) / count},
        {"per_wall_second", count / (ended.wall - began.wall)}}}};
}

}  // namespace lehr::bench
