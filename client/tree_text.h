#ifndef LEHR_CLIENT_TREE_TEXT_H_
#define LEHR_CLIENT_TREE_TEXT_H_

#include <string>

#include "client/segment_tree.h"
#include "client/tree_layout.h"

namespace lehr::client {

// The tree as a table, one line an item. A way that does not part keeps its
// indentation; branches and measurements leave it by lines.
std::string TreeText(const SegmentTree& tree, const TreeLayout& layout);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_TREE_TEXT_H_
