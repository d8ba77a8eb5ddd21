#include "client/tree_svg.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "client/escape_markup.h"
#include "client/number_format.h"
#include "client/svg_text.h"
#include "client/time_format.h"
#include "client/tree_axis.h"
#include "client/tree_lanes.h"
#include "client/tree_row.h"

namespace lehr::client {
namespace {

// Lengths in pixels.
constexpr double kWidth = 1000;
constexpr double kLeft = 20;
constexpr double kRight = 78;  // for the work of each way
constexpr double kHeader = 66;
constexpr double kLaneHeight = 31;
constexpr double kAxisHeight = 34;
constexpr double kLegendHeight = 34;
constexpr double kThinnest = 3.5;
constexpr double kThickest = 14;
// Radius of a saved state.
constexpr double kRing = 6;
// A notch between shorter segments would hide them.
constexpr double kShortestNotched = 4;
// Nothing that takes time is shorter than this.
constexpr double kShortest = 1.5;

// Okabe and Ito's colors, which color-blind people can tell apart
// (https://jfly.uni-koeln.de/color/); printed in gray, blue is darker than
// orange, and orange than gray.
constexpr char kDone[] = "#0072B2";
constexpr char kRunning[] = "#E69F00";
constexpr char kWaiting[] = "#BFC5CC";
constexpr char kFailed[] = "#D55E00";
constexpr char kCancelled[] = "#E3E5E8";
constexpr char kNeed[] = "#B0508A";  // their reddish purple, darker
constexpr char kInk[] = "#22272e";
constexpr char kFaint[] = "#6b7480";
constexpr char kMark[] = "#3d4650";
constexpr char kLine[] = "#9aa3ad";
constexpr char kGrid[] = "#eceff2";

const char* ColorOf(v1::SegmentState state) {
  switch (state) {
    case v1::SEGMENT_STATE_DONE:
      return kDone;
    case v1::SEGMENT_STATE_LEASED:
      return kRunning;
    case v1::SEGMENT_STATE_FAILED:
      return kFailed;
    case v1::SEGMENT_STATE_CANCELLED:
      return kCancelled;
    default:
      return kWaiting;
  }
}

struct Sums {
  std::int64_t points = 0;
  std::int64_t most_points = 1;  // through one segment
  std::int64_t as_written = 0;
  std::int64_t shared = 0;
  double end_ps = 0;
  std::vector<double> durations;
};

Sums SumsOf(const SegmentTree& tree, const TreeLayout& layout) {
  Sums sums;
  for (const TreeSegment& segment : tree.segments) {
    if (segment.above < 0) sums.points += segment.points;
    sums.most_points = std::max<std::int64_t>(sums.most_points, segment.points);
    sums.as_written += segment.atom_steps * segment.points;
    sums.shared += segment.atom_steps;
    if (segment.measurement) continue;
    sums.end_ps = std::max(sums.end_ps, segment.begins_ps + segment.lasts_ps);
  }
  for (const TreeItem& item : layout.items) {
    if (item.measurement || item.alike > 0) continue;
    const TreeRow row = RowOf(tree, item);
    sums.durations.push_back(row.ends_ps - row.begins_ps);
  }
  return sums;
}

// A Picture is a tree while it is being drawn.
class Picture {
 public:
  Picture(const SegmentTree& tree, const TreeLayout& layout)
      : tree_(tree),
        layout_(layout),
        lanes_(LanesOf(tree, layout)),
        sums_(SumsOf(tree, layout)),
        axis_(sums_.durations, sums_.end_ps, kWidth - kLeft - kRight) {}

  std::string Draw();

 private:
  const TreeSegment& SegmentAt(int position) const {
    return tree_.segments[static_cast<std::size_t>(position)];
  }
  const TreeItem& ItemAt(int item) const {
    return layout_.items[static_cast<std::size_t>(item)];
  }
  double X(double time_ps) const { return kLeft + axis_.At(time_ps); }
  double Y(std::size_t lane) const {
    return kHeader + (static_cast<double>(lane) + 0.75) * kLaneHeight;
  }
  double Bottom() const {
    return kHeader + (static_cast<double>(lanes_.size()) + 0.35) * kLaneHeight;
  }
  double Thickness(std::int64_t points) const;
  bool StandsForOthers(const TreeLane& lane) const {
    return ItemAt(lane.items.front()).alike > 0;
  }

  void DrawHeader();
  void DrawAxis();
  void DrawConnector(std::size_t lane);
  void DrawLane(std::size_t lane);
  void DrawMarks(std::size_t lane);
  void DrawWork(std::size_t lane);
  void DrawCaption(std::size_t lane);
  void DrawSegment(int position, double y);
  void DrawMark(const TreeLane::Mark& mark, double y);
  void DrawSaved(const TreeLane& lane, double y);
  void Ring(double x, double y, const std::string& title);
  void Diamond(double x, double y, const char* color, const std::string& title);
  void DrawNeeds();
  void DrawNeed(int from, int to);
  void DrawLegend();
  void Text(double x, double y, const std::string& style,
            const std::string& text);
  std::string Tooltip(int position) const;

  const SegmentTree& tree_;
  const TreeLayout& layout_;
  const std::vector<TreeLane> lanes_;
  const Sums sums_;
  const TimeAxis axis_;
  std::map<int, double> y_of_;  // by position in the tree
  std::string svg_;
};

// The square root, so that the trunk of a large sweep leaves others visible.
double Picture::Thickness(std::int64_t points) const {
  return kThinnest + (kThickest - kThinnest) *
                         std::sqrt(static_cast<double>(points) /
                                   static_cast<double>(sums_.most_points));
}

void Picture::Text(double x, double y, const std::string& style,
                   const std::string& text) {
  absl::StrAppend(&svg_, "<text x=\"", Coordinate(x), "\" y=\"", Coordinate(y),
                  "\" ", style, ">", EscapeMarkup(text), "</text>\n");
}

void Picture::DrawHeader() {
  const auto count = [](std::int64_t number) {
    return FormatCount(static_cast<double>(number));
  };
  Text(kLeft, 28, "class=\"title\"", tree_.name.empty() ? "plan" : tree_.name);
  std::string text =
      absl::StrCat(count(sums_.points), " points, ",
                   count(static_cast<std::int64_t>(tree_.segments.size())),
                   " segments; ", count(sums_.shared), " atom-steps");
  if (sums_.as_written > sums_.shared) {
    const double saved = 1 - static_cast<double>(sums_.shared) /
                                 static_cast<double>(sums_.as_written);
    absl::StrAppend(&text, " instead of ", count(sums_.as_written),
                    ": sharing saves ", FormatCount(std::round(100 * saved)),
                    " %");
  }
  Text(kLeft, 48, "class=\"faint\"", text);
}

void Picture::DrawAxis() {
  const double bottom = Bottom();
  for (const TimeAxis::Tick& tick : axis_.Ticks()) {
    const std::string x = Coordinate(X(tick.time));
    absl::StrAppend(&svg_, "<path d=\"M", x, " ", Coordinate(kHeader), "V",
                    Coordinate(bottom), "\" stroke=\"", kGrid, "\"/>\n");
    Text(X(tick.time), bottom + 15, "class=\"faint\" text-anchor=\"middle\"",
         tick.text);
  }
  Text(kWidth - 12, bottom + 15, "class=\"faint\" text-anchor=\"end\"",
       axis_.is_linear() ? "physical time" : "time (log)");
  Text(kWidth - 12, kHeader + 4, "class=\"faint\" text-anchor=\"end\"",
       "atom-steps");
}

void Picture::DrawConnector(std::size_t index) {
  const TreeLane& lane = lanes_[index];
  if (lane.from < 0 || StandsForOthers(lane)) return;
  const double x = X(lane.begins_ps);
  absl::StrAppend(&svg_, "<path d=\"M", Coordinate(x), " ",
                  Coordinate(Y(static_cast<std::size_t>(lane.from))), "V",
                  Coordinate(Y(index)), "\" stroke=\"", kLine,
                  "\" stroke-width=\"1.6\"/>\n");
}

std::string Picture::Tooltip(int position) const {
  const TreeSegment& segment = SegmentAt(position);
  std::string text = absl::StrCat(
      segment.label, "\n", PhysicalTimeText(segment.begins_ps), " – ",
      PhysicalTimeText(segment.begins_ps + segment.lasts_ps), "\n",
      FormatCount(static_cast<double>(segment.atom_steps)), " atom-steps");
  if (segment.time.has_value()) {
    absl::StrAppend(&text, ", ", FormatSpan(*segment.time));
  }
  absl::StrAppend(&text, "\n", StateText(segment), ", ",
                  FormatCount(segment.points),
                  segment.points == 1 ? " point" : " points");
  for (const std::string& need : MeasuredTexts(tree_, segment)) {
    absl::StrAppend(&text, "\n", need);
  }
  if (!segment.saved_as.empty()) {
    absl::StrAppend(&text, "\nsaves ", absl::StrJoin(segment.saved_as, ", "));
  }
  return text;
}

void Picture::DrawSegment(int position, double y) {
  const TreeSegment& segment = SegmentAt(position);
  const double thickness = Thickness(segment.points);
  const double begin = X(segment.begins_ps);
  const double length =
      std::max(kShortest, X(segment.begins_ps + segment.lasts_ps) - begin);
  const auto bar = [&](double long_, const char* color) {
    absl::StrAppend(&svg_, "<rect x=\"", Coordinate(begin), "\" y=\"",
                    Coordinate(y - thickness / 2), "\" width=\"",
                    Coordinate(long_), "\" height=\"", Coordinate(thickness),
                    "\" fill=\"", color, "\"/>");
  };
  absl::StrAppend(&svg_, "<g><title>", EscapeMarkup(Tooltip(position)),
                  "</title>");
  bar(length, ColorOf(segment.state));
  if (segment.state == v1::SEGMENT_STATE_LEASED && segment.progress > 0) {
    bar(length * segment.progress, kDone);
  }
  if (length > kShortestNotched) {
    absl::StrAppend(&svg_, "<path d=\"M", Coordinate(begin), " ",
                    Coordinate(y - thickness / 2), "v", Coordinate(thickness),
                    "\" stroke=\"#fff\" stroke-width=\"0.8\"/>");
  }
  absl::StrAppend(&svg_, "</g>\n");
}

void Picture::DrawMark(const TreeLane::Mark& mark, double y) {
  std::string text;
  v1::SegmentState state = v1::SEGMENT_STATE_DONE;
  for (const int position : ItemAt(mark.item).segments) {
    if (SegmentAt(position).begins_ps != mark.time_ps) continue;
    absl::StrAppend(&text, text.empty() ? "" : "\n\n", Tooltip(position));
    if (SegmentAt(position).state != v1::SEGMENT_STATE_DONE) {
      state = SegmentAt(position).state;
    }
  }
  Diamond(X(mark.time_ps), y, ColorOf(state), text);
}

// Rings at the ends of segments whose states have names, where there is room.
void Picture::DrawSaved(const TreeLane& lane, double y) {
  std::vector<double> taken;
  for (const TreeLane::Mark& mark : lane.marks) {
    taken.push_back(X(mark.time_ps));
  }
  const auto has_room = [&taken](double x) {
    return std::all_of(taken.begin(), taken.end(), [x](double other) {
      const double distance = std::abs(x - other);
      return distance > 2 * kRing || distance < 0.5;
    });
  };
  for (const int item : lane.items) {
    for (const int position : ItemAt(item).segments) {
      const TreeSegment& segment = SegmentAt(position);
      const double x = X(segment.begins_ps + segment.lasts_ps);
      if (segment.saved_as.empty() || !has_room(x)) continue;
      taken.push_back(x);
      const std::string names = absl::StrJoin(segment.saved_as, ", ");
      Ring(x, y, names);
      // A name that many ways have would stand everywhere.
      if (segment.points == sums_.most_points) {
        Text(x + 8, y - 11, "class=\"name\"", names);
      }
    }
  }
}

void Picture::Ring(double x, double y, const std::string& title) {
  absl::StrAppend(&svg_, "<circle cx=\"", Coordinate(x), "\" cy=\"",
                  Coordinate(y), "\" r=\"", kRing, "\" fill=\"#fff\" stroke=\"",
                  kMark, "\" stroke-width=\"1.4\"><title>", EscapeMarkup(title),
                  "</title></circle>\n");
}

void Picture::Diamond(double x, double y, const char* color,
                      const std::string& title) {
  constexpr double kSize = 4.5;
  absl::StrAppend(&svg_, "<path d=\"M", Coordinate(x), " ",
                  Coordinate(y - kSize), "l", kSize, " ", kSize, "l", -kSize,
                  " ", kSize, "l", -kSize, " ", -kSize, "z\" fill=\"", color,
                  "\" stroke=\"", kMark, "\"><title>", EscapeMarkup(title),
                  "</title></path>\n");
}

void Picture::DrawCaption(std::size_t index) {
  const TreeLane& lane = lanes_[index];
  const TreeItem& first = ItemAt(lane.items.front());
  const double x = X(lane.begins_ps) + 7;
  if (StandsForOthers(lane)) {
    const TreeRow row = RowOf(tree_, first);
    Text(x, Y(index) + 4, "class=\"faint\"",
         absl::StrCat(first.title, ": ", FormatCount(first.points), " points, ",
                      row.state));
    return;
  }
  std::string caption = first.title;
  if (lane.from < 0)
    caption.resize(std::min(caption.find('/'), caption.size()));
  if (lane.after_cycle > 0) {
    absl::StrAppend(&caption, " after cycle ", lane.after_cycle);
  }
  Text(x, Y(index) - Thickness(first.points) / 2 - 5, "class=\"caption\"",
       caption);
}

void Picture::DrawLane(std::size_t index) {
  const TreeLane& lane = lanes_[index];
  if (StandsForOthers(lane)) return;
  for (const int item : lane.items) {
    for (const int position : ItemAt(item).segments) {
      if (SegmentAt(position).measurement) continue;
      y_of_[position] = Y(index);
      DrawSegment(position, Y(index));
    }
  }
  for (const TreeLane::Mark& mark : lane.marks) {
    for (const int position : ItemAt(mark.item).segments) {
      y_of_[position] = Y(index);
    }
  }
}

void Picture::DrawMarks(std::size_t index) {
  const TreeLane& lane = lanes_[index];
  if (StandsForOthers(lane)) return;
  DrawSaved(lane, Y(index));
  for (const TreeLane::Mark& mark : lane.marks) DrawMark(mark, Y(index));
}

void Picture::DrawWork(std::size_t index) {
  const TreeLane& lane = lanes_[index];
  std::set<int> items(lane.items.begin(), lane.items.end());
  for (const TreeLane::Mark& mark : lane.marks) items.insert(mark.item);
  std::int64_t work = 0;
  for (const int item : items) work += RowOf(tree_, ItemAt(item)).atom_steps;
  Text(kWidth - 12, Y(index) + 4, "class=\"faint\" text-anchor=\"end\"",
       FormatCount(static_cast<double>(work)));
}

// One arrow to each way that needs something measured, at the first segment
// there that does.
void Picture::DrawNeeds() {
  std::set<std::pair<int, double>> drawn;
  for (std::size_t i = 0; i < tree_.segments.size(); ++i) {
    const int to = static_cast<int>(i);
    for (const v1::MeasuredNumber& number : SegmentAt(to).measured) {
      if (!y_of_.contains(to) || !y_of_.contains(number.segment())) continue;
      if (drawn.emplace(number.segment(), y_of_[to]).second) {
        DrawNeed(number.segment(), to);
      }
    }
  }
}

void Picture::DrawNeed(int from, int to) {
  const double x0 = X(SegmentAt(from).begins_ps);
  const double y0 = y_of_[from];
  const double x1 = X(SegmentAt(to).begins_ps) + 1;
  const double y1 = y_of_[to];
  // Out of the measurement to the right, and from there into the segment's end.
  const double bend = std::max(24.0, std::abs(x1 - x0) / 3);
  absl::StrAppend(
      &svg_, "<path class=\"need\" marker-end=\"url(#head)\" d=\"M",
      Coordinate(x0 + 6), " ", Coordinate(y0), "C", Coordinate(x0 + bend), " ",
      Coordinate(y0), " ", Coordinate(x0 + bend), " ", Coordinate(y1 + 12), " ",
      Coordinate(x1 + 5), " ", Coordinate(y1 + 5), "\"><title>",
      EscapeMarkup(absl::StrJoin(MeasuredTexts(tree_, SegmentAt(to)), "\n")),
      "</title></path>\n");
}

void Picture::DrawLegend() {
  const double y = Bottom() + kAxisHeight + 12;
  double x = kLeft;
  const auto label = [&](const std::string& text, double width) {
    Text(x + 24, y + 4, "class=\"faint\"", text);
    x += width;
  };
  const auto bar = [&](const char* color, const std::string& text,
                       double width) {
    absl::StrAppend(&svg_, "<rect x=\"", Coordinate(x), "\" y=\"",
                    Coordinate(y - 4), "\" width=\"18\" height=\"8\" fill=\"",
                    color, "\"/>\n");
    label(text, width);
  };
  bar(kDone, "done", 72);
  bar(kRunning, "running", 88);
  bar(kWaiting, "waiting", 88);
  const auto has = [this](v1::SegmentState state) {
    return std::any_of(
        tree_.segments.begin(), tree_.segments.end(),
        [state](const TreeSegment& one) { return one.state == state; });
  };
  if (has(v1::SEGMENT_STATE_FAILED)) bar(kFailed, "failed", 80);
  if (has(v1::SEGMENT_STATE_CANCELLED)) bar(kCancelled, "cancelled", 100);
  Diamond(x + 12, y, kWaiting, "");
  label("measurements", 120);
  Ring(x + 12, y, "");
  label("saved state", 106);
  if (svg_.find("class=\"need\"") != std::string::npos) {
    absl::StrAppend(&svg_,
                    "<path class=\"need\" marker-end=\"url(#head)\" d=\"M",
                    Coordinate(x), " ", Coordinate(y), "h16\"/>\n");
    label("needs what is measured there", 190);
  }
  Text(kWidth - 12, y + 4, "class=\"faint\" text-anchor=\"end\"",
       "thicker: more points share it");
}

std::string Picture::Draw() {
  const double height = Bottom() + kAxisHeight + kLegendHeight;
  svg_ = absl::StrCat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", kWidth,
      "\" height=\"", Coordinate(height), "\" viewBox=\"0 0 ", kWidth, " ",
      Coordinate(height), "\" font-family=\"Helvetica, Arial, sans-serif\" ",
      "fill=\"none\">\n<style>text{font-size:12px;fill:", kInk,
      "}.title{font-size:18px;font-weight:bold}.name{font-weight:bold}"
      ".caption{font-size:11.5px;paint-order:stroke;stroke:#fff;"
      "stroke-width:3px}.faint{font-size:11.5px;fill:",
      kFaint, "}.need{stroke:", kNeed,
      ";stroke-width:1.3;stroke-dasharray:4 3}</style>\n"
      "<defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" "
      "markerWidth=\"6\" markerHeight=\"6\" orient=\"auto\"><path "
      "d=\"M0 0L8 4L0 8z\" fill=\"",
      kNeed, "\"/></marker></defs>\n<rect width=\"", kWidth, "\" height=\"",
      Coordinate(height), "\" rx=\"8\" fill=\"#fff\"/>\n");
  DrawHeader();
  DrawAxis();
  for (std::size_t i = 0; i < lanes_.size(); ++i) DrawConnector(i);
  for (std::size_t i = 0; i < lanes_.size(); ++i) DrawLane(i);
  DrawNeeds();
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    DrawMarks(i);
    DrawCaption(i);
    DrawWork(i);
  }
  DrawLegend();
  return svg_ + "</svg>\n";
}

}  // namespace

std::string TreeSvg(const SegmentTree& tree, const TreeLayout& layout) {
  return Picture(tree, layout).Draw();
}

}  // namespace lehr::client
