#include "client/tree_lanes.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "client/segment_label.h"
#include "client/tree_row.h"

namespace lehr::client {
namespace {

struct Start {
  int item = 0;
  int from = -1;
  double begins_ps = 0;
  int after_cycle = 0;
};

// One mark for each time at which something of the item is measured.
void AddMarks(const SegmentTree& tree, const TreeLayout& layout, int branch,
              TreeLane* lane) {
  double last = -1;
  for (const int position :
       layout.items[static_cast<std::size_t>(branch)].segments) {
    const double time =
        tree.segments[static_cast<std::size_t>(position)].begins_ps;
    if (time != last) lane->marks.push_back({branch, time});
    last = time;
  }
}

// The cycle in which the item ends; `before` if it is not in one.
int LastCycle(const SegmentTree& tree, const TreeItem& item, int before) {
  const auto cycle = CycleOf(
      tree.segments[static_cast<std::size_t>(item.segments.back())].label);
  return cycle.has_value() ? cycle->number : before;
}

// Follows the way; `starts` gets what leaves it.
TreeLane Follow(const SegmentTree& tree, const TreeLayout& layout,
                const Start& start, int own, std::vector<Start>* starts) {
  TreeLane lane;
  lane.from = start.from;
  lane.begins_ps = start.begins_ps;
  lane.ends_ps = start.begins_ps;
  lane.after_cycle = start.after_cycle;
  int cycle = 0;
  for (int at = start.item; at >= 0;) {
    const TreeItem& item = layout.items[static_cast<std::size_t>(at)];
    lane.items.push_back(at);
    cycle = LastCycle(tree, item, cycle);
    for (const int branch : item.branches) {
      const TreeItem& next = layout.items[static_cast<std::size_t>(branch)];
      if (next.measurement) {
        AddMarks(tree, layout, branch, &lane);
        continue;
      }
      starts->push_back({branch, own, RowOf(tree, next).begins_ps, cycle});
    }
    if (item.alike == 0 || item.main >= 0) {
      lane.ends_ps = std::max(lane.ends_ps, RowOf(tree, item).ends_ps);
    }
    at = item.main;
  }
  return lane;
}

}  // namespace

std::vector<TreeLane> LanesOf(const SegmentTree& tree,
                              const TreeLayout& layout) {
  std::vector<Start> open;
  for (auto root = layout.roots.rbegin(); root != layout.roots.rend(); ++root) {
    open.push_back({*root, -1, 0});
  }
  std::vector<TreeLane> lanes;
  while (!open.empty()) {
    const Start start = open.back();
    open.pop_back();
    std::vector<Start> starts;
    lanes.push_back(
        Follow(tree, layout, start, static_cast<int>(lanes.size()), &starts));
    // The last of `open` is next: what leaves last, and of what leaves at one
    // time the first.
    std::reverse(starts.begin(), starts.end());
    std::stable_sort(starts.begin(), starts.end(),
                     [](const Start& a, const Start& b) {
                       return a.begins_ps < b.begins_ps;
                     });
    open.insert(open.end(), starts.begin(), starts.end());
  }
  return lanes;
}

}  // namespace lehr::client
