// `lehr results` with conditions, `lehr sql` and `lehr provenance` with the
// real programs.

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/client/tiny_sweep.h"

namespace lehr::client {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Parsed = nlohmann::json;

class ResultsE2eTest : public TinySweepTest {
 protected:
  std::string SweepFile() const override {
    return "name: tiny\n"
           "material: {composition: {Cu: 0.64, Zr: 0.36}}\n"
           "settings: {record_ps: 0.02}\n"
           "replicas: 2\n"
           "sample:\n"
           "  - create: {cells: [4, 4, 4]}\n"
           "  - hold: {T: 1000, time_ps: 0.1, P: 0, couple: iso}\n"
           "treatments:\n"
           "  as_cast: {}\n"
           "  held:\n"
           "    parameters: {held_ps: [0.04, 0.08]}\n"
           "    stages:\n"
           "      - hold: {time_ps: $held_ps}\n"
           "test:\n"
           "  - measure: [{energy: {time_ps: 0.04}}]\n";
  }

  ProgramResult Ask(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--server", Address()});
    return Lehr(std::move(arguments));
  }
  Parsed AskJson(std::vector<std::string> arguments) {
    arguments.emplace_back("--json");
    const ProgramResult result = Ask(std::move(arguments));
    EXPECT_EQ(result.code, 0) << result.errors;
    return result.code == 0 ? Parsed::parse(result.output) : Parsed();
  }
};

// One sweep for all, since each takes a second or two to run.
TEST_F(ResultsE2eTest, ConditionsChoosePointsAndColumns) {
  const Parsed all = AskJson({"results", "tiny"})["points"];
  ASSERT_EQ(all.size(), 6U);

  const Parsed chosen =
      AskJson({"results", "tiny", "--where",
               "held_ps >= 0.08 and treatment = 'held' and state = 'done'",
               "--columns", "point,replica,potential_energy"})["points"];
  ASSERT_EQ(chosen.size(), 2U);
  for (const Parsed& point : chosen) {
    EXPECT_EQ(point.size(), 3U);
    const Parsed& same = all[point["point"].get<std::size_t>()];
    EXPECT_EQ(same["parameters"]["held_ps"], 0.08);
    EXPECT_EQ(point["potential_energy_eV_per_atom"],
              same["observables"]["potential_energy_eV_per_atom"]);
  }

  const Parsed sorted =
      AskJson({"results", "tiny", "--columns", "delta_potential_energy",
               "--sort", "delta_potential_energy:desc"})["points"];
  ASSERT_EQ(sorted.size(), 6U);
  const std::string delta = "delta_potential_energy_meV_per_atom";
  EXPECT_GE(sorted[0][delta], sorted[3][delta]);
  EXPECT_TRUE(sorted[5][delta].is_null());  // as cast: not compared with itself

  // The same sweep twice: rows of both, with a column that tells them apart.
  const ProgramResult both = Ask(
      {"results", "tiny", "1", "--where", "replica = 0", "--format", "csv"});
  EXPECT_EQ(both.code, 0) << both.errors;
  EXPECT_THAT(both.output, HasSubstr("sweep,point,treatment,held_ps,replica"));
  EXPECT_EQ(std::count(both.output.begin(), both.output.end(), '\n'), 7);
}

TEST_F(ResultsE2eTest, GroupsHaveMeansAndPairedDifferences) {
  const Parsed points = AskJson({"results", "tiny"})["points"];
  const Parsed groups = AskJson({"results", "tiny", "--group-by", "parameters",
                                 "--columns", "potential_energy"})["groups"];
  ASSERT_EQ(groups.size(), 3U);
  const auto energy = [&](std::size_t point) {
    return points[point]["observables"]["potential_energy_eV_per_atom"]
        .get<double>();
  };
  std::vector<std::size_t> held;  // 0.04 ps, by replica
  std::vector<std::size_t> as_cast;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i]["treatment"] == "as_cast") as_cast.push_back(i);
    if (points[i]["parameters"].value("held_ps", 0.0) == 0.04)
      held.push_back(i);
  }
  const Parsed& group = groups[1];
  EXPECT_EQ(group["held_ps"], 0.04);
  EXPECT_EQ(group["points"], 2);
  const Parsed& estimate = group["observables"]["potential_energy"];
  EXPECT_EQ(estimate["n"], 2);
  EXPECT_NEAR(estimate["mean"].get<double>(),
              (energy(held[0]) + energy(held[1])) / 2, 1e-12);
  EXPECT_EQ(estimate["pairs"], 2);
  EXPECT_NEAR(estimate["difference"].get<double>(),
              (energy(held[0]) + energy(held[1]) - energy(as_cast[0]) -
               energy(as_cast[1])) /
                  2,
              1e-12);
  EXPECT_TRUE(
      groups[0]["observables"]["potential_energy"]["difference"].is_null());

  const ProgramResult table =
      Ask({"results", "tiny", "--group-by", "parameters", "--columns",
           "potential_energy", "--compare", "--where", "replica = 0"});
  EXPECT_EQ(table.code, 0) << table.errors;
  EXPECT_THAT(table.output,
              AllOf(HasSubstr("potential_energy (eV/atom)"), HasSubstr("95 %"),
                    HasSubstr("a single replica has no standard error"),
                    Not(HasSubstr("±"))));
}

TEST_F(ResultsE2eTest, WhatIsWrongIsNamedAndNothingIsShown) {
  const auto expect_wrong = [&](std::vector<std::string> arguments,
                                const std::string& message) {
    const ProgramResult result = Ask(std::move(arguments));
    EXPECT_EQ(result.code, 2);
    EXPECT_EQ(result.output, "");
    EXPECT_THAT(result.errors, HasSubstr(message));
  };
  expect_wrong({"results", "tiny", "--where", "replica = 0 and held = 1"},
               "--where: column 17: unknown column \"held\": did you mean "
               "\"held_ps\"?");
  expect_wrong({"results", "tiny", "--columns", "potential_enregy"},
               "--columns: unknown column \"potential_enregy\": did you mean "
               "\"potential_energy\"?");
  expect_wrong({"results", "tiny", "--group-by", "potential_energy"},
               "--group-by: expected a parameter");
  expect_wrong(
      {"results", "tiny", "--group-by", "treatment", "--columns", "held_ps"},
      "--columns: expected with --group-by an observable");
  expect_wrong({"results", "tiny", "--steps", "--where", "replica = 0"},
               "--steps: expected one sweep");
  expect_wrong({"sql", "DELETE FROM sweeps"}, "DELETE of \"sweeps\"");
  expect_wrong({"sql", "SELECT nome FROM sweeps"}, "column 8");
  EXPECT_EQ(Ask({"results", "17", "--where", "replica = 0"}).code, 4);
  EXPECT_EQ(AskJson({"list"})["sweeps"].size(), 1U);
}

TEST_F(ResultsE2eTest, SqlReadsTheServerAndTheFile) {
  const std::string statement =
      "SELECT treatment, count(*) AS n, avg(potential_energy) FROM "
      "results_tiny GROUP BY 1 ORDER BY 1";
  const Parsed of_server = AskJson({"sql", statement});
  EXPECT_EQ(of_server["columns"][1], "n");
  EXPECT_EQ(of_server["rows"][1][0], "held");
  EXPECT_EQ(of_server["rows"][1][1], 4);

  const std::string file = Path("data/lehr.db");
  const ProgramResult of_file =
      Lehr({"sql", "--file", file, "--json", statement});
  ASSERT_EQ(of_file.code, 0) << of_file.errors;
  EXPECT_EQ(Parsed::parse(of_file.output), of_server);

  const ProgramResult cut =
      Ask({"sql", "--max-rows", "2", "--format", "csv",
           "SELECT point FROM v_results ORDER BY 1 -- all"});
  EXPECT_EQ(cut.output, "point\n0\n1\n");
  EXPECT_THAT(cut.errors, HasSubstr("first 2 rows"));

  const ProgramResult writes =
      Lehr({"sql", "--file", file, "DROP TABLE points"});
  EXPECT_EQ(writes.code, 2);
  EXPECT_THAT(writes.errors, HasSubstr("a change of the schema"));
  EXPECT_NE(Lehr({"sql", "--file", Path("none.db"), "SELECT 1"}).code, 0);
}

TEST_F(ResultsE2eTest, ProvenanceWritesWhatComputesTheSweepAgain) {
  const std::string folder = Path("origin");
  const Parsed written = AskJson({"provenance", "tiny", "2", "--out", folder});
  EXPECT_EQ(written["files"][0], "sweep.yaml");
  // The server has every segment of the plan of that file: same keys.
  const Parsed plan = AskJson({"plan", folder + "/sweep.yaml"});
  EXPECT_GT(plan["segments"], 0);
  EXPECT_EQ(plan["segments_done"], plan["segments"]);
}

TEST_F(ResultsE2eTest, ProvenanceTellsAllThatLedToANumber) {
  const Parsed provenance = AskJson({"provenance", "tiny", "2"});
  EXPECT_EQ(provenance["point"]["treatment"], "held");
  EXPECT_EQ(provenance["spec"]["name"], "tiny");
  EXPECT_EQ(provenance["potential"]["sha256"].get<std::string>().size(), 64U);
  ASSERT_GE(provenance["steps"].size(), 3U);
  for (const Parsed& step : provenance["steps"]) {
    EXPECT_EQ(step["segment"]["state"], "done");
    ASSERT_EQ(step["attempts"].size(), 1U);
    EXPECT_NE(step["attempts"][0]["worker"], "");
  }
  const ProgramResult page = Ask({"provenance", "tiny", "2"});
  EXPECT_THAT(
      page.output,
      AllOf(HasSubstr("point 2: held, held_ps"),
            HasSubstr("CuZr_mm.eam.fs, SHA-256 "), HasSubstr("SUCCEEDED by"),
            HasSubstr("potential_energy"), HasSubstr("--recompute")));
  EXPECT_EQ(Ask({"provenance", "tiny", "6"}).code, 4);
  EXPECT_EQ(Ask({"provenance", "other", "0"}).code, 4);
}

}  // namespace
}  // namespace lehr::client
