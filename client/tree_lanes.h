#ifndef LEHR_CLIENT_TREE_LANES_H_
#define LEHR_CLIENT_TREE_LANES_H_

#include <vector>

#include "client/segment_tree.h"
#include "client/tree_layout.h"

namespace lehr::client {

// A TreeLane is a way that is drawn as one horizontal line.
struct TreeLane {
  // Items one after the other; for what stands for others, that one alone.
  std::vector<int> items;
  // Measurements that leave this way, and where.
  struct Mark {
    int item = 0;
    double time_ps = 0;
  };
  std::vector<Mark> marks;
  // The cycle of its parent lane after which it begins; 0 if none.
  int after_cycle = 0;
  int from = -1;  // the lane that it leaves, -1 if none; above this one
  double begins_ps = 0;
  double ends_ps = 0;
};

// The lanes from top to bottom: below each those that leave it, what leaves it
// last first, so that no line has to cross another one.
std::vector<TreeLane> LanesOf(const SegmentTree& tree,
                              const TreeLayout& layout);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_TREE_LANES_H_
