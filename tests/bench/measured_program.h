#ifndef LEHR_TESTS_BENCH_MEASURED_PROGRAM_H_
#define LEHR_TESTS_BENCH_MEASURED_PROGRAM_H_

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

namespace lehr::bench {

// What a program wrote and took until it ended.
struct ProgramRun {
  std::string output;  // standard output and error together
  double wall_seconds = 0;
  double cpu_seconds = 0;  // of it and of the processes that it waited for
};

// Runs `arguments` (arguments[0] may be found along PATH) in `folder` with
// `environment` added, to its end. UNAVAILABLE if it cannot be started;
// INTERNAL, with the end of what it wrote, unless it exits with 0.
absl::StatusOr<ProgramRun> RunMeasured(
    const std::filesystem::path& folder, std::vector<std::string> arguments,
    const std::map<std::string, std::string>& environment = {});

// Whether a program of this name is found along PATH, or is a path to one.
bool HasProgram(const std::string& name);

}  // namespace lehr::bench

#endif  // LEHR_TESTS_BENCH_MEASURED_PROGRAM_H_
