#ifndef LEHR_TESTS_BENCH_OWN_RUN_H_
#define LEHR_TESTS_BENCH_OWN_RUN_H_

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "tests/bench/measurement.h"

namespace lehr::bench {

// The engine is run as a child process, as LAMMPS is: the program starts itself
// with these switches, and the child prints its measurement.
struct OwnRun {
  Job job;
  int threads = 1;
  // Å; unset: the engine chooses it before the clock starts.
  std::optional<double> skin = std::nullopt;
  // Pipe to a profiler that begins when "enable" is written; may be empty.
  std::filesystem::path control = {};
};

// In the child: runs the job and prints one line of JSON.
absl::Status PrintOwnRun(const OwnRun& run);

// In the parent. `prefix` is put in front of the command (perf record ...).
absl::StatusOr<Measurement> RunOurselves(
    const OwnRun& run, const std::vector<std::string>& prefix = {});

}  // namespace lehr::bench

#endif  // LEHR_TESTS_BENCH_OWN_RUN_H_
