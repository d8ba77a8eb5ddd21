#include "lehr/md/bind_threads.h"

#include <atomic>
#include <cstddef>
#include <sched.h>

#include "engine/src/team.h"

namespace lehr::md {

bool BindThreads(std::span<const int> cores) {
  std::atomic<bool> bound = true;
  // OpenMP keeps the team of a thread for its next parallel region of this
  // size.
  RunTeam(static_cast<int>(cores.size()), [&](int member, int /*members*/) {
    cpu_set_t mask;
    CPU_ZERO(&mask);
    CPU_SET(cores[static_cast<std::size_t>(member)], &mask);
    if (sched_setaffinity(0, sizeof mask, &mask) != 0) bound = false;
  });
  return bound;
}

}  // namespace lehr::md
