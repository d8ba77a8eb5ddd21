#include "server/core/nearest_name.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <numeric>
#include <vector>

#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

namespace lehr::server {
namespace {

bool SameLetter(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) ==
         std::tolower(static_cast<unsigned char>(b));
}

// Letters to insert, delete or change to get from `a` to `b`, without regard to
// case: Levenshtein's distance, one row of the table at a time.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (SameLetter(a[i], b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string KnownNames(std::string_view name,
                       std::span<const std::string> names) {
  // A message lists this many: a sweep may have very many.
  constexpr std::size_t kMostListed = 30;
  if (names.empty()) return "; there are none";
  const auto listed = names.first(std::min(names.size(), kMostListed));
  std::string result = "; known are " +
                       absl::StrJoin(listed.begin(), listed.end(), ", ") +
                       (listed.size() < names.size() ? ", ..." : "");
  const auto nearest =
      std::min_element(names.begin(), names.end(),
                       [name](const std::string& a, const std::string& b) {
                         return EditDistance(name, a) < EditDistance(name, b);
                       });
  if (EditDistance(name, *nearest) <=
      std::max<std::size_t>(1, nearest->size() / 3)) {
    result += absl::StrFormat("; did you mean \"%s\"?", *nearest);
  }
  return result;
}

}  // namespace lehr::server
