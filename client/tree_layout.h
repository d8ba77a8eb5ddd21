#ifndef LEHR_CLIENT_TREE_LAYOUT_H_
#define LEHR_CLIENT_TREE_LAYOUT_H_

#include <string>
#include <vector>

#include "client/segment_tree.h"

namespace lehr::client {

// A TreeItem is what is drawn as one thing: a segment, or several.
struct TreeItem {
  // The label, without the folders that the item above has, too.
  std::string title;
  // Positions in the tree, at least one, in the order of physical time.
  std::vector<int> segments;
  // How many subtrees like the ones before it it stands for; 0 if it is drawn
  // itself.
  int alike = 0;
  bool measurement = false;
  int points = 0;  // that pass through it
  // Items by position. `main` is the one on which the way goes on straight, -1
  // if none; `branches` leave it, measurements first.
  int main = -1;
  std::vector<int> branches;
};

// A TreeLayout is what is drawn, and from which items the drawing starts.
struct TreeLayout {
  std::vector<TreeItem> items;  // some are not reached from `roots`
  std::vector<int> roots;
};

// How much is drawn.
enum class TreeDetail {
  // Every segment.
  kAll,
  // The measurements of a state are one item, and so are cycles that follow
  // each
  // other without a branch; of subtrees that are equal (replicas) only the
  // first
  // is drawn, of many that differ in their numbers only the first two.
  kFolded,
};

TreeLayout LayOut(const SegmentTree& tree, TreeDetail detail);

// Number of items that are reached from the roots.
int CountItems(const TreeLayout& layout);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_TREE_LAYOUT_H_
