#ifndef LEHR_TESTS_BENCH_SCHEDULER_BENCHES_H_
#define LEHR_TESTS_BENCH_SCHEDULER_BENCHES_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace lehr::bench {

// How large measurements are.
struct BenchSize {
  std::int64_t points = 333'333;  // of 3 segments each
  int sessions = 256;             // of B1
  absl::Duration run_for = absl::Seconds(10);
  int large_pool = 10'000;           // workers of B8 and B9
  int leases_each = 10;              // of B9
  int submitted = 10'000;            // points of B4
  std::int64_t artifact_mib = 1024;  // of B11
  int artifacts = 10'000;            // of B12
  int shared_points = 2'500;         // of each of the four sweeps of B13
};

// A line of the table.
struct BenchResult {
  std::string id;      // "B1"
  std::string what;    // with units
  std::string target;  // as scheduler.md has it
  std::vector<std::pair<std::string, double>> numbers;
};

using BenchResults = absl::StatusOr<std::vector<BenchResult>>;

// B1, B2 and B14: lifecycles a second, what one costs the server, and whether
// it grows.
BenchResults MeasureThroughput(const BenchSize& size);
// Of B2, what is not gRPC's: decisions and the database, in this process.
BenchResults MeasureCore(const BenchSize& size);
// B3: how much of 16 slots is used by segments of 100 ms.
BenchResults MeasureEfficiency(const BenchSize& size);
// B7: from a report to the lease that it makes possible, on an idle server.
BenchResults MeasureDispatch(const BenchSize& size);
// B8: what a large pool costs that sends heartbeats and computes.
BenchResults MeasureLargePool(const BenchSize& size);
// B9: the server is killed while a large pool has leases.
BenchResults MeasureRestart(const BenchSize& size);
// B10: how soon another worker goes on where one was killed, and where.
BenchResults MeasureLoss(const BenchSize& size);
// B11: a large file is uploaded.
BenchResults MeasureLargeArtifact(const BenchSize& size);
// B12: many small ones are, and asked for again.
BenchResults MeasureManyArtifacts(const BenchSize& size);
// B13: four sweeps share beginnings while workers die.
BenchResults MeasureSharing(const BenchSize& size);
// B15: heartbeats while far too many sweeps are submitted.
BenchResults MeasureOverload(const BenchSize& size);
// B4: submitting a sweep, and who waits meanwhile.
BenchResults MeasureSubmission(const BenchSize& size);
// B5: questions about a large sweep.
BenchResults MeasureStatus(const BenchSize& size);

}  // namespace lehr::bench

#endif  // LEHR_TESTS_BENCH_SCHEDULER_BENCHES_H_
