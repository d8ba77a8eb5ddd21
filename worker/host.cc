#include "worker/host.h"

#include <algorithm>
#include <climits>
#include <fstream>
#include <string_view>

#include <unistd.h>

#include <absl/strings/match.h>
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

std::string Processor() {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line)) {
    if (!absl::StartsWith(line, "model name")) continue;
    const std::string_view value = std::string_view(line).substr(
        std::min(line.find(':'), line.size() - 1));
    return std::string(
        value.substr(std::min(value.find_first_not_of(": \t"), value.size())));
  }
  return "";
}

std::string HostName() {
  char host[HOST_NAME_MAX + 1] = {};
  // POSIX leaves open whether a cut name ends with a zero; the last byte does.
  if (gethostname(host, sizeof host - 1) != 0) host[0] = '\0';
  return host[0] == '\0' ? "unknown" : host;
}

std::string HostAndProcess() {
  return absl::StrFormat("%s:%d", HostName(), getpid());
}

}  // namespace lehr::worker
