#ifndef LEHR_CLIENT_TREE_OUTPUT_H_
#define LEHR_CLIENT_TREE_OUTPUT_H_

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "client/proto_json.h"
#include "client/segment_tree.h"
#include "client/session.h"

namespace CLI {
class App;
}

namespace lehr::client {

// TreeOptions are --tree, --format, --out and --all.
struct TreeOptions {
  bool tree = false;
  std::string format;  // empty: what the name of `file` says, or else text
  std::string file;    // empty: standard output
  bool all = false;    // fold nothing

  // Whether a tree is asked for: every option implies it.
  bool wanted() const {
    return tree || all || !format.empty() || !file.empty();
  }
};

// Adds the options to a verb. `options` must outlive the parsing.
void AddTreeOptions(CLI::App& verb, TreeOptions& options);

// "text", "dot", "json" or "svg". INVALID_ARGUMENT if neither --format nor the
// name of the file says which.
absl::StatusOr<std::string> TreeFormat(const TreeOptions& options);

// Writes the tree in that format to the file or to standard output. `facts`
// stand beside the tree in JSON, `head` above it in text on standard output.
// UNAVAILABLE if the file cannot be written.
absl::Status WriteTree(const SegmentTree& tree, const TreeOptions& options,
                       Json facts, const std::string& head, Session& session);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_TREE_OUTPUT_H_
