#include "proto/plan/references.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/proto/plan/sweeps.h"

namespace lehr::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> WrongWith(const std::string& text) {
  std::vector<std::string> result;
  const v1::SpecViolations violations = ViolationsOf(kSample + text);
  for (const v1::SpecViolation& violation : violations.violations()) {
    result.push_back(violation.field() + ": " + violation.message());
  }
  return result;
}

// A stage that holds at a multiple of `treatment`'s `observable`.
std::string HoldAt(const std::string& treatment, const std::string& observable,
                   const std::string& factor = "factor { number: 0.1 }") {
  return "{ hold { time_ps { number: 1 } stress { x_gpa { reference { "
         "treatment: \"" +
         treatment + "\" observable: \"" + observable + "\" " + factor +
         "} } } } }";
}

constexpr char kElastic[] = "{ measure { measures { elastic {} } } }";

std::string Treatment(const std::string& name, const std::string& stage) {
  return "treatments { name: \"" + name + "\" stages " + stage + " }\n";
}

TEST(ReferencesTest, MayMeanATreatmentThatStandsLater) {
  EXPECT_THAT(
      WrongWith(Treatment("a", HoldAt("b", "c11")) + Treatment("b", kElastic)),
      IsEmpty());
}

TEST(ReferencesTest, MayMeanWhatTheTestMeasures) {
  EXPECT_THAT(WrongWith(Treatment("a", HoldAt("b", "young_modulus")) +
                        Treatment("b", "{ save { name: \"b\" } }") + "test " +
                        kElastic),
              IsEmpty());
}

TEST(ReferencesTest, RefusesATreatmentThatDoesNotExist) {
  EXPECT_THAT(
      WrongWith(Treatment("as_cast", kElastic) +
                Treatment("a", HoldAt("as_cst", "c11"))),
      ElementsAre("treatments[1].stages[0].hold.stress.x_gpa.reference."
                  "treatment: there is no treatment \"as_cst\"; known are "
                  "as_cast, a; did you mean \"as_cast\"?"));
}

TEST(ReferencesTest, RefusesATreatmentWithParameters) {
  EXPECT_THAT(
      WrongWith(Treatment("a", HoldAt("b", "c11")) + R"(
                treatments { name: "b"
                  parameters { name: "t" list { values: 1 } }
                  stages { hold { time_ps { parameter: "t" } } }
                  stages { measure { measures { elastic {} } } } })"),
      ElementsAre(HasSubstr("reference.treatment: expected a treatment without "
                            "parameters, which has one point; \"b\" has 1")));
}

TEST(ReferencesTest, RefusesAnObservableThatIsNotMeasured) {
  EXPECT_THAT(
      WrongWith(Treatment("a", HoldAt("b", "yield_stress")) +
                Treatment("b", "{ measure { measures { energy {} } } }")),
      ElementsAre("treatments[0].stages[0].hold.stress.x_gpa.reference."
                  "observable: \"yield_stress\" is not measured in \"b\"; "
                  "known are potential_energy, inherent_structure_energy, "
                  "temperature, volume_per_atom, density, pressure"));
  EXPECT_THAT(WrongWith(Treatment("a", HoldAt("b", "c12")) +
                        Treatment("b", "{ save { name: \"b\" } }")),
              ElementsAre(HasSubstr("not measured in \"b\"; there are none")));
}

TEST(ReferencesTest, RefusesAnObservableThatIsNoStress) {
  EXPECT_THAT(
      WrongWith(Treatment("a", HoldAt("b", "temperature")) +
                Treatment("b", "{ measure { measures { energy {} } } }")),
      ElementsAre(HasSubstr("reference.observable: expected an observable in "
                            "GPa, found \"temperature\" in K")));
}

TEST(ReferencesTest, RefusesWhatIsNotReachedInAnyCycle) {
  EXPECT_THAT(WrongWith(Treatment("a", HoldAt("b", "c11")) +
                        Treatment("b", std::string("{ cycle { count { number: "
                                                   "0 } body ") +
                                           kElastic + " } }")),
              ElementsAre(HasSubstr("the path that is meant does not measure "
                                    "it: its cycle is repeated 0 times, or its "
                                    "`deform` is of the other kind")));
}

// A `deform`, and a measurement of its slope.
std::string Slope(const std::string& deform) {
  return "{ deform { " + deform +
         " rate_per_second { number: 1e10 } to_strain { number: 0.02 } } } "
         "stages { measure { measures { modulus {} } } }";
}

TEST(ReferencesTest, AModulusIsThatOfItsOwnKindOfDeformation) {
  const std::string both =
      Slope("axis: AXIS_X") + " stages " + Slope("shear: SHEAR_PLANE_XY");
  for (const char* name :
       {"isothermal_young_modulus", "isothermal_shear_modulus"}) {
    const Plan plan = PlanOf(kSample + Treatment("a", HoldAt("b", name)) +
                             Treatment("b", both));
    const PlannedSegment& hold = SegmentAt(plan, "a/hold 300 K");
    ASSERT_EQ(hold.references.size(), 1u);
    const v1::ModulusMeasurement& modulus =
        plan.segments[static_cast<std::size_t>(hold.references[0])]
            .work.measurement()
            .modulus();
    EXPECT_EQ(modulus.axis() == v1::AXIS_UNSPECIFIED,
              name == std::string("isothermal_shear_modulus"));
  }
  EXPECT_THAT(
      WrongWith(Treatment("a", HoldAt("b", "isothermal_shear_modulus")) +
                Treatment("b", Slope("axis: AXIS_X"))),
      ElementsAre(HasSubstr("does not measure it")));
}

TEST(ReferencesTest, RefusesAPointThatWaitsForItself) {
  EXPECT_THAT(
      WrongWith(Treatment("a", HoldAt("a", "c11")) + "test " + kElastic),
      ElementsAre("treatments[0].stages[0].hold.stress.x_gpa.reference."
                  "treatment: \"a\" would wait for itself: this stage is in "
                  "its path, or it refers to one that is measured after it"));
}

TEST(ReferencesTest, RefusesPointsThatWaitForEachOther) {
  EXPECT_THAT(
      WrongWith(Treatment("a", HoldAt("b", "c11")) +
                Treatment("b", HoldAt("c", "c11")) +
                Treatment("c", HoldAt("a", "c11")) +
                Treatment("d", HoldAt("a", "c11")) + "test " + kElastic),
      ElementsAre(HasSubstr("treatments[0]"), HasSubstr("treatments[1]"),
                  HasSubstr("treatments[2]")));
}

TEST(ReferencesTest, RefusesAReferenceInTheSampleOrTheTest) {
  EXPECT_THAT(
      WrongWith("sample " + HoldAt("a", "c11") + Treatment("a", kElastic) +
                Treatment("b", "{ save { name: \"b\" } }")),
      ElementsAre(HasSubstr("sample[3].hold.stress.x_gpa.reference."
                            "treatment: \"a\" would wait for itself")));
  EXPECT_THAT(
      WrongWith(Treatment("a", kElastic) + "test " + HoldAt("a", "c11")),
      ElementsAre(HasSubstr("test[0]")));
}

TEST(ReferencesTest, RefusesAReferenceWhereNoStressIsMeant) {
  EXPECT_THAT(
      WrongWith(Treatment("b", kElastic) + R"(
        treatments { name: "a" stages { hold { time_ps { reference {
          treatment: "b" observable: "c11" } } } } })"),
      ElementsAre("treatments[1].stages[0].hold.time_ps: expected a number or "
                  "a parameter, found a multiple of \"b.c11\": only a stress "
                  "can wait for something measured"));
}

TEST(ReferencesTest, RefusesAMultipleOfAMultiple) {
  EXPECT_THAT(
      WrongWith(Treatment("b", kElastic) +
                Treatment("a", HoldAt("b", "c11",
                                      "factor { reference { treatment: \"b\" "
                                      "observable: \"c12\" } }"))),
      ElementsAre(HasSubstr("reference.factor: expected a number or a "
                            "parameter")));
}

TEST(ReferencesTest, RefusesAChangeBetweenDifferentMeasurements) {
  const auto load = [](const std::string& stress) {
    return "stages { load { stress { x_gpa { " + stress + " } } } }";
  };
  const std::string c11 = "reference { treatment: \"b\" observable: \"c11\" }";
  const std::string c12 = "reference { treatment: \"b\" observable: \"c12\" }";
  const auto wrong = [&](const std::string& stages) {
    return WrongWith(Treatment("b", kElastic) + "treatments { name: \"a\" " +
                     stages + " }");
  };
  EXPECT_THAT(
      wrong(load(c11) + load(c12)),
      ElementsAre("treatments[1].stages[1].load.stress.x_gpa: expected a "
                  "stress that starts from 0 or from a multiple of the same "
                  "measurement, found a change from 1 c11 to 1 c12: put an "
                  "`unload` between"));
  EXPECT_THAT(wrong(load("number: 1") + load(c11)),
              ElementsAre(HasSubstr("from 1 GPa to 1 c11")));
  EXPECT_THAT(wrong(load(c11) + load("number: 1")),
              ElementsAre(HasSubstr("from 1 c11 to 1 GPa")));
  EXPECT_THAT(wrong(load(c11) + "stages { unload {} }" + load(c12)), IsEmpty());
}

}  // namespace
}  // namespace lehr::plan
