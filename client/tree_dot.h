#ifndef LEHR_CLIENT_TREE_DOT_H_
#define LEHR_CLIENT_TREE_DOT_H_

#include <string>

#include "client/segment_tree.h"
#include "client/tree_layout.h"

namespace lehr::client {

// The tree in Graphviz' language: a node an item, with a tooltip; dashed edges
// lead from measurements to what needs them.
std::string TreeDot(const SegmentTree& tree, const TreeLayout& layout);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_TREE_DOT_H_
