#include "client/plot/curve_figure.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/plot/condition_panels.h"

namespace lehr::client {
namespace {

// More rows than that are not seen in a picture.
constexpr int kMostRows = 400;
// More lines than that are not told apart.
constexpr std::size_t kMostLines = 8;

// The mean curve of a group; without samples if no replica has one.
absl::StatusOr<std::vector<Sample>> GroupCurve(const SweepData& data,
                                               const CurveKind& kind,
                                               const PointGroup& group) {
  std::vector<XyCurve> curves;
  for (const v1::PointResult* point : group.points) {
    const MeasuringStep* step = data.StepOf(*point, kind.measure);
    if (step == nullptr) continue;
    auto curve = kind.read(data, *step);
    if (!curve.ok()) return curve.status();
    curves.push_back(*std::move(curve));
  }
  return AverageCurves(curves, kMostRows);
}

// The lines of one panel: names and groups, the baseline first.
struct Wanted {
  std::string name;
  const PointGroup* group = nullptr;
  bool baseline = false;
};

std::vector<Wanted> LinesOf(const SweepData& data,
                            const ConditionPanel& conditions) {
  std::vector<Wanted> wanted;
  const PointGroup* baseline = BaselineGroup(data);
  if (baseline != nullptr) {
    wanted.push_back({BaselineName(data), baseline, true});
  }
  for (const ConditionLine& line : conditions.lines) {
    for (const Condition& condition : line.conditions) {
      if (condition.group == baseline) continue;
      wanted.push_back({line.name.empty()
                            ? condition.name
                            : absl::StrCat(line.name, ", ", condition.name),
                        condition.group});
    }
  }
  return wanted;
}

// The first, the last and some between.
std::vector<Wanted> Thinned(const std::vector<Wanted>& all) {
  if (all.size() <= kMostLines) return all;
  std::vector<Wanted> thinned;
  for (std::size_t i = 0; i < kMostLines; ++i) {
    thinned.push_back(all[i * (all.size() - 1) / (kMostLines - 1)]);
  }
  return thinned;
}

absl::StatusOr<Panel> PanelOf(const SweepData& data, const CurveKind& kind,
                              const ConditionPanel& conditions, bool* thinned) {
  Panel panel;
  panel.x = kind.x;
  panel.y = kind.y;
  panel.title = conditions.title;
  const std::vector<Wanted> all = LinesOf(data, conditions);
  const std::vector<Wanted> lines = Thinned(all);
  *thinned |= lines.size() < all.size();
  int look = 1;
  for (const Wanted& line : lines) {
    auto samples = GroupCurve(data, kind, *line.group);
    if (!samples.ok()) return samples.status();
    if (samples->empty()) continue;
    panel.series.push_back({line.name, line.baseline ? 0 : look++, Mark::kLine,
                            *std::move(samples)});
  }
  return panel;
}

absl::Status NoCurves(const std::string& measure) {
  return absl::NotFoundError(absl::StrFormat(
      "expected a point that has measured %s, found none", measure));
}

bool IsOnlyBaseline(const Panel& panel) {
  return panel.series.size() == 1 && panel.series.front().look == 0;
}

}  // namespace

absl::StatusOr<Figure> CurveFigure(const SweepData& data,
                                   const CurveKind& kind) {
  Figure figure;
  bool thinned = false;
  for (const ConditionPanel& conditions : ConditionPanels(data)) {
    auto panel = PanelOf(data, kind, conditions, &thinned);
    if (!panel.ok()) return panel.status();
    if (!panel->series.empty()) figure.panels.push_back(*std::move(panel));
  }
  if (figure.panels.empty()) return NoCurves(kind.measure);
  // The baseline alone stands in a panel only if there is no other.
  const bool any_treated =
      std::any_of(figure.panels.begin(), figure.panels.end(),
                  [](const Panel& panel) { return !IsOnlyBaseline(panel); });
  if (any_treated) {
    std::erase_if(figure.panels, IsOnlyBaseline);
  } else {
    figure.panels.resize(1);
  }
  figure.columns = figure.panels.size();
  figure.note = ErrorNote(figure);
  if (thinned) {
    figure.note += absl::StrFormat(
        " Of more than %d conditions some in between are left out.",
        kMostLines);
  }
  return figure;
}

}  // namespace lehr::client
