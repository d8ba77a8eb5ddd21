#ifndef LEHR_PROTO_YAML_SOURCE_MAP_H_
#define LEHR_PROTO_YAML_SOURCE_MAP_H_

#include <map>
#include <string>
#include <string_view>

#include "proto/yaml/problems.h"

namespace lehr::yaml {

// SourceMap knows where in the sweep file each field of the SweepSpec was
// given. Fields have the paths of lehr.v1.SpecViolation:
// "treatments[1].stages[0].hold.time_ps".
class SourceMap {
 public:
  // Remembers where `field` is; the first position given stays.
  void Add(std::string_view field, Position position);

  // Where `field` is, or else the nearest path that encloses it; the file as a
  // whole if there is none.
  Position Find(std::string_view field) const;

 private:
  std::map<std::string, Position, std::less<>> positions_;
};

}  // namespace lehr::yaml

#endif  // LEHR_PROTO_YAML_SOURCE_MAP_H_
