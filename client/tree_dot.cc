#include "client/tree_dot.h"

#include <cstddef>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

#include "client/number_format.h"
#include "client/time_format.h"
#include "client/tree_row.h"

namespace lehr::client {
namespace {

std::string Quoted(const std::string& text) {
  return absl::StrCat(
      "\"",
      absl::StrReplaceAll(text,
                          {{"\\", "\\\\"}, {"\"", "\\\""}, {"\n", "\\n"}}),
      "\"");
}

// Light, so that text on them can be read; the words are there, too.
const char* FillOf(const std::string& state) {
  if (state == "done") return "#BBD9EC";
  if (state.starts_with("running")) return "#F8DFA8";
  if (state == "failed") return "#F3C3A3";
  return "#F2F4F6";
}

std::string Node(const SegmentTree& tree, const TreeItem& item, int number) {
  const TreeRow row = RowOf(tree, item);
  std::string text = absl::StrCat(item.title, "\n");
  if (item.alike == 0) {
    absl::StrAppend(&text,
                    item.measurement || row.ends_ps <= row.begins_ps
                        ? PhysicalTimeText(row.begins_ps)
                        : PhysicalSpanText(row.begins_ps, row.ends_ps),
                    ", ");
  }
  absl::StrAppend(&text, FormatCount(static_cast<double>(row.atom_steps)),
                  " atom-steps");
  if (row.time.has_value()) {
    absl::StrAppend(&text, ", ", FormatSpan(*row.time));
  }
  absl::StrAppend(&text, "\n", row.state,
                  ", points: ", FormatCount(item.points));
  if (!row.notes.empty()) absl::StrAppend(&text, "\n", row.notes);
  return absl::StrCat("  n", number, " [label=", Quoted(text), ", fillcolor=\"",
                      FillOf(row.state), "\"",
                      item.measurement ? ", shape=note" : "", "];\n");
}

std::string Needs(const SegmentTree& tree, const std::map<int, int>& item_of) {
  std::string edges;
  std::set<std::pair<int, int>> drawn;
  for (const auto& [position, item] : item_of) {
    const auto& segment = tree.segments[static_cast<std::size_t>(position)];
    for (const v1::MeasuredNumber& number : segment.measured) {
      const auto from = item_of.find(number.segment());
      if (from == item_of.end() || from->second == item ||
          !drawn.emplace(from->second, item).second) {
        continue;
      }
      absl::StrAppend(
          &edges, "  n", from->second, " -> n", item,
          " [style=dashed, color=\"#B0508A\", constraint=false];\n");
    }
  }
  return edges;
}

}  // namespace

std::string TreeDot(const SegmentTree& tree, const TreeLayout& layout) {
  std::string nodes;
  std::string edges;
  std::map<int, int> item_of;
  std::vector<int> open = layout.roots;
  while (!open.empty()) {
    const int number = open.back();
    open.pop_back();
    const TreeItem& item = layout.items[static_cast<std::size_t>(number)];
    for (const int position : item.segments) item_of[position] = number;
    absl::StrAppend(&nodes, Node(tree, item, number));
    std::vector<int> next = item.branches;
    if (item.main >= 0) next.push_back(item.main);
    for (const int below : next) {
      // Straight on as straight as it can be drawn.
      absl::StrAppend(&edges, "  n", number, " -> n", below,
                      below == item.main ? " [weight=10]" : "", ";\n");
    }
    open.insert(open.end(), next.rbegin(), next.rend());
  }
  return absl::StrCat(
      "digraph ", Quoted(tree.name.empty() ? "plan" : tree.name),
      " {\n  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\", "
      "fontname=\"Helvetica\", fontsize=10, color=\"#9AA3AD\"];\n"
      "  edge [color=\"#6B7480\", arrowsize=0.6];\n",
      nodes, edges, Needs(tree, item_of), "}\n");
}

}  // namespace lehr::client
