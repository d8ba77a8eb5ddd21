// `lehr results --steps` with the real programs.

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/client/tiny_sweep.h"
#include "tests/support/program.h"

namespace lehr::client {
namespace {

using ::testing::HasSubstr;

// Two temperatures of three thermal cycles, then the same glass pulled in three
// steps; the energy after each.
class StepsE2eTest : public TinySweepTest {
 protected:
  std::string SweepFile() const override {
    return "name: cycles\n"
           "material: {composition: {Cu: 0.64, Zr: 0.36}}\n"
           "settings: {record_ps: 0.02}\n"
           "sample:\n"
           "  - create: {cells: [4, 4, 4]}\n"
           "  - hold: {T: 500, time_ps: 0.1, P: 0, couple: iso}\n"
           "treatments:\n"
           "  cycled:\n"
           "    parameters: {T_low: [100, 200]}\n"
           "    stages:\n"
           "      - cycle:\n"
           "          n: 3\n"
           "          body:\n"
           "            - ramp: {T_to: $T_low, time_ps: 0.04}\n"
           "            - ramp: {T_to: 500, time_ps: 0.04}\n"
           "            - measure: [{energy: {time_ps: 0.04}}]\n"
           "  pulled:\n"
           "    stages:\n"
           "      - cycle:\n"
           "          n: 3\n"
           "          body:\n"
           "            - deform: {axis: y, rate_per_s: 2.5e11, to: 0.01, "
           "measure: true}\n"
           "            - measure: [{energy: {time_ps: 0.04}}]\n";
  }
  static ProgramResult Steps(const std::string& address,
                             std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"results", "cycles", "--steps"});
    arguments.insert(arguments.end(), {"--server", address});
    return Lehr(std::move(arguments));
  }
};

TEST_F(StepsE2eTest, EachPointHasARowForEachOfItsCycles) {
  const ProgramResult result =
      Steps(Address(), {"--measure", "energy", "--format", "json"});
  ASSERT_EQ(result.code, 0) << result.errors;
  const auto steps = nlohmann::json::parse(result.output)["steps"];
  ASSERT_EQ(steps.size(), 9u);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& step = steps[i];
    const auto cycle = i % 3 + 1;
    EXPECT_EQ(step["point"], i / 3);
    EXPECT_THAT(step["label"].get<std::string>(),
                HasSubstr("cycle " + std::to_string(cycle) + "/energy"));
    EXPECT_EQ(step["state"], "done");
    const bool pulled = i >= 6;
    const double length_ps = pulled ? 0.04 : 0.08;
    EXPECT_NEAR(step["time_ps"].get<double>(),
                0.1 + length_ps * static_cast<double>(cycle), 1e-9);
    EXPECT_NEAR(step["true_strain_y"].get<double>(),
                pulled ? 0.01 * static_cast<double>(cycle) : 0, 1e-9);
    // What `lehr show --segment` has.
    const std::string id = std::to_string(step["segment_id"].get<int>());
    const ProgramResult shown = Lehr(
        {"show", "cycles", "--segment", id, "--json", "--server", Address()});
    const auto segment = nlohmann::json::parse(shown.output);
    EXPECT_EQ(segment["observables"][0]["name"], "potential_energy");
    EXPECT_EQ(segment["observables"][0]["value"],
              step["observables"]["potential_energy_eV_per_atom"]);
  }
}

TEST_F(StepsE2eTest, TablesAndCsvHaveTheObservablesThatAreWanted) {
  const ProgramResult csv =
      Steps(Address(),
            {"--observable", "potential_energy,density", "--format", "csv"});
  ASSERT_EQ(csv.code, 0) << csv.errors;
  EXPECT_THAT(
      csv.output,
      HasSubstr("point,treatment,T_low,replica,segment,label,state,"
                "time_ps,true_strain_y,potential_energy_eV_per_atom,"
                "potential_energy_error_eV_per_atom,density_g_per_cm3"));
  EXPECT_THAT(csv.output, HasSubstr("2,pulled,,0,"));
  EXPECT_EQ(csv.errors, "");
  const ProgramResult table = Steps(Address(), {});
  EXPECT_THAT(table.output, HasSubstr("E_pot (eV/atom)"));
  // Wrong ones are bad input, and the options want --steps.
  EXPECT_EQ(Steps(Address(), {"--observable", "potental_energy"}).code, 2);
  EXPECT_EQ(Steps(Address(), {"--measure", "energies"}).code, 2);
  EXPECT_EQ(Lehr({"results", "cycles", "--measure", "energy"}).code, 2);
}

}  // namespace
}  // namespace lehr::client
