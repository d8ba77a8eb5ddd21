#include "client/report/paper_study.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

#include "client/number_format.h"
#include "client/plot/parameter_label.h"
#include "client/report/report_files.h"

namespace lehr::client {
namespace {

// Cells of a file of ours: a quoted one may have commas.
std::vector<std::string> CellsOf(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

// Rows without the heading.
std::vector<std::vector<std::string>> RowsOf(const char* file) {
  const std::vector<std::string> lines =
      absl::StrSplit(file, '\n', absl::SkipEmpty());
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    rows.push_back(CellsOf(lines[i]));
  }
  return rows;
}

std::optional<double> NumberOf(const std::string& cell) {
  double value = 0;
  return absl::SimpleAtod(cell, &value) ? std::optional<double>(value)
                                        : std::nullopt;
}

// "biaxial_tension 2.6 0.90": treatment, level and, if there is one, fraction.
std::optional<PaperCondition> ThanOf(const std::string& cell) {
  std::vector<std::string> words = absl::StrSplit(cell, ' ', absl::SkipEmpty());
  if (words.empty()) return std::nullopt;
  words.resize(3);
  return PaperCondition{words[0], {NumberOf(words[1]), NumberOf(words[2])}};
}

// Cycles of ramps are that protocol written out, to measure after each.
bool IsThermalCycle(const v1::Stage& stage) {
  const auto& body = stage.cycle().body();
  return std::any_of(body.begin(), body.end(),
                     [](const v1::Stage& part) { return part.has_ramp(); });
}

// The stage of the treatment that is one of the three protocols; null if none.
const v1::Stage* ProtocolOf(const v1::Treatment& treatment) {
  for (const v1::Stage& stage : treatment.stages()) {
    if (stage.has_thermal_pressure() || stage.has_biaxial_tension() ||
        stage.has_cryogenic_cycling() || IsThermalCycle(stage)) {
      return &stage;
    }
  }
  return nullptr;
}

std::string NameOf(const v1::Stage& protocol) {
  if (protocol.has_cycle()) return "cryogenic_cycling";
  return v1::Stage::descriptor()
      ->FindFieldByNumber(static_cast<int>(protocol.kind_case()))
      ->name();
}

const v1::Value& LevelValue(const v1::Stage& protocol) {
  if (protocol.has_thermal_pressure()) {
    return protocol.thermal_pressure().annealing_temperature_kelvin();
  }
  if (protocol.has_biaxial_tension()) {
    return protocol.biaxial_tension().stress_gpa();
  }
  return protocol.has_cycle() ? protocol.cycle().count()
                              : protocol.cryogenic_cycling().cycles();
}

const v1::Stage* ProtocolOfGroup(const SweepData& data,
                                 const PointGroup& group) {
  for (const v1::Treatment& treatment : data.sweep().spec().treatments()) {
    if (treatment.name() == group.points.front()->treatment()) {
      return ProtocolOf(treatment);
    }
  }
  return nullptr;
}

std::optional<double> Resolved(const v1::Value& value,
                               const v1::PointResult& point) {
  if (value.has_number()) return value.number();
  return FindParameter(point, value.parameter());
}

// A level, or a fraction of something measured.
PaperLevel LevelOf(const v1::Stage& protocol, const v1::PointResult& point) {
  const v1::Value& value = LevelValue(protocol);
  if (!value.has_reference()) return {Resolved(value, point), std::nullopt};
  if (!value.reference().has_factor()) return {std::nullopt, 1.0};
  return {std::nullopt, Resolved(value.reference().factor(), point)};
}

bool Near(const std::optional<double>& a, const std::optional<double>& b) {
  return a.has_value() && b.has_value() &&
         std::abs(*a - *b) <= 0.01 * std::abs(*b);
}

bool IsCu64Zr36(const v1::Material& material) {
  if (material.components_size() != 2) return false;
  return std::all_of(material.components().begin(), material.components().end(),
                     [](const v1::Component& component) {
                       const double expected =
                           component.element() == "Cu"   ? 0.64
                           : component.element() == "Zr" ? 0.36
                                                         : 2;
                       return std::abs(component.fraction() - expected) < 5e-3;
                     });
}

// Rates of cooling in the sample's making [K/ps], and of straining [1/s].
struct Rates {
  std::set<double> cooling;
  std::set<double> straining;
  bool surface = false;
};

void TakeRates(const plan::PlannedSegment& segment, Rates* rates) {
  const v1::Law& law = segment.work.advance().law();
  rates->surface |= law.has_surface();
  const double rate = law.dynamics().temperature().rate_kelvin_per_ps();
  if (segment.label.starts_with("sample/") && rate < 0) {
    rates->cooling.insert(-rate);
  }
  for (const v1::AxisLaw* axis :
       {&law.dynamics().x(), &law.dynamics().y(), &law.dynamics().z()}) {
    // 1e12 ps in a second.
    if (axis->has_rate()) {
      rates->straining.insert(1e12 * std::abs(axis->rate().rate_per_ps()));
    }
  }
}

std::string ListText(const std::set<double>& values, const char* unit) {
  if (values.empty()) return "none";
  return absl::StrCat(absl::StrJoin(values, ", ",
                                    [](std::string* out, double value) {
                                      absl::StrAppendFormat(out, "%.3g", value);
                                    }),
                      " ", unit);
}

std::vector<PaperValue> ReadValues() {
  std::vector<PaperValue> values;
  for (const auto& row : RowsOf(kPaperValues)) {
    values.push_back({row.at(0),
                      {NumberOf(row.at(1)), NumberOf(row.at(2))},
                      row.at(3),
                      row.at(4),
                      *NumberOf(row.at(5)),
                      row.at(6)});
  }
  return values;
}

}  // namespace

// Asked for once for each number that is judged.
const std::vector<PaperValue>& PaperValues() {
  static const auto* const kValues = new std::vector<PaperValue>(ReadValues());
  return *kValues;
}

std::vector<PaperTrend> PaperTrends() {
  std::vector<PaperTrend> trends;
  for (const auto& row : RowsOf(kPaperTrends)) {
    trends.push_back({row.at(0),
                      {NumberOf(row.at(1)), NumberOf(row.at(2))},
                      row.at(3),
                      row.at(4),
                      ThanOf(row.at(5)),
                      row.at(6) == "strained",
                      NumberOf(row.at(7)).value_or(0),
                      row.at(8)});
  }
  return trends;
}

std::vector<std::string> PaperInconsistencies() {
  return absl::StrSplit(kPaperInconsistencies, '\n', absl::SkipEmpty());
}

bool IsOfPaperStudy(const v1::SweepSpec& spec) {
  return IsCu64Zr36(spec.material()) &&
         std::any_of(spec.treatments().begin(), spec.treatments().end(),
                     [](const v1::Treatment& treatment) {
                       return ProtocolOf(treatment) != nullptr;
                     });
}

const PointGroup* ConditionOf(const SweepData& data,
                              const std::string& treatment,
                              const PaperLevel& at) {
  for (const PointGroup& group : data.groups()) {
    const v1::PointResult& point = *group.points.front();
    const v1::Stage* protocol = ProtocolOfGroup(data, group);
    if (protocol == nullptr) {
      if (treatment == "as_cast" && point.treatment() == data.baseline()) {
        return &group;
      }
      continue;
    }
    const PaperLevel ours = LevelOf(*protocol, point);
    if (NameOf(*protocol) == treatment &&
        (Near(ours.level, at.level) || Near(ours.fraction, at.fraction))) {
      return &group;
    }
  }
  return nullptr;
}

std::vector<const PointGroup*> ConditionsByLevel(const SweepData& data,
                                                 const std::string& treatment) {
  std::vector<std::pair<double, const PointGroup*>> found;
  for (const PointGroup& group : data.groups()) {
    const v1::Stage* protocol = ProtocolOfGroup(data, group);
    if (protocol == nullptr || NameOf(*protocol) != treatment) continue;
    const PaperLevel level = LevelOf(*protocol, *group.points.front());
    const auto value = level.level.has_value() ? level.level : level.fraction;
    if (value.has_value()) found.emplace_back(*value, &group);
  }
  std::stable_sort(
      found.begin(), found.end(),
      [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<const PointGroup*> groups;
  for (const auto& [level, group] : found) groups.push_back(group);
  return groups;
}

std::string LevelText(const SweepData& data, const PointGroup& group) {
  const v1::Stage* protocol = ProtocolOfGroup(data, group);
  if (protocol == nullptr) return "";
  const PaperLevel level = LevelOf(*protocol, *group.points.front());
  if (level.fraction.has_value()) {
    return absl::StrCat(
        *level.fraction, " of the ",
        WordsOf(LevelValue(*protocol).reference().treatment()), " ",
        WordsOf(LevelValue(*protocol).reference().observable()));
  }
  if (!level.level.has_value()) return "";
  const char* unit = protocol->has_thermal_pressure()  ? " K"
                     : protocol->has_biaxial_tension() ? " GPa"
                                                       : " cycles";
  return absl::StrCat(*level.level, unit);
}

double AtomsOf(const SweepData& data) {
  std::int64_t atoms = 0;
  if (data.paths().plan().ok()) {
    for (const plan::PlannedSegment& segment : data.paths().plan()->segments) {
      atoms = std::max(atoms, segment.atoms);
    }
  }
  return static_cast<double>(atoms);
}

std::vector<SystemDifference> SystemDifferences(const SweepData& data) {
  Rates rates;
  if (data.paths().plan().ok()) {
    for (const plan::PlannedSegment& segment : data.paths().plan()->segments) {
      if (segment.work.has_advance()) TakeRates(segment, &rates);
    }
  }
  const v1::SweepSpec& spec = data.sweep().spec();
  return {{"atoms", "432 000", FormatCount(AtomsOf(data))},
          {"potential", "ZrCu.lammps.eam (Cheng, Sheng and Ma)",
           spec.material().potential().name()},
          {"cooling of the sample", "1 K/ps", ListText(rates.cooling, "K/ps")},
          {"strain rate", "1e+08 1/s", ListText(rates.straining, "1/s")},
          {"tension of", "a slab with free surfaces",
           rates.surface ? "a slab with free surfaces" : "a periodic cell"},
          {"samples", "1",
           absl::StrCat(std::max(spec.replicas(), 1),
                        spec.replicas() > 1 ? " replicas" : "")}};
}

}  // namespace lehr::client
