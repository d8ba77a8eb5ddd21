#include "proto/support/nearest_name.h"

#include <algorithm>
#include <vector>

#include <absl/strings/ascii.h>

namespace lehr {

// Optimal string alignment: the recursion of Damerau and Levenshtein where no
// part is edited twice, over rows of the table.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  const std::string s = absl::AsciiStrToLower(std::string(a));
  const std::string t = absl::AsciiStrToLower(std::string(b));
  std::vector<std::vector<std::size_t>> d(
      s.size() + 1, std::vector<std::size_t>(t.size() + 1));
  for (std::size_t i = 0; i <= s.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= t.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= s.size(); ++i) {
    for (std::size_t j = 1; j <= t.size(); ++j) {
      const std::size_t change = s[i - 1] == t[j - 1] ? 0 : 1;
      d[i][j] = std::min(
          {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && s[i - 1] == t[j - 2] && s[i - 2] == t[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[s.size()][t.size()];
}

std::string NearestName(std::string_view word,
                        std::span<const std::string> names) {
  std::size_t nearest = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::string found;
  for (const std::string& name : names) {
    const std::size_t distance = EditDistance(word, name);
    if (distance < nearest) {
      nearest = distance;
      found = name;
    }
  }
  if (!found.empty() || word.empty()) return found;
  for (const std::string& name : names) {
    if (name.starts_with(word)) return name;
  }
  return "";
}

}  // namespace lehr
