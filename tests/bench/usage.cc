#include "tests/bench/usage.h"

#include <chrono>
#include <ctime>
#include <fstream>
#include <malloc.h>
#include <string>
#include <string_view>

namespace lehr::bench {
namespace {

// A line of /proc/self/status, "VmHWM:     1234 kB".
std::int64_t StatusBytes(std::string_view key) {
  std::ifstream file("/proc/self/status");
  std::string word;
  while (file >> word) {
    if (word != key) continue;
    std::int64_t kilobytes = 0;
    file >> kilobytes;
    return kilobytes * 1024;
  }
  return 0;
}

}  // namespace

Clocks ReadClocks() {
  timespec cpu = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
  const std::chrono::duration<double> wall =
      std::chrono::steady_clock::now().time_since_epoch();
  return {wall.count(), static_cast<double>(cpu.tv_sec) +
                            1e-9 * static_cast<double>(cpu.tv_nsec)};
}

std::int64_t ResidentBytes() {
  malloc_trim(0);
  return StatusBytes("VmRSS:");
}

void ResetPeak() { std::ofstream("/proc/self/clear_refs") << "5"; }

std::int64_t PeakBytes() { return StatusBytes("VmHWM:"); }

}  // namespace lehr::bench
