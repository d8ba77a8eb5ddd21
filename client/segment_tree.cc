#include "client/segment_tree.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "client/number_format.h"
#include "client/proto_json.h"
#include "client/text_table.h"
#include "client/time_format.h"

namespace lehr::client {
namespace {

std::string Indented(const TreeLine& line, const std::string& label) {
  return std::string(static_cast<std::size_t>(line.depth) * 2, ' ') + label;
}

// What a row has no room for.
std::string Notes(const v1::GetSweepResponse& sweep) {
  std::string notes;
  for (const v1::Segment& segment : sweep.segments()) {
    if (segment.failed_state_sha256().empty()) continue;
    absl::StrAppend(&notes, "segment ", segment.segment_id(),
                    ": the last good state before its failure is kept: lehr "
                    "show ",
                    sweep.sweep().sweep_id(), " --segment ",
                    segment.segment_id(), "\n");
  }
  const v1::SegmentCounts& counts = sweep.sweep().segments();
  const int all = counts.waiting() + counts.ready() + counts.leased() +
                  counts.done() + counts.failed() + counts.cancelled();
  if (all > sweep.segments_size()) {
    absl::StrAppend(&notes, "and ", all - sweep.segments_size(),
                    " more segments, for which the answer has no room\n");
  }
  return notes.empty() ? "" : "\n" + notes;
}

}  // namespace

std::vector<TreeLine> LayOutTree(const std::vector<int>& parents) {
  const std::size_t size = parents.size();
  std::vector<std::vector<std::size_t>> children(size);
  std::vector<std::size_t> roots;
  for (std::size_t i = 0; i < size; ++i) {
    // Only backwards, so that what a server says cannot make a circle.
    const bool has_parent =
        parents[i] >= 0 && static_cast<std::size_t>(parents[i]) < i;
    (has_parent ? children[static_cast<std::size_t>(parents[i])] : roots)
        .push_back(i);
  }
  std::vector<TreeLine> lines;
  // Not recursive: paths are as long as the sweep has stages.
  std::vector<TreeLine> stack;
  for (auto root = roots.rbegin(); root != roots.rend(); ++root) {
    stack.push_back({*root, 0});
  }
  while (!stack.empty()) {
    const TreeLine line = stack.back();
    stack.pop_back();
    lines.push_back(line);
    auto& next = children[line.segment];
    const auto is_leaf = [&](std::size_t i) { return children[i].empty(); };
    std::stable_partition(next.begin(), next.end(), is_leaf);
    const auto going_on = next.size() - static_cast<std::size_t>(std::count_if(
                                            next.begin(), next.end(), is_leaf));
    for (auto child = next.rbegin(); child != next.rend(); ++child) {
      const bool straight =
          next.size() == 1 || (going_on == 1 && !is_leaf(*child));
      stack.push_back({*child, line.depth + (straight ? 0 : 1)});
    }
  }
  return lines;
}

std::string PlannedSegmentsText(const v1::PlanSweepResponse& plan) {
  std::vector<int> parents;
  for (const v1::PlannedSegment& segment : plan.segments()) {
    parents.push_back(segment.parent());
  }
  TextTable table;
  table.AddColumn("segment");
  table.AddColumn("atoms", TextTable::Align::kRight);
  table.AddColumn("steps", TextTable::Align::kRight);
  table.AddColumn("points", TextTable::Align::kRight);
  table.AddColumn("state");
  for (const TreeLine& line : LayOutTree(parents)) {
    const auto& segment = plan.segments(static_cast<int>(line.segment));
    const bool fresh = segment.state() == v1::SEGMENT_STATE_WAITING ||
                       segment.state() == v1::SEGMENT_STATE_UNSPECIFIED;
    table.AddRow({Indented(line, segment.label()),
                  FormatCount(static_cast<double>(segment.atoms())),
                  FormatCount(static_cast<double>(segment.steps())),
                  absl::StrCat(segment.points()),
                  fresh ? "new" : Word(segment.state())});
  }
  return table.ToString();
}

std::string SegmentsText(const v1::GetSweepResponse& sweep) {
  std::map<std::int64_t, int> positions;
  std::vector<int> parents;
  for (const v1::Segment& segment : sweep.segments()) {
    const auto parent = positions.find(segment.parent_segment_id());
    parents.push_back(parent == positions.end() ? -1 : parent->second);
    positions[segment.segment_id()] = static_cast<int>(positions.size());
  }
  const bool names = std::any_of(
      sweep.segments().begin(), sweep.segments().end(),
      [](const v1::Segment& segment) { return segment.saved_as_size() > 0; });
  TextTable table;
  table.AddColumn("segment");
  table.AddColumn("id", TextTable::Align::kRight);
  if (names) table.AddColumn("saved as");
  table.AddColumn("state");
  table.AddColumn("atoms", TextTable::Align::kRight);
  table.AddColumn("steps", TextTable::Align::kRight);
  table.AddColumn("points", TextTable::Align::kRight);
  table.AddColumn("attempts", TextTable::Align::kRight);
  table.AddColumn("time", TextTable::Align::kRight);
  table.AddColumn("worker");
  table.AddColumn("error");
  for (const TreeLine& line : LayOutTree(parents)) {
    const auto& segment = sweep.segments(static_cast<int>(line.segment));
    std::vector<std::string> row = {Indented(line, segment.label()),
                                    absl::StrCat(segment.segment_id())};
    if (names) row.push_back(absl::StrJoin(segment.saved_as(), ", "));
    row.insert(
        row.end(),
        {Word(segment.state()),
         FormatCount(static_cast<double>(segment.atoms())),
         FormatCount(static_cast<double>(segment.steps())),
         absl::StrCat(segment.points()), absl::StrCat(segment.attempts()),
         segment.has_run_time() ? FormatSpan(ToDuration(segment.run_time()))
                                : "",
         segment.worker(), segment.error()});
    table.AddRow(std::move(row));
  }
  return table.ToString() + Notes(sweep);
}

}  // namespace lehr::client
