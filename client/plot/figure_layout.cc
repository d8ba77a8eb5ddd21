#include "client/plot/figure_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "client/text_table.h"

namespace lehr::client {
namespace {

// All in pixels. A letter of 12 px text is about 7 px wide.
constexpr int kLetter = 7;
constexpr int kLine = 17;
// What stands left of the axes beside the numbers of their ticks, and how many
// letters of those there is always room for.
constexpr int kLeft = 49;
constexpr int kTickLetters = 5;
constexpr int kRight = 22;
constexpr int kBottom = 60;
constexpr int kColumnGap = 26;
constexpr int kRowGap = 26;
constexpr int kTitle = 26;
constexpr int kSlanted = 56;  // what slanted names of categories take more
constexpr int kLegendColumns = 2;

// Width and height of the axes, by the number of columns and of rows; the last
// is for more.
constexpr std::array<int, 4> kWidths = {470, 320, 270, 230};
constexpr std::array<int, 4> kHeights = {320, 220, 180, 160};

int SizeFor(const std::array<int, 4>& sizes, std::size_t count) {
  return sizes[std::min(count, sizes.size()) - 1];
}

bool NeedsSlant(const Panel& panel, int width) {
  std::size_t letters = 0;
  for (const std::string& name : panel.categories) {
    letters = std::max(letters, DisplayWidth(name) + 1);
  }
  return static_cast<int>(letters * panel.categories.size()) * kLetter > width;
}

std::vector<std::string> Wrapped(const std::string& text, int width) {
  std::vector<std::string> lines;
  const std::vector<std::string> words =
      absl::StrSplit(text, ' ', absl::SkipEmpty());
  for (const std::string& word : words) {
    const bool fits =
        !lines.empty() &&
        static_cast<int>(DisplayWidth(lines.back()) + DisplayWidth(word) + 1) *
                6 <=
            width;
    if (fits) {
      absl::StrAppend(&lines.back(), " ", word);
    } else {
      lines.emplace_back(word);
    }
  }
  return lines;
}

// Grows to all values that it is given.
class Extent {
 public:
  void Take(double value) {
    if (!std::isfinite(value)) return;
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  }
  void Take(const Sample& sample) {
    Take(sample.y - sample.error);
    Take(sample.y + sample.error);
  }
  // With a margin of this part of it on both sides.
  AxisRange WithMargin(double part) const {
    if (low_ > high_) return {0, 1};
    const double size = high_ - low_;
    // One value alone stands in the middle.
    const double margin =
        size > 0 ? part * size : std::max(0.05 * std::abs(low_), 1e-3);
    // What is positive begins at zero rather than below it.
    const double low = low_ - margin;
    const bool at_zero = low_ >= 0 && low_ < 0.05 * high_;
    return {at_zero ? 0 : low, high_ + margin};
  }

 private:
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
};

// Lines begin and end at the frame, symbols do not touch it.
bool HasPoints(const Panel& panel) {
  return std::any_of(
      panel.series.begin(), panel.series.end(),
      [](const Series& series) { return series.mark == Mark::kPoints; });
}

// How long numbers of ticks become that are a fifth of the range apart, rounded
// down to 1, 2 or 5: "-4.5545".
int TickLetters(const AxisRange& range) {
  const double largest = std::max(std::abs(range.low), std::abs(range.high));
  const double step = (range.high - range.low) / 5;
  if (!(step > 0) || largest == 0) return 1;
  const auto decimals =
      std::max(0, -static_cast<int>(std::floor(std::log10(step))));
  const auto before =
      std::max(1, 1 + static_cast<int>(std::floor(std::log10(largest))));
  // Beyond six digits gnuplot writes a power of ten.
  return (range.low < 0 ? 1 : 0) + std::min(before, 6) +
         (decimals > 0 ? 1 + std::min(decimals, 6) : 0);
}

int LeftOf(const Figure& figure) {
  int letters = kTickLetters;
  for (std::size_t i = 0; i < figure.panels.size(); i += figure.columns) {
    letters = std::max(letters, TickLetters(YRange(figure, i)));
  }
  return kLeft + letters * kLetter;
}

}  // namespace

std::vector<const Series*> LegendOf(const Figure& figure, std::size_t column) {
  std::vector<const Series*> legend;
  for (std::size_t i = column; i < figure.panels.size(); i += figure.columns) {
    for (const Series& series : figure.panels[i].series) {
      if (series.name.empty() || series.mark == Mark::kGuide) continue;
      const bool is_new = std::none_of(
          legend.begin(), legend.end(),
          [&](const Series* other) { return other->name == series.name; });
      if (is_new) legend.push_back(&series);
    }
  }
  return legend;
}

FigureLayout LayOutFigure(const Figure& figure) {
  FigureLayout layout;
  const std::size_t columns = figure.columns;
  const std::size_t rows = (figure.panels.size() + columns - 1) / columns;
  const int width = SizeFor(kWidths, columns);
  // Narrow panels are no towers.
  const int height = std::min(SizeFor(kHeights, rows), width * 4 / 5);
  std::size_t entries = 0;
  bool titled = false;
  for (std::size_t i = 0; i < columns; ++i) {
    const std::size_t level = figure.panels[i].level_name.empty() ? 0 : 1;
    entries = std::max(entries, LegendOf(figure, i).size() + level);
  }
  for (const Panel& panel : figure.panels) {
    titled |= !panel.title.empty();
    layout.slanted_categories |= NeedsSlant(panel, width);
  }
  layout.legend_height =
      static_cast<int>((entries + kLegendColumns - 1) / kLegendColumns) * kLine;
  const int left = LeftOf(figure);
  layout.width = left + static_cast<int>(columns) * (width + kColumnGap) -
                 kColumnGap + kRight;
  layout.note = Wrapped(figure.note, layout.width - 24);
  const int bottom = kBottom + static_cast<int>(layout.note.size()) * kLine +
                     (layout.slanted_categories ? kSlanted : 0);
  layout.height = bottom + static_cast<int>(rows) * (height + kRowGap) +
                  layout.legend_height + (titled || columns > 1 ? kTitle : 6);
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    const int column = static_cast<int>(i % columns);
    const int row = static_cast<int>(i / columns);
    PanelPlace place;
    place.left = left + column * (width + kColumnGap);
    place.right = place.left + width;
    place.bottom =
        bottom + (static_cast<int>(rows) - 1 - row) * (height + kRowGap);
    place.top = place.bottom + height;
    place.first_in_row = column == 0;
    place.first_in_column = row == 0;
    place.last_in_column = i + columns >= figure.panels.size();
    layout.places.push_back(place);
  }
  return layout;
}

AxisRange XRange(const Figure& figure, std::size_t panel) {
  const Panel& own = figure.panels[panel];
  if (!own.categories.empty()) {
    return {-0.5, static_cast<double>(own.categories.size()) - 0.5};
  }
  Extent extent;
  for (std::size_t i = panel % figure.columns; i < figure.panels.size();
       i += figure.columns) {
    for (const Series& series : figure.panels[i].series) {
      for (const Sample& sample : series.samples) extent.Take(sample.x);
    }
  }
  return extent.WithMargin(HasPoints(own) ? 0.08 : 0);
}

std::vector<double> XTics(const Figure& figure, std::size_t panel) {
  std::set<double> values;
  for (std::size_t i = panel % figure.columns; i < figure.panels.size();
       i += figure.columns) {
    for (const Series& series : figure.panels[i].series) {
      if (series.mark != Mark::kPoints) return {};
      for (const Sample& sample : series.samples) values.insert(sample.x);
    }
  }
  if (values.empty()) return {};
  const double range = *values.rbegin() - *values.begin();
  std::optional<double> before;
  for (const double value : values) {
    // A tick's number takes about an eighth of the narrowest panel.
    if (before.has_value() && value - *before < range / 8) return {};
    before = value;
  }
  return {values.begin(), values.end()};
}

AxisRange YRange(const Figure& figure, std::size_t panel) {
  const std::size_t first = panel - panel % figure.columns;
  const std::size_t end =
      std::min(first + figure.columns, figure.panels.size());
  Extent extent;
  for (std::size_t i = first; i < end; ++i) {
    const Panel& other = figure.panels[i];
    if (other.level.has_value()) extent.Take(*other.level);
    for (const Series& series : other.series) {
      for (const Sample& sample : series.samples) extent.Take(sample);
    }
  }
  return extent.WithMargin(0.07);
}

}  // namespace lehr::client
