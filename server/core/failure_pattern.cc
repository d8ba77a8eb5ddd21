#include "server/core/failure_pattern.h"

#include <algorithm>
#include <cmath>

#include <absl/strings/ascii.h>
#include <absl/strings/str_format.h>

namespace lehr::server {
namespace {

// Shorter ones are words: "dead", "face".
constexpr std::size_t kShortestHash = 8;
// A group of fewer points says nothing about parameters.
constexpr std::int64_t kFewestPoints = 3;
// An excess below this many standard deviations of chance is not told: about
// one value in a thousand has as much without a reason.
constexpr double kTelling = 3;

bool IsPathCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
         std::string_view("/._-+~").find(c) != std::string_view::npos;
}

// A word without what differs from case to case.
std::string Generalized(std::string_view word) {
  const bool hash = word.size() >= kShortestHash &&
                    std::all_of(word.begin(), word.end(), [](unsigned char c) {
                      return absl::ascii_isxdigit(c);
                    });
  if (hash) return "#";
  std::string text;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(word[i]))) {
      text += word[i];
    } else if (text.empty() || text.back() != '#') {
      text += '#';
    }
  }
  return text;
}

// "-1.25e-3" as a whole is one number.
std::size_t NumberLength(std::string_view text) {
  std::size_t end = 0;
  bool digits = false;
  for (; end < text.size(); ++end) {
    const char c = text[end];
    if (absl::ascii_isdigit(static_cast<unsigned char>(c))) {
      digits = true;
    } else if (c == '.' || ((c == 'e' || c == 'E') && digits)) {
      continue;
    } else if ((c == '+' || c == '-') &&
               (end == 0 || text[end - 1] == 'e' || text[end - 1] == 'E')) {
      continue;
    } else {
      break;
    }
  }
  return digits ? end : 0;
}

}  // namespace

std::string Fingerprint(std::string_view error) {
  std::string print;
  while (!error.empty()) {
    std::size_t length = 0;
    while (length < error.size() && IsPathCharacter(error[length])) ++length;
    if (length == 0) {
      print += error.front();
      error.remove_prefix(1);
      continue;
    }
    std::string_view word = error.substr(0, length);
    error.remove_prefix(length);
    const std::size_t slash = word.rfind('/');
    if (word.front() == '/' && slash != std::string_view::npos) {
      print += "…/";
      word.remove_prefix(slash + 1);
    }
    print += NumberLength(word) == word.size() && !word.empty()
                 ? "#"
                 : Generalized(word);
  }
  return print;
}

std::vector<std::string> TellingValues(const std::vector<ValueCount>& counts,
                                       std::int64_t group_points,
                                       std::int64_t sweep_points,
                                       std::size_t most) {
  struct Told {
    double excess = 0;
    const ValueCount* count = nullptr;
  };
  std::vector<Told> told;
  if (group_points < kFewestPoints) return {};
  const auto n = static_cast<double>(group_points);
  for (const ValueCount& count : counts) {
    const double share =
        static_cast<double>(count.in_sweep) / static_cast<double>(sweep_points);
    if (share >= 1) continue;
    // Of n points drawn by chance, n share have the value, with this deviation.
    const double deviation = std::sqrt(n * share * (1 - share));
    const double excess =
        (static_cast<double>(count.in_group) - n * share) / deviation;
    if (excess >= kTelling) told.push_back({excess, &count});
  }
  std::stable_sort(told.begin(), told.end(), [](const Told& a, const Told& b) {
    return a.excess > b.excess;
  });
  std::vector<std::string> texts;
  for (const Told& one : told) {
    if (texts.size() == most) break;
    texts.push_back(absl::StrFormat(
        "%s: %d of %d, in the sweep %d of %d", one.count->value,
        one.count->in_group, group_points, one.count->in_sweep, sweep_points));
  }
  return texts;
}

}  // namespace lehr::server
