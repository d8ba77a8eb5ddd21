#include "worker/host.h"

#include <climits>

#include <unistd.h>

#include <absl/strings/str_format.h>

namespace lehr::worker {

std::int64_t MemoryBytes() {
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page_bytes = sysconf(_SC_PAGESIZE);
  if (pages < 0 || page_bytes < 0) return 0;
  return std::int64_t{pages} * page_bytes;
}

std::string InstructionSet() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) {
    return "avx512";
  }
  if (__builtin_cpu_supports("avx2")) return "avx2";
#endif
  return "baseline";
}

std::string HostAndProcess() {
  char host[HOST_NAME_MAX + 1] = {};
  // POSIX leaves open whether a cut name ends with a zero; the last byte does.
  if (gethostname(host, sizeof host - 1) != 0) host[0] = '\0';
  return absl::StrFormat("%s:%d", host[0] == '\0' ? "unknown" : host, getpid());
}

}  // namespace lehr::worker
