#ifndef LEHR_CLIENT_TREE_SVG_H_
#define LEHR_CLIENT_TREE_SVG_H_

#include <string>

#include "client/segment_tree.h"
#include "client/tree_layout.h"

namespace lehr::client {

// The tree as a picture, 1000 pixels wide: from left to right physical time,
// one line a way, thicker where more points pass, in colors of states that
// differ in lightness, too. Diamonds are measurements, circles saved states,
// dashed arrows lead from measurements to what needs them. All that is known of
// a segment is in its tooltip.
std::string TreeSvg(const SegmentTree& tree, const TreeLayout& layout);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_TREE_SVG_H_
