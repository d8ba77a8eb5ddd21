#ifndef LEHR_SERVER_CORE_FAILURE_PATTERN_H_
#define LEHR_SERVER_CORE_FAILURE_PATTERN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lehr::server {

// What errors of one cause have in common: the text with "#" for numbers and
// hashes and the last part of paths: "/tmp/a/7.state:12: lost 3 of 864 atoms"
// -> "…/#.state:#: lost # of # atoms".
std::string Fingerprint(std::string_view error);

// How often a parameter has a value among the points of a group, and among all
// of the sweep.
struct ValueCount {
  std::string value;  // "annealing_temperature = 1000"
  std::int64_t in_group = 0;
  std::int64_t in_sweep = 0;
};

// The values that are clearly more frequent among the `group_points` points of
// the group than among the `sweep_points` of the sweep, the most telling first,
// at most `most`: "annealing_temperature = 1000: 12 of 12, in the sweep 16 of
// 64". Values are sorted by how many more points of the group have them than
// chance would have it.
std::vector<std::string> TellingValues(const std::vector<ValueCount>& counts,
                                       std::int64_t group_points,
                                       std::int64_t sweep_points,
                                       std::size_t most);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_FAILURE_PATTERN_H_
