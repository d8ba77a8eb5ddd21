#ifndef LEHR_TESTS_BENCH_PROFILE_H_
#define LEHR_TESTS_BENCH_PROFILE_H_

#include <string_view>

#include <absl/status/statusor.h>

#include "tests/bench/measurement.h"
#include "tests/bench/own_run.h"

namespace lehr::bench {

// Sorts samples of `perf report -F overhead,dso,sym -t '|'` into density pass,
// force pass, neighbor, integrate, wait (OpenMP's barriers) and rest by the
// names of functions: where one of the engine is renamed, look here.
Shares SharesOfReport(std::string_view report);

// Runs the engine once more under `perf record`, which looks 1,000 times a
// second of CPU time where it is, from the end of the warm-up on. UNAVAILABLE
// if there is no perf that may do so.
absl::StatusOr<Shares> ProfileOurselves(const OwnRun& run);

}  // namespace lehr::bench

#endif  // LEHR_TESTS_BENCH_PROFILE_H_
