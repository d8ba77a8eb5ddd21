#ifndef LEHR_SERVER_STORE_TREE_TABLE_H_
#define LEHR_SERVER_STORE_TREE_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "server/store/database.h"

namespace lehr::server {

// A TreeRow is a segment's place in the tree of a sweep; does not change.
struct TreeRow {
  std::int64_t segment_id = 0;
  std::int64_t parent_id = 0;     // 0: makes its own state
  std::int64_t continues_id = 0;  // 0: nothing shorter under the same law
  std::string label;
  bool measurement = false;
  std::int64_t atoms = 0;
  std::int64_t steps = 0;
  double physical_time_ps = 0;
  int points = 0;
};

// In the order of the plan, parents first.
std::vector<TreeRow> TreeOf(Database& database, std::int64_t sweep_id);

// The states of the same segments, a letter each: w(aiting), r(eady), l(eased),
// d(one), f(ailed), c(ancelled).
std::string StateLettersOf(Database& database, std::int64_t sweep_id);

// A TensionRow is a deformation whose stress-strain curve a point measures.
struct TensionRow {
  int point = 0;  // the first that measures it
  // Treatment, parameters, replica: "thermal_pressure, T 800, replica 1".
  std::string label;
  bool done = false;
  std::string curve_sha256;  // whole, or up to the last checkpoint; not empty
};
// Those that have a curve, in the order of points; `limit` of them at most.
std::vector<TensionRow> TensionsOf(Database& database, std::int64_t sweep_id,
                                   int limit);
// How many there are, begun or not.
int CountTensions(Database& database, std::int64_t sweep_id);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_TREE_TABLE_H_
