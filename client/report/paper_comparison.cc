#include "client/report/paper_comparison.h"

#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/escape_markup.h"
#include "client/number_format.h"
#include "client/plot/parameter_label.h"
#include "client/report/cells.h"
#include "client/report/html.h"
#include "client/report/paper_number.h"
#include "client/report/paper_study.h"
#include "client/report/paper_verdict.h"
#include "client/statistics_text.h"
#include "client/table_cells.h"

namespace lehr::client {
namespace {

const char* StyleOf(Verdict verdict) {
  if (verdict == Verdict::kAgrees) return "agrees";
  return verdict == Verdict::kDiffers ? "differs" : "";
}

HtmlTable TableOf(const std::vector<const char*>& heads,
                  const std::vector<const char*>& numbers,
                  const std::vector<const char*>& more) {
  HtmlTable table;
  for (const char* head : heads) table.AddColumn(head);
  for (const char* head : numbers) table.AddColumn(head, true);
  for (const char* head : more) table.AddColumn(head);
  return table;
}

std::string SystemTable(const SweepData& data) {
  HtmlTable table = TableOf({"", "paper", "this sweep"}, {}, {});
  for (const SystemDifference& line : SystemDifferences(data)) {
    table.AddRow({line.what, line.paper, line.ours});
  }
  return "<h3>The systems</h3>\n" + table.ToString("");
}

// A condition that the sweep does not have is called as theirs.
std::string ConditionText(const SweepData& data, const PaperValue& value,
                          const PointGroup* group) {
  if (group != nullptr) return ConditionText(data, *group);
  return value.at.level.has_value()
             ? absl::StrCat(WordsOf(value.treatment), ", ", *value.at.level)
             : WordsOf(value.treatment);
}

std::string CsvOf(const char* kind, const std::string& condition,
                  const PaperValue& value, double paper,
                  const MeanEstimate& found, const std::string& verdict) {
  return CsvLine({kind, condition, value.observable, value.unit,
                  FormatExact(paper),
                  found.n > 0 ? FormatExact(found.mean) : "",
                  ExactCell(found.standard_error), absl::StrCat(found.n),
                  verdict, value.source});
}

void AddNumbers(const SweepData& data, Comparison* comparison) {
  HtmlTable table =
      TableOf({"condition", "observable"}, {"paper", "this sweep", "n"},
              {"in the paper", "verdict"});
  for (const PaperValue& value : PaperValues()) {
    if (value.observable.starts_with("delta_")) continue;
    const NumberResult result = JudgeValue(data, value);
    const std::string condition = ConditionText(data, value, result.group);
    comparison->csv += CsvOf("value", condition, value, value.value,
                             result.found.estimate, result.verdict_text);
    if (result.verdict == Verdict::kNotTested) continue;
    table.AddRow({condition, WordsOf(value.observable),
                  absl::StrCat(value.value, " ", value.unit),
                  ValueCell(result.found),
                  absl::StrCat(result.found.estimate.n), value.source,
                  result.verdict_text});
    table.MarkLastCell(StyleOf(result.verdict));
  }
  if (table.empty()) return;
  absl::StrAppend(&comparison->html, "<h3>Numbers</h3>\n",
                  table.ToString("They agree where the 95 % interval over "
                                 "replicas has the paper's number in it, "
                                 "within 10 %"));
}

void AddChanges(const SweepData& data, Comparison* comparison) {
  HtmlTable table =
      TableOf({"condition", "observable"}, {"paper", "this sweep", "pairs"},
              {"in the paper", "verdict"});
  for (const PaperValue& value : PaperValues()) {
    const auto result = JudgeChange(data, value);
    if (!result.has_value()) continue;
    const std::string condition = ConditionText(data, value, result->group);
    comparison->csv += CsvOf("change", condition, value, result->paper,
                             result->found.difference, result->verdict_text);
    if (result->verdict == Verdict::kNotTested) continue;
    table.AddRow({condition, WordsOf(value.observable),
                  absl::StrCat(FormatValue(result->paper), " ", value.unit),
                  Joined(MeanText(result->found.difference)),
                  absl::StrCat(result->found.difference.n), value.source,
                  result->verdict_text});
    table.MarkLastCell(StyleOf(result->verdict));
  }
  if (table.empty()) return;
  absl::StrAppend(
      &comparison->html, "<h3>What the treatments change</h3>\n",
      table.ToString("Difference to as-cast, paired by replica. Not decided: "
                     "half of its 95 % interval is more than the change that "
                     "the paper has"));
}

// How many signs to expect where there are none: with so many statements some
// pass by chance.
std::string ByChance(int tests, int signs) {
  return absl::StrFormat(
      "Of %d tests with an error %d %s a p below 5 %%; without any effect %.2g "
      "would by chance.",
      tests, signs, signs == 1 ? "has" : "have", tests * kPaperSignificance);
}

void AddTrends(const SweepData& data, Comparison* comparison) {
  HtmlTable table = TableOf({"treatment", "observable", "the paper states",
                             "found here", "in the paper", "verdict"},
                            {}, {});
  int tests = 0;
  int signs = 0;
  for (const PaperTrend& trend : PaperTrends()) {
    const TrendResult result = JudgeTrend(data, trend);
    tests += result.p_value.has_value() ? 1 : 0;
    signs += result.p_value.value_or(1) < kPaperSignificance ? 1 : 0;
    comparison->csv += CsvLine({"trend", trend.treatment, trend.observable, "",
                                result.statement, result.difference, "", "",
                                result.verdict_text, trend.source});
    if (result.verdict == Verdict::kNotTested) continue;
    table.AddRow({WordsOf(trend.treatment), WordsOf(trend.observable),
                  result.statement, result.difference, trend.source,
                  result.verdict_text});
    table.MarkLastCell(StyleOf(result.verdict));
  }
  if (table.empty()) return;
  absl::StrAppend(
      &comparison->html, "<h3>Trends</h3>\n",
      table.ToString("Over pairs of equal replica, two-sided Student's t at "
                     "5 %. What the sweep cannot test is left out here and "
                     "stands in comparison.csv"),
      "<p>", ByChance(tests, signs), "</p>\n");
}

std::string Inconsistencies() {
  std::string html =
      "<h3>Where the paper does not agree with itself</h3>\n<ul>\n";
  for (const std::string& line : PaperInconsistencies()) {
    absl::StrAppend(&html, "<li>", EscapeMarkup(line), "</li>\n");
  }
  return html + "</ul>\n";
}

}  // namespace

Comparison CompareWithPaper(const SweepData& data) {
  Comparison comparison;
  if (!IsOfPaperStudy(data.sweep().spec())) return comparison;
  comparison.csv =
      CsvLine({"kind", "condition", "observable", "unit", "paper", "found",
               "standard_error", "n", "verdict", "source"});
  comparison.html = SystemTable(data);
  AddNumbers(data, &comparison);
  AddChanges(data, &comparison);
  AddTrends(data, &comparison);
  comparison.html += Inconsistencies();
  return comparison;
}

}  // namespace lehr::client
