#include "proto/plan/known_names.h"

#include <algorithm>
#include <cstddef>

#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "proto/support/nearest_name.h"

namespace lehr::plan {

std::string KnownNames(std::string_view name,
                       std::span<const std::string> names) {
  // A message lists this many: a sweep may have very many.
  constexpr std::size_t kMostListed = 30;
  if (names.empty()) return "; there are none";
  const auto listed = names.first(std::min(names.size(), kMostListed));
  std::string result = "; known are " +
                       absl::StrJoin(listed.begin(), listed.end(), ", ") +
                       (listed.size() < names.size() ? ", ..." : "");
  const std::string nearest = NearestName(name, names);
  if (!nearest.empty()) {
    result += absl::StrFormat("; did you mean \"%s\"?", nearest);
  }
  return result;
}

}  // namespace lehr::plan
