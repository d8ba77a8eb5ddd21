#ifndef LEHR_TESTS_BENCH_LAMMPS_LOG_H_
#define LEHR_TESTS_BENCH_LAMMPS_LOG_H_

#include <string_view>

#include <absl/status/statusor.h>

#include "tests/bench/measurement.h"

namespace lehr::bench {

// What the output of a run of LAMMPS says of its last `run`: loop time, CPU
// use, and its table of parts. The energy is that of the very first step;
// columns of thermo_style are step and pe. process_cpu_seconds is not in it.
// INVALID_ARGUMENT, naming what is missing, for other text, and if it did not
// run on `workers` ranks times threads.
absl::StatusOr<Measurement> ParseLammpsLog(std::string_view text, int workers);

}  // namespace lehr::bench

#endif  // LEHR_TESTS_BENCH_LAMMPS_LOG_H_
