#ifndef LEHR_TESTS_BENCH_USAGE_H_
#define LEHR_TESTS_BENCH_USAGE_H_

#include <cstdint>

namespace lehr::bench {

// Of this process since it began [s]. CPU seconds tell what work costs also
// where others use the machine.
struct Clocks {
  double wall = 0;
  double cpu = 0;  // user and system time of all its threads
};
Clocks ReadClocks();

// Resident memory of this process [bytes], after what was freed went back to
// the kernel.
std::int64_t ResidentBytes();

// Forgets the peak so far, if the kernel lets us (/proc/self/clear_refs).
void ResetPeak();

// The most that was resident since ResetPeak [bytes].
std::int64_t PeakBytes();

}  // namespace lehr::bench

#endif  // LEHR_TESTS_BENCH_USAGE_H_
