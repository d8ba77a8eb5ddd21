#ifndef LEHR_CLIENT_TREE_ROW_H_
#define LEHR_CLIENT_TREE_ROW_H_

#include <cstdint>
#include <optional>
#include <string>

#include <absl/time/time.h>

#include "client/segment_tree.h"
#include "client/tree_layout.h"

namespace lehr::client {

// A TreeRow is what is said of an item: the sums over its segments.
struct TreeRow {
  double begins_ps = 0;
  double ends_ps = 0;
  std::int64_t atom_steps = 0;
  // Unset if no segment has one.
  std::optional<absl::Duration> time;
  // "done", "3 done, 1 running, 4 waiting".
  std::string state;
  // "saves as_cast; stress of x, y 0.9 × as_cast.yield_stress (3.38 GPa)".
  std::string notes;
};

TreeRow RowOf(const SegmentTree& tree, const TreeItem& item);

// Physical time for people: "0.5 ps", "17 ps", "2.5 ns".
std::string PhysicalTimeText(double ps);
// "42 – 44.9 ps".
std::string PhysicalSpanText(double begin_ps, double end_ps);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_TREE_ROW_H_
