#include "client/tree_row.h"

#include <algorithm>
#include <array>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "client/proto_json.h"

namespace lehr::client {
namespace {

constexpr double kPsPerNs = 1000;

// States in the order in which they are counted.
constexpr std::array kStates = {
    v1::SEGMENT_STATE_DONE, v1::SEGMENT_STATE_LEASED, v1::SEGMENT_STATE_WAITING,
    v1::SEGMENT_STATE_FAILED, v1::SEGMENT_STATE_CANCELLED};

// As StateText calls them.
v1::SegmentState Shown(v1::SegmentState state) {
  return state == v1::SEGMENT_STATE_READY ||
                 state == v1::SEGMENT_STATE_UNSPECIFIED
             ? v1::SEGMENT_STATE_WAITING
             : state;
}

std::string StatesText(const SegmentTree& tree, const TreeItem& item) {
  std::vector<std::string> counts;
  for (const v1::SegmentState state : kStates) {
    const auto count = std::count_if(
        item.segments.begin(), item.segments.end(), [&](int position) {
          return Shown(
                     tree.segments[static_cast<std::size_t>(position)].state) ==
                 state;
        });
    if (count == 0) continue;
    const std::string word =
        state == v1::SEGMENT_STATE_LEASED ? "running" : Word(state);
    if (count == static_cast<std::ptrdiff_t>(item.segments.size())) return word;
    counts.push_back(absl::StrCat(count, " ", word));
  }
  return absl::StrJoin(counts, ", ");
}

void AddOnce(const std::string& text, std::vector<std::string>* list) {
  if (std::find(list->begin(), list->end(), text) == list->end()) {
    list->push_back(text);
  }
}

std::string NotesOf(const SegmentTree& tree, const TreeItem& item) {
  std::vector<std::string> saved;
  std::vector<std::string> notes;
  for (const int position : item.segments) {
    const auto& segment = tree.segments[static_cast<std::size_t>(position)];
    for (const std::string& name : segment.saved_as) AddOnce(name, &saved);
    for (const std::string& text : MeasuredTexts(tree, segment)) {
      AddOnce(text, &notes);
    }
  }
  if (!saved.empty()) {
    notes.insert(notes.begin(),
                 absl::StrCat("saves ", absl::StrJoin(saved, ", ")));
  }
  return absl::StrJoin(notes, "; ");
}

}  // namespace

TreeRow RowOf(const SegmentTree& tree, const TreeItem& item) {
  TreeRow row;
  const auto& first =
      tree.segments[static_cast<std::size_t>(item.segments.front())];
  row.begins_ps = first.begins_ps;
  for (const int position : item.segments) {
    const auto& segment = tree.segments[static_cast<std::size_t>(position)];
    row.begins_ps = std::min(row.begins_ps, segment.begins_ps);
    row.ends_ps = std::max(row.ends_ps, segment.begins_ps + segment.lasts_ps);
    row.atom_steps += segment.atom_steps;
    if (segment.time.has_value()) {
      row.time = row.time.value_or(absl::ZeroDuration()) + *segment.time;
    }
  }
  row.state =
      item.segments.size() == 1 ? StateText(first) : StatesText(tree, item);
  // What is left out is like what is drawn.
  if (item.alike == 0) row.notes = NotesOf(tree, item);
  return row;
}

std::string PhysicalTimeText(double ps) {
  return ps < kPsPerNs ? absl::StrFormat("%.4g ps", ps)
                       : absl::StrFormat("%.4g ns", ps / kPsPerNs);
}

std::string PhysicalSpanText(double begin_ps, double end_ps) {
  const double unit = end_ps < kPsPerNs ? 1 : kPsPerNs;
  return absl::StrFormat("%.4g – %s", begin_ps / unit,
                         PhysicalTimeText(end_ps));
}

}  // namespace lehr::client
