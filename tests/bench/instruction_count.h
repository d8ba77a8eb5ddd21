#ifndef LEHR_TESTS_BENCH_INSTRUCTION_COUNT_H_
#define LEHR_TESTS_BENCH_INSTRUCTION_COUNT_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "tests/bench/measurement.h"

namespace lehr::bench {

// What can count instructions here.
struct CounterTool {
  enum class Kind { kNone, kPerfStat, kCallgrind };
  Kind kind = Kind::kNone;
  bool cheap = false;  // costs no more than a run
  std::string note;    // for people
};

// perf stat where the machine has hardware counters (virtual machines often
// have none); else callgrind, which is 50 times slower, does not know AVX-512
// (programs that choose at run time then take AVX2), and counts no cycles.
CounterTool FindCounterTool();

struct Counts {
  double instructions = 0;
  double cycles = 0;  // 0 if not known
};

// Counts in what one of the tools wrote.
absl::StatusOr<Counts> ParsePerfStat(std::string_view text);
absl::StatusOr<Counts> ParseCallgrind(std::string_view text);

// Runs a job with a command in front.
using CountedRun =
    std::function<absl::Status(const Job&, const std::vector<std::string>&)>;

// Per step: the difference of a longer and a shorter run, which leaves out what
// a program does before and after. With callgrind the runs are short.
absl::StatusOr<Counts> CountPerStep(const CounterTool& tool, const Job& job,
                                    const CountedRun& run);

}  // namespace lehr::bench

#endif  // LEHR_TESTS_BENCH_INSTRUCTION_COUNT_H_
