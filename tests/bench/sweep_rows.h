#ifndef LEHR_TESTS_BENCH_SWEEP_ROWS_H_
#define LEHR_TESTS_BENCH_SWEEP_ROWS_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include <absl/status/status.h>

namespace lehr::bench {

// What a database for a measurement has in it: rows are written at once, which
// takes a thousandth of the time of submitting and computing them.
struct SweepRows {
  // Each is two states and a measurement, one after the other, that no other
  // point shares; all begin at one state that is there.
  std::int64_t points = 0;
  // Workers that are live, named SessionOf(0), SessionOf(1), ...
  std::int64_t workers = 0;
  // Attempts of each worker that run; the first segments of points.
  std::int64_t leases_each = 0;
  // Instead of points: so many states, each of which starts from the one
  // before.
  std::int64_t chain = 0;
};

// The 16 bytes that name a worker's session.
std::string SessionOf(std::int64_t worker);

// An artifact that the database knows, for whatever a worker reports. 32 bytes.
std::string KnownArtifact();

// Makes the database of a server's data folder, with one running sweep.
absl::Status MakeDatabase(const std::filesystem::path& data,
                          const SweepRows& rows);

}  // namespace lehr::bench

#endif  // LEHR_TESTS_BENCH_SWEEP_ROWS_H_
