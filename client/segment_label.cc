#include "client/segment_label.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>

namespace lehr::client {
namespace {

std::string_view FolderOf(std::string_view label) {
  const auto slash = label.rfind('/');
  return slash == std::string_view::npos ? "" : label.substr(0, slash);
}

}  // namespace

std::string_view ShortLabel(std::string_view label, std::string_view before) {
  std::string_view folder = FolderOf(before);
  while (!folder.empty() && !folder.starts_with('/')) {
    const auto part = folder.substr(0, folder.find('/'));
    const auto slash = label.find('/');
    if (slash == std::string_view::npos || label.substr(0, slash) != part) {
      break;
    }
    label.remove_prefix(slash + 1);
    folder.remove_prefix(std::min(part.size() + 1, folder.size()));
  }
  return label;
}

std::optional<LabelCycle> CycleOf(std::string_view label) {
  constexpr std::string_view kWord = "cycle ";
  for (std::size_t at = 0; at < label.size();) {
    const auto slash = label.find('/', at);
    if (slash == std::string_view::npos) return std::nullopt;
    const auto part = label.substr(at, slash - at);
    if (part.starts_with(kWord)) {
      LabelCycle cycle{label.substr(0, at), 0};
      const auto digits = part.substr(kWord.size());
      const auto read = std::from_chars(
          digits.data(), digits.data() + digits.size(), cycle.number);
      if (read.ec == std::errc() && read.ptr == part.data() + part.size()) {
        return cycle;
      }
    }
    at = slash + 1;
  }
  return std::nullopt;
}

}  // namespace lehr::client
