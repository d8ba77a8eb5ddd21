#include "client/tree_text.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "client/number_format.h"
#include "client/text_table.h"
#include "client/time_format.h"
#include "client/tree_row.h"

namespace lehr::client {
namespace {

// An item's place in the text.
struct Line {
  int item = 0;
  std::string lead;   // what stands before its title
  std::string below;  // what stands before the titles on the same way
};

// The lines of all items, from top to bottom. Not recursive: ways are as long
// as the sweep has stages.
std::vector<Line> LinesOf(const TreeLayout& layout) {
  std::vector<Line> open;
  for (auto root = layout.roots.rbegin(); root != layout.roots.rend(); ++root) {
    open.push_back({*root, "", ""});
  }
  std::vector<Line> lines;
  while (!open.empty()) {
    Line line = std::move(open.back());
    open.pop_back();
    const TreeItem& item = layout.items[static_cast<std::size_t>(line.item)];
    if (item.main >= 0) open.push_back({item.main, line.below, line.below});
    bool last = item.main < 0;
    for (auto branch = item.branches.rbegin(); branch != item.branches.rend();
         ++branch) {
      open.push_back({*branch, absl::StrCat(line.below, last ? "└─ " : "├─ "),
                      absl::StrCat(line.below, last ? "   " : "│  ")});
      last = false;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string SpanText(const TreeItem& item, const TreeRow& row) {
  if (item.alike > 0) return "";
  if (item.measurement || row.ends_ps <= row.begins_ps) {
    return PhysicalTimeText(row.begins_ps);
  }
  return PhysicalSpanText(row.begins_ps, row.ends_ps);
}

std::string IdText(const SegmentTree& tree, const TreeItem& item) {
  if (item.segments.size() > 1) return "";
  return absl::StrCat(
      tree.segments[static_cast<std::size_t>(item.segments.front())]
          .segment_id);
}

}  // namespace

std::string TreeText(const SegmentTree& tree, const TreeLayout& layout) {
  const auto any = [&tree](auto says) {
    return std::any_of(tree.segments.begin(), tree.segments.end(), says);
  };
  const bool ids =
      any([](const TreeSegment& segment) { return segment.segment_id != 0; });
  const bool times =
      any([](const TreeSegment& segment) { return segment.time.has_value(); });
  TextTable table;
  table.AddColumn("segment");
  if (ids) table.AddColumn("id", TextTable::Align::kRight);
  table.AddColumn("physical time", TextTable::Align::kRight);
  table.AddColumn("atom-steps", TextTable::Align::kRight);
  if (times) table.AddColumn("takes", TextTable::Align::kRight);
  table.AddColumn("points", TextTable::Align::kRight);
  table.AddColumn("state");
  table.AddColumn("notes");
  for (const Line& line : LinesOf(layout)) {
    const TreeItem& item = layout.items[static_cast<std::size_t>(line.item)];
    const TreeRow row = RowOf(tree, item);
    std::vector<std::string> cells = {absl::StrCat(line.lead, item.title)};
    if (ids) cells.push_back(IdText(tree, item));
    cells.push_back(SpanText(item, row));
    cells.push_back(row.atom_steps > 0
                        ? FormatCount(static_cast<double>(row.atom_steps))
                        : "");
    if (times) {
      cells.push_back(row.time.has_value() ? FormatSpan(*row.time) : "");
    }
    cells.insert(cells.end(),
                 {absl::StrCat(item.points), row.state, row.notes});
    table.AddRow(std::move(cells));
  }
  return table.ToString();
}

}  // namespace lehr::client
