#include "client/segment_tree.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "client/number_format.h"
#include "client/proto_json.h"
#include "client/time_format.h"

namespace lehr::client {
namespace {

// What plans and sweeps call alike.
template <typename Segment>
TreeSegment Common(const Segment& segment) {
  TreeSegment made;
  made.label = segment.label();
  made.state = segment.state();
  made.measurement = segment.measurement();
  made.points = segment.points();
  made.atom_steps = segment.atom_steps();
  made.lasts_ps = segment.physical_time_ps();
  if (segment.has_estimated_time()) {
    made.time = ToDuration(segment.estimated_time());
  }
  made.saved_as = {segment.saved_as().begin(), segment.saved_as().end()};
  made.measured = {segment.measured().begin(), segment.measured().end()};
  if (made.state == v1::SEGMENT_STATE_DONE) made.progress = 1;
  return made;
}

// Adds a segment that begins at the end of `parent`, or on its way after
// `head_steps`, where `continues` ends. Positions that do not stand before it
// are none, so that what a server says cannot make a circle.
void Add(TreeSegment segment, int parent, int continues, double head_share,
         SegmentTree* tree) {
  const int own = static_cast<int>(tree->segments.size());
  const auto before = [own](int position) {
    return position >= 0 && position < own ? position : -1;
  };
  segment.continues = before(continues) >= 0;
  segment.above = segment.continues ? continues : before(parent);
  if (segment.continues) {
    segment.lasts_ps *= 1 - std::clamp(head_share, 0.0, 1.0);
  }
  if (segment.above >= 0) {
    const auto& above = tree->segments[static_cast<std::size_t>(segment.above)];
    segment.begins_ps = above.begins_ps + above.lasts_ps;
  }
  tree->segments.push_back(std::move(segment));
}

double Share(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

// "stress of x [GPa]" is the stress of x, in GPa.
struct Field {
  std::string quantity;  // "stress"
  std::string axis;      // "x"; may be empty
  std::string unit;      // "GPa"; may be empty
};

Field ReadField(const std::string& text) {
  Field field;
  std::string_view rest = text;
  if (const auto open = rest.rfind(" ["); open != std::string_view::npos) {
    field.unit = std::string(rest.substr(open + 2));
    if (!field.unit.empty()) field.unit.pop_back();
    rest = rest.substr(0, open);
  }
  if (const auto of = rest.find(" of "); of != std::string_view::npos) {
    field.axis = std::string(rest.substr(of + 4));
    rest = rest.substr(0, of);
  }
  field.quantity = std::string(rest);
  return field;
}

// "0.9 × as_cast.yield_stress (3.38 GPa)".
std::string SourceText(const SegmentTree& tree,
                       const v1::MeasuredNumber& number, const Field& field) {
  std::string where;
  if (number.segment() >= 0 &&
      number.segment() < static_cast<int>(tree.segments.size())) {
    const std::string& label =
        tree.segments[static_cast<std::size_t>(number.segment())].label;
    where = absl::StrCat(label.substr(0, label.find('/')), ".");
  }
  std::string text = absl::StrFormat("%.4g × %s%s", number.factor(), where,
                                     number.observable());
  if (number.has_value()) {
    absl::StrAppend(&text, " (", FormatValue(number.value()),
                    field.unit.empty() ? "" : " ", field.unit, ")");
  }
  return text;
}

// A Need is one number that several axes have.
struct Need {
  std::string quantity;
  std::vector<std::string> axes;
  std::string from;
};

// What continues a segment passes through it, too; the server counts those that
// end there.
void CountPassing(SegmentTree* tree) {
  for (std::size_t i = tree->segments.size(); i-- > 0;) {
    const TreeSegment& segment = tree->segments[i];
    if (!segment.continues) continue;
    tree->segments[static_cast<std::size_t>(segment.above)].points +=
        segment.points;
  }
}

}  // namespace

SegmentTree PlanTree(const v1::PlanSweepResponse& plan) {
  SegmentTree tree;
  for (const v1::PlannedSegment& segment : plan.segments()) {
    Add(Common(segment), segment.parent(),
        segment.head_steps() > 0 ? segment.continues() : -1,
        Share(segment.head_steps(), segment.steps()), &tree);
  }
  CountPassing(&tree);
  return tree;
}

SegmentTree SweepTree(const v1::GetSweepResponse& sweep) {
  SegmentTree tree;
  tree.name = sweep.sweep().name();
  std::map<std::int64_t, int> positions;
  const auto position_of = [&positions](std::int64_t id) {
    const auto found = positions.find(id);
    return found == positions.end() ? -1 : found->second;
  };
  for (const v1::Segment& segment : sweep.segments()) {
    TreeSegment made = Common(segment);
    made.segment_id = segment.segment_id();
    made.worker = segment.worker();
    if (segment.has_run_time()) made.time = ToDuration(segment.run_time());
    if (made.state != v1::SEGMENT_STATE_DONE) {
      made.progress =
          std::clamp(Share(segment.steps_done() - segment.head_steps(),
                           segment.steps() - segment.head_steps()),
                     0.0, 1.0);
    }
    Add(std::move(made), position_of(segment.parent_segment_id()),
        segment.head_steps() > 0 ? position_of(segment.continues_segment_id())
                                 : -1,
        Share(segment.head_steps(), segment.steps()), &tree);
    positions[segment.segment_id()] = static_cast<int>(positions.size());
  }
  CountPassing(&tree);
  return tree;
}

std::string StateText(const TreeSegment& segment) {
  switch (segment.state) {
    case v1::SEGMENT_STATE_UNSPECIFIED:
    case v1::SEGMENT_STATE_READY:
      return Word(v1::SEGMENT_STATE_WAITING);
    case v1::SEGMENT_STATE_LEASED:
      return absl::StrFormat("running %.0f %%", 100 * segment.progress);
    default:
      return Word(segment.state);
  }
}

std::vector<std::string> MeasuredTexts(const SegmentTree& tree,
                                       const TreeSegment& segment) {
  std::vector<Need> needs;
  for (const v1::MeasuredNumber& number : segment.measured) {
    const Field field = ReadField(number.field());
    const std::string from = SourceText(tree, number, field);
    // What is said of several axes is said once.
    auto same = std::find_if(needs.begin(), needs.end(), [&](const Need& need) {
      return need.quantity == field.quantity && need.from == from;
    });
    if (same == needs.end()) {
      same = needs.insert(needs.end(), {field.quantity, {}, from});
    }
    if (!field.axis.empty()) same->axes.push_back(field.axis);
  }
  std::vector<std::string> texts;
  for (const Need& need : needs) {
    // The rate beside the stress itself says nothing new.
    const auto is_its_rate = [&need](const Need& other) {
      return need.quantity == absl::StrCat(other.quantity, " rate");
    };
    if (std::any_of(needs.begin(), needs.end(), is_its_rate)) continue;
    texts.push_back(absl::StrCat(need.quantity, need.axes.empty() ? "" : " of ",
                                 absl::StrJoin(need.axes, ", "), " ",
                                 need.from));
  }
  return texts;
}

std::vector<std::vector<int>> ChildrenOf(const SegmentTree& tree) {
  std::vector<std::vector<int>> children(tree.segments.size());
  for (std::size_t i = 0; i < tree.segments.size(); ++i) {
    const int above = tree.segments[i].above;
    if (above >= 0) {
      children[static_cast<std::size_t>(above)].push_back(static_cast<int>(i));
    }
  }
  return children;
}

}  // namespace lehr::client
