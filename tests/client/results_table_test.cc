#include "client/results_table.h"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

void Add(v1::PointResult& point, const char* name, const char* unit,
         double value, std::optional<double> error = std::nullopt) {
  v1::Observable* observable = point.add_observables();
  observable->set_name(name);
  observable->set_unit(unit);
  observable->set_value(value);
  if (error.has_value()) observable->set_standard_error(*error);
}

std::vector<v1::PointResult> TwoPoints() {
  std::vector<v1::PointResult> points(2);
  points[0].set_treatment("as_cast");
  points[0].set_state(v1::SWEEP_STATE_DONE);
  Add(points[0], "potential_energy", "eV/atom", -5.01234567890123, 0.0001);
  Add(points[0], "yield_stress", "GPa", 2.3125, 0.04);
  points[1].set_point(1);
  points[1].set_treatment("pressed");
  points[1].set_state(v1::SWEEP_STATE_DONE);
  auto* parameter = points[1].add_parameters();
  parameter->set_name("T");
  parameter->set_value(800);
  Add(points[1], "potential_energy", "eV/atom", -5);
  Add(points[1], "yield_stress", "GPa", 2.5);
  Add(points[1], "delta_potential_energy", "meV/atom", 12.345, 0.21);
  return points;
}

TEST(ResultsTableTest, TheTableHasSymbolsUnitsAndErrors) {
  EXPECT_EQ(ResultsText(TwoPoints(), false),
            "point  treatment    T  ΔE (meV/atom)    σ_y (GPa)\n"
            "-----  ---------  ---  -------------  -----------\n"
            "    0  as_cast      –              –  2.31 ± 0.04\n"
            "    1  pressed    800     12.3 ± 0.2        2.500\n");
}

TEST(ResultsTableTest, AllShowsEveryObservable) {
  const std::string text = ResultsText(TwoPoints(), true);
  EXPECT_THAT(text, HasSubstr("potential_energy (eV/atom)"));
  EXPECT_THAT(text, HasSubstr("-5.01235 ± 0.00010"));
}

TEST(ResultsTableTest, ReplicasAndStatesAndErrorsAreShownWhereTheyMatter) {
  auto points = TwoPoints();
  EXPECT_THAT(ResultsText(points, false), Not(HasSubstr("replica")));
  EXPECT_THAT(ResultsText(points, false), Not(HasSubstr("state")));
  points[1].set_replica(1);
  points[1].set_state(v1::SWEEP_STATE_FAILED);
  points[1].set_error("atom 5 lost at step 100");
  const std::string text = ResultsText(points, false);
  EXPECT_THAT(text, HasSubstr("replica"));
  EXPECT_THAT(text, HasSubstr("failed"));
  EXPECT_THAT(text, HasSubstr("point 1: atom 5 lost at step 100\n"));
}

TEST(ResultsTableTest, CsvHasAllDigitsAndUnitsInItsHeader) {
  EXPECT_EQ(
      ResultsCsv(TwoPoints()),
      "point,treatment,T,replica,state,potential_energy_eV_per_atom,"
      "potential_energy_standard_error_eV_per_atom,yield_stress_GPa,"
      "yield_stress_standard_error_GPa,delta_potential_energy_meV_per_atom,"
      "delta_potential_energy_standard_error_meV_per_atom\n"
      "0,as_cast,,0,done,-5.01234567890123,0.0001,2.3125,0.04,,\n"
      "1,pressed,800,0,done,-5,,2.5,,12.345,0.21\n");
}

TEST(ResultsTableTest, CsvQuotesWhatNeedsIt) {
  auto points = TwoPoints();
  points[0].set_treatment("a,\"b\"");
  EXPECT_THAT(ResultsCsv(points), HasSubstr("0,\"a,\"\"b\"\"\","));
}

TEST(ResultsTableTest, JsonNamesColumnsAsCsvDoes) {
  const Json json = ResultsJson(TwoPoints());
  EXPECT_EQ(json[1]["parameters"]["T"], 800);
  EXPECT_EQ(json[0]["observables"]["yield_stress_GPa"], 2.3125);
  EXPECT_EQ(json[0]["standard_errors"]["yield_stress_GPa"], 0.04);
  EXPECT_FALSE(json[1]["standard_errors"].contains("yield_stress_GPa"));
  EXPECT_EQ(json[0]["state"], "done");
}

TEST(ResultsTableTest, ANameThatComesTwiceGetsANumber) {
  std::vector<v1::PointResult> points(1);
  Add(points[0], "density", "g/cm^3", 7);
  Add(points[0], "density", "g/cm^3", 7.5);
  EXPECT_EQ(ResultsCsv(points),
            "point,treatment,replica,state,density_g_per_cm3,"
            "density_2_g_per_cm3\n0,,0,unspecified,7,7.5\n");
}

TEST(ResultsTableTest, NoPointsAreAnEmptyTable) {
  EXPECT_THAT(ResultsText({}, false), HasSubstr("point  treatment\n"));
  EXPECT_EQ(ResultsCsv({}), "point,treatment,replica,state\n");
}

TEST(ResultsTableTest, UnitsBecomeWords) {
  EXPECT_EQ(ColumnName("v", "A^3"), "v_A3");
  EXPECT_EQ(ColumnName("poisson_ratio", "1"), "poisson_ratio");
  EXPECT_EQ(ColumnName("creep_rate", "%/ns"), "creep_rate_percent_per_ns");
  EXPECT_EQ(ColumnName("glass_expansion", "1/K"), "glass_expansion_per_K");
}

TEST(ResultsTableTest, TheTableShowsWhatMeasuresOfCurvesFound) {
  std::vector<v1::PointResult> points(1);
  points[0].set_treatment("t");
  points[0].set_state(v1::SWEEP_STATE_DONE);
  Add(points[0], "glass_transition_temperature", "K", 712.3, 8);
  Add(points[0], "glass_transition_temperature_energy", "K", 700);
  Add(points[0], "creep_strain", "1", 0.00123, 0.0004);
  Add(points[0], "creep_rate", "%/ns", 0.0071, 0.0009);
  Add(points[0], "replica_overlap", "1", 0.25);
  Add(points[0], "isothermal_young_modulus", "GPa", 81.25, 2);
  EXPECT_EQ(
      ResultsText(points, false),
      "point  treatment  E_T (GPa)  T_g (K)          ε_creep     dε/dt (%/ns)  "
      "     Q\n"
      "-----  ---------  ---------  -------  ---------------  ---------------  "
      "------\n"
      "    0  t             81 ± 2  712 ± 8  0.0012 ± 0.0004  0.0071 ± 0.0009  "
      "0.2500\n");
}

TEST(ResultsTableTest, TheTableShowsTheStructureInAFewColumns) {
  std::vector<v1::PointResult> points(1);
  points[0].set_treatment("t");
  points[0].set_state(v1::SWEEP_STATE_DONE);
  Add(points[0], "coordination_number", "1", 12.75);
  Add(points[0], "coordination_number_Cu", "1", 12.5);
  Add(points[0], "icosahedra", "1", 0.0625);
  Add(points[0], "icosahedra_Cu", "1", 0.125);
  Add(points[0], "solid_like", "1", 0.25);
  Add(points[0], "five_fold_symmetry", "1", 0.5);
  Add(points[0], "s_atoms", "1", 0.03125);
  Add(points[0], "strain_localization", "1", 0.0625);
  const std::string text = ResultsText(points, false);
  EXPECT_THAT(text, HasSubstr("point  treatment"));
  EXPECT_THAT(text.substr(0, text.find('\n')),
              AllOf(HasSubstr(" CN "), HasSubstr(" FI_Cu "),
                    HasSubstr(" solid "), HasSubstr(" W "), HasSubstr(" S "),
                    EndsWith(" ψ"), Not(HasSubstr("coordination"))));
}

}  // namespace
}  // namespace lehr::client
