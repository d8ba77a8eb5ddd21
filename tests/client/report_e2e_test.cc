// `lehr plot` and `lehr report` with the real programs, from a real sweep.

#include <cmath>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_split.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "client/plot/figure_kinds.h"
#include "proto/support/file.h"
#include "tests/client/report/html_problems.h"
#include "tests/client/tiny_sweep.h"

namespace lehr::client {
namespace {

using ::testing::HasSubstr;

// Rows of a CSV of ours without quoted cells, by heading.
std::vector<std::map<std::string, std::string>> ReadCsv(
    const std::string& text) {
  const std::vector<std::string> lines =
      absl::StrSplit(text, '\n', absl::SkipEmpty());
  const std::vector<std::string> head = absl::StrSplit(lines.at(0), ',');
  std::vector<std::map<std::string, std::string>> rows;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string> cells = absl::StrSplit(lines[i], ',');
    auto& row = rows.emplace_back();
    for (std::size_t k = 0; k < head.size() && k < cells.size(); ++k) {
      row[head[k]] = cells[k];
    }
  }
  return rows;
}

double ToNumber(const std::string& text) {
  double number = NAN;
  EXPECT_TRUE(absl::SimpleAtod(text, &number)) << text;
  return number;
}

class ReportE2eTest : public TinySweepTest {
 protected:
  // Everything that can be drawn but elastic constants, which take longest, of
  // two replicas of 400 atoms.
  std::string SweepFile() const override {
    return "name: study\n"
           "description: <b>small</b>\n"
           "replicas: 2\n"
           "material: {composition: {Cu: 0.64, Zr: 0.36}}\n"
           "settings: {record_ps: 0.02}\n"
           "sample:\n"
           "  - create: {cells: [5, 4, 5]}\n"
           "  - hold: {T: 1500, time_ps: 0.2, P: 0, couple: iso}\n"
           "  - ramp: {T_to: 300, rate: 500}\n"
           "  - measure: [{glass_transition: {bin_K: 50, glass_from_K: 500, "
           "glass_to_K: 900, liquid_from_K: 1000, liquid_to_K: 1400}}]\n"
           "  - hold: {time_ps: 0.2, couple: none}\n"
           "  - save: as_cast\n"
           "treatments:\n"
           "  as_cast: {}\n"
           "  thermal_pressure:\n"
           "    parameters: {temperature: [500, 700]}\n"
           "    stages:\n"
           "      - thermal_pressure: {T: $temperature, P: 1, time_ps: 0.1, "
           "rate: 4000, ramp_ps: 0.1, settle_ps: 0, relax_ps: 0.2}\n"
           "  biaxial_tension:\n"
           "    stages:\n"
           "      - biaxial_tension: {stress: 1, hold_ps: 0.4, ramp_ps: 0.1, "
           "relax_ps: 0.3}\n"
           "      - measure: [{creep: {reference_ps: 0.1, elastic_ps: 0.1}}]\n"
           "test:\n"
           "  - measure: [{energy: {time_ps: 0.1}}, {structure: {state: "
           "instantaneous}}, {pair_distribution: {range_A: 7, state: "
           "instantaneous}}, {structure_factor: {range_A: 7, state: "
           "instantaneous}}, {local_strain: {ref: as_cast, state: "
           "instantaneous}}]\n"
           "  - deform: {axis: y, rate_per_s: 2e11, to: 0.2}\n"
           "  - measure: [stress_strain, {energy: {time_ps: 0.1}}, {structure: "
           "{state: instantaneous}}]\n"
           "  - save: pulled\n";
  }
  ProgramResult Call(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--server", Address()});
    return Lehr(std::move(arguments));
  }

  // All kinds that --list has data for are drawn.
  void ExpectEveryKindIsDrawn() const {
    const ProgramResult list = Call({"plot", "--list", "study", "--json"});
    ASSERT_EQ(list.code, 0) << list.errors;
    const auto kinds = nlohmann::json::parse(list.output)["kinds"];
    ASSERT_EQ(kinds.size(), FigureKinds().size());
    for (const auto& kind : kinds) {
      const auto name = kind["kind"].get<std::string>();
      EXPECT_EQ(kind["has_data"], name != "moduli") << name;
      const ProgramResult drawn =
          Call({"plot", name, "study", "-o", Path("a.svg"), "--data",
                Path(name + ".csv")});
      EXPECT_EQ(drawn.code, name == "moduli" ? 5 : 0) << drawn.errors;
    }
  }

  // What is plotted is what the table of results says.
  void ExpectStrengthIsThatOfTheResults() const {
    const ProgramResult results = Call({"results", "study", "--format", "csv"});
    std::vector<double> stresses;
    for (auto& row : ReadCsv(results.output)) {
      if (row["temperature"] != "700") continue;
      stresses.push_back(ToNumber(row["yield_stress_GPa"]));
    }
    ASSERT_EQ(stresses.size(), 2u);
    int found = 0;
    for (auto& row : ReadCsv(*ReadFile(Path("strength.csv")))) {
      if (row["x"] != "700" || row["y_quantity"] != "yield_stress_GPa") {
        continue;
      }
      ++found;
      // Of two values the standard error is half their distance.
      EXPECT_NEAR(ToNumber(row["y"]), (stresses[0] + stresses[1]) / 2, 1e-12);
      EXPECT_NEAR(ToNumber(row["standard_error"]),
                  std::abs(stresses[0] - stresses[1]) / 2, 1e-12);
    }
    EXPECT_EQ(found, 1);
  }

  void ExpectAReport() const {
    const ProgramResult report =
        Call({"report", "study", "-o", Path("report"), "--json"});
    ASSERT_EQ(report.code, 0) << report.errors;
    const auto json = nlohmann::json::parse(report.output);
    EXPECT_EQ(json["notes"].size(), 0u) << json["notes"];
    EXPECT_EQ(json["figures"], FigureKinds().size() - 1);
    EXPECT_EQ(json["snapshots"], 4);
    for (const auto& file : json["files"]) {
      EXPECT_TRUE(std::filesystem::exists(
          std::filesystem::path(Path("report")) / file.get<std::string>()))
          << file;
    }
    const std::string page = *ReadFile(Path("report/index.html"));
    EXPECT_THAT(page, HasSubstr("&lt;b&gt;small&lt;/b&gt;"));
    EXPECT_THAT(page, HasSubstr("Beside the published study"));
    EXPECT_THAT(page, HasSubstr("data:image/png;base64,"));
    EXPECT_EQ(HtmlProblems(folder_, page), "");
  }

  void ExpectBadInputIsSaid() const {
    EXPECT_EQ(Call({"plot", "moduly", "study", "-o", "a.svg"}).code, 2);
    EXPECT_EQ(Call({"plot", "strength", "study", "-o", "a.jpg"}).code, 2);
    EXPECT_EQ(Call({"plot", "strength", "study"}).code, 2);
    EXPECT_EQ(Call({"plot", "strength", "stdy", "-o", "a.svg"}).code, 4);
    EXPECT_EQ(Call({"report", "study", "-o", "/proc/x"}).code, 2);
  }

  void ExpectAFolderIsEnough() {
    server_.reset();
    const ProgramResult plot =
        Lehr({"plot", "energy", "study", "--folder", Path("data"), "--data",
              Path("energy.csv")});
    EXPECT_EQ(plot.code, 0) << plot.errors;
    EXPECT_EQ(Lehr({"plot", "energy", "study", "--folder", Path("nothing"),
                    "--data", Path("energy.csv")})
                  .code,
              2);
    Program lehr(folder_,
                 {Binary("lehr"), "plot", "energy", "study", "--folder",
                  Path("data"), "-o", Path("a.png")},
                 {{"PATH", "/nowhere"}});
    const auto missing = lehr.Wait(absl::Seconds(60));
    ASSERT_TRUE(missing.has_value());
    EXPECT_EQ(missing->code, 5);
    EXPECT_THAT(missing->errors, HasSubstr("install gnuplot-nox"));
    EXPECT_FALSE(std::filesystem::exists(Path("a.png")));
  }
};

TEST_F(ReportE2eTest, FiguresAndReportComeOutOfARealSweep) {
  ExpectEveryKindIsDrawn();
  ExpectStrengthIsThatOfTheResults();
  ExpectAReport();
  ExpectBadInputIsSaid();
  ExpectAFolderIsEnough();
}

}  // namespace
}  // namespace lehr::client
