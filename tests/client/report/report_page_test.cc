#include "client/report/report_page.h"

#include <gmock/gmock.h>

#include "client/report/paper_comparison.h"
#include "client/report/report_tables.h"
#include "tests/client/plot/sample_study.h"
#include "tests/client/report/html_problems.h"
#include "tests/support/program.h"

namespace lehr::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kEvil[] = "<script>alert(\"x\")</script><img src=x onerror='y'>";

ReportParts Parts() {
  ReportParts parts;
  parts.now = absl::FromUnixSeconds(1800000000);
  parts.server_address = kEvil;
  parts.figures.push_back(
      {"strength", kEvil, kEvil, "Tables 1 to 3",
       "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\">"
       "<circle id='a' r='1'/></svg>"});
  parts.figures.push_back(parts.figures.front());
  parts.snapshots.push_back({"snapshots/a.png", kEvil, "png"});
  parts.notes.push_back(kEvil);
  parts.files.push_back("summary.csv");
  return parts;
}

TEST(ReportPageTest, IsValidHtmlAndNothingThatPeopleNameIsMarkup) {
  SampleStudy study;
  study.sweep.mutable_sweep()->set_name(kEvil);
  study.sweep.mutable_spec()->set_description(kEvil);
  study.sweep.mutable_spec()->mutable_material()->mutable_potential()->set_name(
      kEvil);
  study.results[3].set_state(v1::SWEEP_STATE_FAILED);
  study.results[3].set_error(kEvil);
  v1::Segment& segment = *study.sweep.mutable_segments(1);
  segment.set_state(v1::SEGMENT_STATE_FAILED);
  segment.set_error(std::string(kEvil) + "\x1b[31m");
  segment.set_worker(kEvil);
  segment.set_label(kEvil);
  const auto data = study.Make();
  ReportParts parts = Parts();
  parts.comparison_html = CompareWithPaper(*data).html;
  const std::string page = ReportPage(*data, parts);
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<img src=x")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert("));
  EXPECT_EQ(HtmlProblems(MakeTestFolder(), page), "");
  // Nothing is loaded from elsewhere.
  EXPECT_THAT(page, Not(HasSubstr("src=\"http")));
  EXPECT_THAT(page, Not(HasSubstr("<link")));
  EXPECT_THAT(page, HasSubstr("id='f1_a'"));
  EXPECT_THAT(page, HasSubstr("id='f2_a'"));
}

TEST(ReportPageTest, ShowsConditionsDifferencesAndWhatFailed) {
  SampleStudy study;
  study.results[3].set_state(v1::SWEEP_STATE_FAILED);
  study.results[3].set_error("segment 9: atom lost");
  const auto data = study.Make();
  const std::string page = ReportPage(*data, Parts());
  EXPECT_THAT(page, HasSubstr("thermal pressure, 1000 K"));
  EXPECT_THAT(page, HasSubstr("4.010 ± 0.010"));
  EXPECT_THAT(page, HasSubstr("Difference to as-cast, paired by replica"));
  EXPECT_THAT(page, HasSubstr("What is not done"));
  EXPECT_THAT(page, HasSubstr("segment 9: atom lost"));
  EXPECT_THAT(page, HasSubstr("which saves"));
  EXPECT_THAT(SummaryCsv(*data),
              HasSubstr("thermal_pressure,1000,,yield_stress,GPa,2,"));
}

TEST(ReportPageTest, ASweepWithoutResultsHasAPage) {
  SampleStudy study;
  for (v1::PointResult& point : study.results) {
    point.clear_observables();
    point.set_state(v1::SWEEP_STATE_CANCELLED);
  }
  study.sweep.mutable_sweep()->set_state(v1::SWEEP_STATE_CANCELLED);
  const auto cancelled = study.Make();
  const std::string page = ReportPage(*cancelled, {});
  EXPECT_EQ(HtmlProblems(MakeTestFolder(), page), "");
  EXPECT_THAT(page, HasSubstr("No point has measured anything yet"));
  EXPECT_THAT(page, HasSubstr("cancelled"));
  study.results.clear();
  EXPECT_EQ(HtmlProblems(MakeTestFolder(), ReportPage(*study.Make(), {})), "");
}

TEST(ReportPageTest, ASweepOfAnotherReleaseSaysSo) {
  SampleStudy study;
  study.sweep.mutable_spec()->clear_sample();
  EXPECT_THAT(ReportPage(*study.Make(), {}),
              HasSubstr("This release cannot plan the sweep"));
}

}  // namespace
}  // namespace lehr::client
