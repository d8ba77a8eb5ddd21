#include "proto/yaml/source_map.h"

namespace lehr::yaml {

void SourceMap::Add(std::string_view field, Position position) {
  positions_.emplace(field, position);
}

Position SourceMap::Find(std::string_view field) const {
  while (!field.empty()) {
    if (const auto found = positions_.find(field); found != positions_.end()) {
      return found->second;
    }
    const std::size_t end = field.find_last_of(".[");
    field = field.substr(0, end == std::string_view::npos ? 0 : end);
  }
  return {};
}

}  // namespace lehr::yaml
