#include "proto/support/cores.h"

#include <algorithm>
#include <sched.h>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>

namespace lehr {
namespace {

// cpu_set_t has room for so many: the largest mask that is usual.
constexpr int kMostCores = CPU_SETSIZE;

absl::Status NotCores(std::string_view text) {
  return absl::InvalidArgumentError(absl::StrFormat(
      "expected cores such as 0-3,8, each once and below %d, found \"%s\"",
      kMostCores, text));
}

// "3" or "0-3".
bool ParseRange(const std::string& text, std::pair<int, int>* range) {
  const std::vector<std::string> ends = absl::StrSplit(text, '-');
  return ends.size() <= 2 && absl::SimpleAtoi(ends.front(), &range->first) &&
         absl::SimpleAtoi(ends.back(), &range->second) && range->first >= 0 &&
         range->first <= range->second && range->second < kMostCores;
}

}  // namespace

std::vector<int> AllowedCores() {
  cpu_set_t mask;
  CPU_ZERO(&mask);
  std::vector<int> cores;
  if (sched_getaffinity(0, sizeof mask, &mask) != 0) return cores;
  for (int core = 0; core < kMostCores; ++core) {
    if (CPU_ISSET(core, &mask)) cores.push_back(core);
  }
  return cores;
}

int UsableCores() {
  return std::max(1, static_cast<int>(AllowedCores().size()));
}

bool RunOn(std::span<const int> cores) {
  cpu_set_t mask;
  CPU_ZERO(&mask);
  for (const int core : cores) CPU_SET(core, &mask);
  return sched_setaffinity(0, sizeof mask, &mask) == 0;
}

absl::StatusOr<std::vector<int>> ParseCores(std::string_view text) {
  std::vector<int> cores;
  const std::string stripped(
      absl::StripAsciiWhitespace({text.data(), text.size()}));
  const std::vector<std::string> parts = absl::StrSplit(stripped, ',');
  for (const std::string& part : parts) {
    std::pair<int, int> range;
    if (!ParseRange(part, &range)) return NotCores(text);
    for (int core = range.first; core <= range.second; ++core) {
      cores.push_back(core);
    }
  }
  std::vector<int> sorted = cores;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    return NotCores(text);
  }
  return cores;
}

std::string CoresText(std::span<const int> cores) {
  return absl::StrJoin(cores, ",");
}

}  // namespace lehr
