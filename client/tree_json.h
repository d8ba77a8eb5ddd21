#ifndef LEHR_CLIENT_TREE_JSON_H_
#define LEHR_CLIENT_TREE_JSON_H_

#include "client/proto_json.h"
#include "client/segment_tree.h"

namespace lehr::client {

// The tree as JSON: a list with every segment, as client/README.md says.
Json TreeJson(const SegmentTree& tree);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_TREE_JSON_H_
