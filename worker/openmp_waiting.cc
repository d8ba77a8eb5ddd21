#include "worker/openmp_waiting.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <unistd.h>

namespace lehr::worker {
namespace {

constexpr char kSpinCount[] = "GOMP_SPINCOUNT";
constexpr char kWaitPolicy[] = "OMP_WAIT_POLICY";

// Turns of a loop around a pause instruction, 40 to 140 cycles each: 15 to 50
// µs, as a futex takes to wake a thread.
constexpr char kTurns[] = "1000";

}  // namespace

void SettleOpenMpWaiting(char** arguments) {
  // There are no other threads yet.
  if (std::getenv(kSpinCount) != nullptr ||   // NOLINT(concurrency-mt-unsafe)
      std::getenv(kWaitPolicy) != nullptr) {  // NOLINT(concurrency-mt-unsafe)
    return;
  }
  // By its own path, so that tools show the program's name and not "exe".
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return;
  // NOLINTNEXTLINE(concurrency-mt-unsafe)
  if (setenv(kSpinCount, kTurns, /*overwrite=*/1) != 0) return;
  execv(program.c_str(), arguments);
}

}  // namespace lehr::worker
