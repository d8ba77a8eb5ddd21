#include "proto/plan/structure_reader.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include <absl/strings/str_format.h>
#include <absl/strings/str_split.h>

#include "proto/plan/names.h"

namespace lehr::plan {
namespace {

// No atom is larger [A].
constexpr double kMostRadius = 10;

// A table goes into the work of each segment that uses it. All indices that
// glasses have, some thousands, take 60 kB.
constexpr std::size_t kMostTableBytes = 100000;

v1::StructureState ConfigurationOf(v1::StructureState configuration,
                                   const std::string& field,
                                   QuantityReader* reader) {
  return reader->EnumOr(configuration, v1::STRUCTURE_STATE_INHERENT,
                        v1::StructureState_IsValid(configuration),
                        field + ".configuration");
}

std::vector<v1::ElementRadius> RadiiOf(const v1::StructureMeasure& measure,
                                       const std::string& field,
                                       QuantityReader* reader) {
  std::vector<v1::ElementRadius> radii;
  for (int i = 0; i < measure.radii_size(); ++i) {
    const v1::ElementRadius& radius = measure.radii(i);
    const std::string here = absl::StrFormat("%s.radii[%d]", field, i);
    if (!(radius.radius_angstrom() > 0 &&
          radius.radius_angstrom() <= kMostRadius)) {
      reader->Violate(
          here + ".radius_angstrom",
          absl::StrFormat("expected a radius above 0 Å and at most %g Å, found "
                          "%g Å",
                          kMostRadius, radius.radius_angstrom()));
    }
    const bool is_new = std::none_of(
        radii.begin(), radii.end(),
        [&](const auto& other) { return other.element() == radius.element(); });
    if (is_new) {
      radii.push_back(radius);
    } else {
      reader->Violate(
          here + ".element",
          absl::StrFormat("there are two radii of \"%s\"", radius.element()));
    }
  }
  return radii;
}

bool IsCount(std::string_view word) {
  constexpr std::size_t kMostDigits = 3;
  return word.size() <= kMostDigits &&
         std::all_of(word.begin(), word.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

bool IsClass(std::string_view word) {
  constexpr std::array<std::string_view, 12> kClasses = {
      "1", "2", "3", "4", "5", "6", "I", "II", "III", "IV", "V", "VI"};
  return std::find(kClasses.begin(), kClasses.end(), word) != kClasses.end();
}

// Whether a line of a table of packing classes says something that it may;
// nothing, and comments, are allowed.
bool IsTableLine(const std::string& line) {
  const std::vector<std::string> words =
      absl::StrSplit(line.substr(0, line.find('#')), absl::ByAnyChar(" \t\r"),
                     absl::SkipEmpty());
  return words.empty() ||
         (words.size() == 5 && IsClass(words.back()) &&
          std::all_of(words.begin(), words.end() - 1, IsCount));
}

// Found now rather than by the worker, after the sample has been made.
void CheckTable(const std::string& table, const std::string& field,
                QuantityReader* reader) {
  if (table.size() > kMostTableBytes) {
    reader->Violate(field, absl::StrFormat("expected at most %d bytes, found "
                                           "%d",
                                           kMostTableBytes, table.size()));
    return;
  }
  int number = 0;
  for (const auto line : absl::StrSplit(table, '\n')) {
    ++number;
    if (IsTableLine(std::string(line))) continue;
    reader->Violate(
        field, absl::StrFormat("line %d: expected \"n3 n4 n5 n6 class\" with a "
                               "class of 1 to 6 or I to VI, found \"%s\"",
                               number, line.substr(0, kMaxNameLength)));
    return;
  }
}

v1::PackingRank RankOf(const v1::StructureMeasure& measure,
                       const std::string& field, QuantityReader* reader) {
  const v1::PackingRank rank =
      reader->EnumOr(measure.rank(), v1::PACKING_RANK_GAPS,
                     v1::PackingRank_IsValid(measure.rank()), field + ".rank");
  if (measure.classes_table().empty()) return rank;
  if (measure.rank() != v1::PACKING_RANK_UNSPECIFIED) {
    reader->Violate(field + ".rank",
                    "expected none beside a table of classes, because only the "
                    "default classes have ranks");
  }
  return v1::PACKING_RANK_UNSPECIFIED;
}

}  // namespace

StageNode::Kind Read(const v1::StructureMeasure& measure,
                     const std::string& field, QuantityReader* reader) {
  CheckTable(measure.classes_table(), field + ".classes_table", reader);
  return MeasureStructure{
      RadiiOf(measure, field, reader),
      reader->Optional(measure, field, "face_area_rel", 0),
      reader->Optional(measure, field, "edge_abs_angstrom", 0),
      reader->Optional(measure, field, "surface_margin_angstrom"),
      ConfigurationOf(measure.configuration(), field, reader),
      RankOf(measure, field, reader),
      measure.classes_table()};
}

StageNode::Kind Read(const v1::PairDistributionMeasure& measure,
                     const std::string& field, QuantityReader* reader) {
  return MeasurePairDistribution{
      reader->Optional(measure, field, "range_angstrom", 10),
      reader->Optional(measure, field, "bin_angstrom", 0.02),
      ConfigurationOf(measure.configuration(), field, reader)};
}

StageNode::Kind Read(const v1::StructureFactorMeasure& measure,
                     const std::string& field, QuantityReader* reader) {
  return MeasureStructureFactor{
      reader->Optional(measure, field, "q_max_per_angstrom", 20),
      reader->Optional(measure, field, "q_step_per_angstrom", 0.05),
      reader->Optional(measure, field, "range_angstrom", 10),
      reader->Optional(measure, field, "bin_angstrom", 0.02),
      ConfigurationOf(measure.configuration(), field, reader)};
}

StageNode::Kind Read(const v1::LocalStrainMeasure& measure,
                     const std::string& field, QuantityReader* reader) {
  CheckName(measure.reference(), "_-", field + ".reference",
            reader->violations());
  return MeasureLocalStrain{
      measure.reference(),
      reader->Optional(measure, field, "cutoff_angstrom", 3.8),
      reader->Optional(measure, field, "threshold", 0.3),
      ConfigurationOf(measure.configuration(), field, reader)};
}

}  // namespace lehr::plan
