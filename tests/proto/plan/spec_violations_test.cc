// Everything that can be wrong with a sweep is found, at its field.

#include <string>

#include <absl/strings/str_format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/proto/plan/sweeps.h"

namespace lehr::plan {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// "field: message" of each violation.
std::vector<std::string> WrongWith(const v1::SweepSpec& spec) {
  std::vector<std::string> result;
  const v1::SpecViolations violations = ViolationsOf(spec);
  for (const v1::SpecViolation& violation : violations.violations()) {
    result.push_back(violation.field() + ": " + violation.message());
  }
  return result;
}
std::vector<std::string> WrongWith(const std::string& text) {
  return WrongWith(ParseSweep(text));
}

// With these stages of a treatment "t" after kSample.
std::vector<std::string> WrongAfterSample(const std::string& stages,
                                          const std::string& rest = "") {
  return WrongWith(kSample + rest + "treatments { name: \"t\" " + stages +
                   " }");
}

TEST(SpecViolationsTest, AGoodSweepHasNone) {
  EXPECT_THAT(WrongWith(kSample), IsEmpty());
}

TEST(SpecViolationsTest, AllAreListed) {
  EXPECT_THAT(
      WrongWith(R"(
        replicas: -1
        sample { create { cells { x: 6 y: 6 z: 6 } } }
        sample { hold { temperature_kelvin { number: -5 }
                        time_ps { number: -2 } } }
        sample { ramp { to_kelvin { parameter: "T" } time_ps { number: 1 } } }
        treatments { name: "a b" })"),
      ElementsAre(
          HasSubstr("sample[2].ramp.to_kelvin: parameter \"T\" is not defined"),
          HasSubstr("treatments[0].name: expected letters"),
          "replicas: expected at least 1, found -1",
          "sample[1].hold.temperature_kelvin: expected a temperature above 0 K "
          "and at most 100000 K, found -5 K",
          "sample[1].hold.time_ps: expected a time of at least 0 ps, found -2 "
          "ps"));
}

TEST(SpecViolationsTest, NameOfTheSweep) {
  v1::SweepSpec spec = ParseSweep(kSample);
  spec.set_name("a/b");
  EXPECT_THAT(WrongWith(spec),
              ElementsAre(HasSubstr("name: expected letters, digits, \"_\", "
                                    "\"-\" and \".\", found \"a/b\"")));
  spec.clear_name();
  EXPECT_THAT(WrongWith(spec),
              ElementsAre("name: expected a name, found none"));
}

TEST(SpecViolationsTest, SharesThatDoNotSumToOne) {
  v1::SweepSpec spec = ParseSweep(kSample);
  spec.mutable_material()->mutable_components(0)->set_fraction(0.6);
  EXPECT_THAT(WrongWith(spec),
              ElementsAre("material.components: expected shares that sum to 1, "
                          "found a sum of 0.96"));
  spec.mutable_material()->mutable_components(0)->set_fraction(0.64 + 1e-12);
  EXPECT_THAT(WrongWith(spec), IsEmpty());
}

TEST(SpecViolationsTest, SharesOutsideZeroToOne) {
  v1::SweepSpec spec = ParseSweep(kSample);
  spec.mutable_material()->mutable_components(0)->set_fraction(1.36);
  spec.mutable_material()->mutable_components(1)->set_fraction(-0.36);
  EXPECT_THAT(WrongWith(spec),
              ElementsAre("material.components[0].fraction: expected a share "
                          "from 0 to 1, found 1.36",
                          HasSubstr("material.components[1].fraction")));
}

TEST(SpecViolationsTest, NoElements) {
  v1::SweepSpec spec = ParseSweep(kSample);
  spec.mutable_material()->clear_components();
  EXPECT_THAT(WrongWith(spec),
              ElementsAre("material.components: expected at least one element, "
                          "found none"));
}

TEST(SpecViolationsTest, ElementsThatThePotentialLacks) {
  v1::SweepSpec spec = ParseSweep(kSample);
  spec.mutable_material()->mutable_components(1)->set_element("Al");
  EXPECT_THAT(WrongWith(spec),
              ElementsAre("material.components[1].element: expected an element "
                          "of the potential \"CuZr.eam.fs\" (Cu, Zr), found "
                          "\"Al\""));
  // Not known: not checked.
  spec.mutable_material()->mutable_potential()->clear_elements();
  EXPECT_THAT(WrongWith(spec), IsEmpty());
}

TEST(SpecViolationsTest, ElementsGivenTwiceOrNotAtAll) {
  v1::SweepSpec spec = ParseSweep(kSample);
  spec.mutable_material()->mutable_components(1)->set_element("Cu");
  EXPECT_THAT(WrongWith(spec), ElementsAre(HasSubstr("\"Cu\" is given twice")));
  spec.mutable_material()->mutable_components(1)->clear_element();
  EXPECT_THAT(WrongWith(spec),
              ElementsAre(HasSubstr("expected a chemical symbol")));
}

TEST(SpecViolationsTest, PotentialWithoutContent) {
  v1::SweepSpec spec = ParseSweep(kSample);
  spec.mutable_material()->mutable_potential()->set_sha256("abc");
  spec.mutable_material()->mutable_potential()->set_cutoff_angstrom(-1);
  EXPECT_THAT(WrongWith(spec),
              ElementsAre("material.potential.sha256: expected 32 bytes, found "
                          "3",
                          HasSubstr("material.potential.cutoff_angstrom")));
}

TEST(SpecViolationsTest, BoxThatIsTooSmallForThePotential) {
  EXPECT_THAT(
      WrongWith("sample { create { cells { x: 6 y: 3 z: 6 } } }"),
      ElementsAre("sample[0].create.cells: expected a box edge of at least "
                  "15.2 Å, twice the cutoff of \"CuZr.eam.fs\", found 12 Å "
                  "along y (3 cells of 4 Å): use at least 4 cells; a later "
                  "`replicate` comes too late"));
}

TEST(SpecViolationsTest, TooManyAtoms) {
  EXPECT_THAT(
      WrongWith("sample { create { cells { x: 1000 y: 1000 z: 1000 } } }"),
      ElementsAre("sample[0].create.cells: expected at most 1e+09 atoms, found "
                  "4e+09"));
  EXPECT_THAT(
      WrongAfterSample(
          "stages { replicate { counts { x: 100000 y: 100000 z: 1 } } }"),
      ElementsAre(HasSubstr("stages[0].replicate.counts: expected at most")));
}

TEST(SpecViolationsTest, CountsBelowOne) {
  EXPECT_THAT(WrongWith("sample { create { cells { x: 6 y: 6 } } }"),
              Contains("sample[0].create.cells: expected counts of at least 1, "
                       "found 6 x 6 x 0"));
  EXPECT_THAT(
      WrongAfterSample("stages { replicate { counts { x: -1 y: 1 z: 1 } } }"),
      ElementsAre(HasSubstr("found -1 x 1 x 1")));
}

TEST(SpecViolationsTest, SampleThatDoesNotStartWithCreate) {
  EXPECT_THAT(WrongWith(""),
              ElementsAre("sample: expected a sample that starts with "
                          "`create`"));
  EXPECT_THAT(WrongWith("sample { save { name: \"a\" } }"),
              ElementsAre("sample[0]: expected a sample that starts with "
                          "`create`"));
}

TEST(SpecViolationsTest, CreateElsewhere) {
  const std::string message =
      "create: expected `create` as the first stage of the sample and nowhere "
      "else";
  const std::string create = "{ create { cells { x: 6 y: 6 z: 6 } } }";
  EXPECT_THAT(WrongWith(std::string(kSample) + "sample " + create),
              ElementsAre("sample[3]." + message));
  EXPECT_THAT(WrongAfterSample("stages { cycle { count { number: 2 } body " +
                               create + " } }"),
              ElementsAre("treatments[0].stages[0].cycle.body[0]." + message));
  EXPECT_THAT(WrongWith(std::string(kSample) + "test " + create),
              ElementsAre("test[0]." + message));
}

TEST(SpecViolationsTest, TreatmentNames) {
  EXPECT_THAT(WrongWith(std::string(kSample) +
                        "treatments { name: \"a\" } treatments { name: \"a\" } "
                        "treatments { name: \"b.c\" }"),
              ElementsAre("treatments[1].name: there are two treatments \"a\"",
                          HasSubstr("treatments[2].name: expected letters")));
}

TEST(SpecViolationsTest, MoreTreatmentsThanAPersonWrites) {
  std::string text = kSample;
  for (int i = 0; i < 1001; ++i) {
    text += absl::StrFormat("treatments { name: \"t%d\" }", i);
  }
  EXPECT_THAT(WrongWith(text),
              ElementsAre("treatments: expected at most 1000, found 1001"));
}

TEST(SpecViolationsTest, SaveNames) {
  EXPECT_THAT(WrongAfterSample("stages { save { name: \"a b\" } }"),
              ElementsAre(HasSubstr("stages[0].save.name: expected letters")));
}

TEST(SpecViolationsTest, ParametersThatAreNotDefined) {
  EXPECT_THAT(WrongWith(std::string(kSample) + R"(
        parameters { name: "pressure" list { values: 1 } }
        treatments { name: "t"
          parameters { name: "hold_time" list { values: 1 } }
          stages { hold { time_ps { parameter: "hold_tme" }
                   stress { pressure_gpa { parameter: "pressure" } } } }
          stages { hold { time_ps { parameter: "hold_time" } } } })"),
              ElementsAre("treatments[0].stages[0].hold.time_ps: parameter "
                          "\"hold_tme\" is not defined; known are pressure, "
                          "hold_time; did you mean \"hold_time\"?"));
}

TEST(SpecViolationsTest, ParametersOfATreatmentDoNotReachTheSample) {
  EXPECT_THAT(WrongWith(R"(
        sample { create { cells { x: 6 y: 6 z: 6 } } }
        sample { hold { temperature_kelvin { parameter: "T" }
                        time_ps { number: 1 } } }
        treatments { name: "t" parameters { name: "T" list { values: 1 } }
          stages { hold { time_ps { parameter: "T" } } } })"),
              ElementsAre(HasSubstr("\"T\" is not defined; there are none")));
}

TEST(SpecViolationsTest, ParametersThatAreNotUsed) {
  EXPECT_THAT(
      WrongWith(std::string(kSample) + R"(
        parameters { name: "a" list { values: 1 } }
        treatments { name: "t" parameters { name: "b" list { values: 1 } } })"),
      ElementsAre("treatments[0].parameters[0]: parameter \"b\" is not used in "
                  "any stage",
                  "parameters[0]: parameter \"a\" is not used in any stage"));
}

TEST(SpecViolationsTest, ParametersMayBeUsedAnywhere) {
  EXPECT_THAT(WrongWith(R"(
    parameters { name: "a" list { values: 6 } }
    parameters { name: "b" list { values: 1 } }
    parameters { name: "c" list { values: 2 } }
    sample { create { cells { x: 6 y: 6 z: 6 }
                      lattice_constant_angstrom { parameter: "a" } } }
    sample { hold { temperature_kelvin { number: 1 } time_ps { number: 1 } } }
    treatments { name: "t" stages { cycle { count { parameter: "c" }
      body { hold { time_ps { parameter: "b" } } } } } }
    treatments { name: "u" parameters { name: "d" list { values: 1 } } }
    treatments { name: "v" parameters { name: "d" list { values: 2 } } }
    test { hold { time_ps { number: 1 } } })"),
              Not(Contains(HasSubstr("parameters[0]: parameter \"a\""))));
}

TEST(SpecViolationsTest, ParametersThatHideOthers) {
  EXPECT_THAT(
      WrongWith(std::string(kSample) + R"(
        parameters { name: "a" list { values: 1 } }
        treatments { name: "t" parameters { name: "a" list { values: 1 } }
          stages { hold { time_ps { parameter: "a" } } } })"),
      Contains("treatments[0].parameters[0].name: expected another name than "
               "\"a\", which is a parameter of the whole sweep"));
}

TEST(SpecViolationsTest, ValuesOfParametersAreCheckedInEveryPoint) {
  EXPECT_THAT(
      WrongWith(std::string(kSample) + R"(
        treatments { name: "t"
          parameters { name: "T" list { values: [300, 0, -1, 400] } }
          parameters { name: "time" list { values: [1, 2, -3] } }
          stages { hold { temperature_kelvin { parameter: "T" }
                          time_ps { parameter: "time" } } } })"),
      ElementsAre("treatments[0].stages[0].hold.time_ps: expected a time of at "
                  "least 0 ps, found -3 ps (parameter \"time\")",
                  "treatments[0].stages[0].hold.temperature_kelvin: expected a "
                  "temperature above 0 K and at most 100000 K, found 0 K "
                  "(parameter \"T\")"));
}

TEST(SpecViolationsTest, ParametersWithoutValuesDoNotHideOtherViolations) {
  EXPECT_THAT(
      WrongWith(std::string(kSample) + R"(
        treatments { name: "t"
          parameters { name: "T" list {} }
          stages { hold { temperature_kelvin { parameter: "T" }
                          time_ps { number: -1 } } } })"),
      ElementsAre(HasSubstr("parameters[0].list: expected at least one"),
                  HasSubstr("hold.time_ps: expected a time")));
}

TEST(SpecViolationsTest, MorePointsThanASweepMayHave) {
  std::string parameters;
  for (const char* name : {"a", "b", "c"}) {
    parameters += absl::StrFormat(
        "parameters { name: \"%s\" range { from: 1 to: 200 count: 200 } }",
        name);
  }
  const std::string stages = R"(
    stages { hold { temperature_kelvin { parameter: "a" }
                    time_ps { parameter: "b" }
                    stress { pressure_gpa { parameter: "c" } } } })";
  EXPECT_THAT(WrongAfterSample(stages, parameters + "replicas: 2 "),
              ElementsAre("parameters: expected at most 1000000 points "
                          "(combinations of values, times replicas), found "
                          "16000000"));
  EXPECT_THAT(WrongAfterSample(parameters + stages),
              ElementsAre(HasSubstr("treatments: expected at most 1000000 "
                                    "points")));
  EXPECT_THAT(WrongWith(std::string(kSample) + "replicas: 2000000"),
              ElementsAre(HasSubstr("replicas: expected at most 1000000 points "
                                    "(combinations of values, times replicas), "
                                    "found 2000000")));
}

TEST(SpecViolationsTest, PathsWithoutEnd) {
  EXPECT_THAT(
      WrongAfterSample(R"(
        stages { cycle { count { number: 1000 } body { cycle {
          count { number: 1000 } body { hold { time_ps { number: 1 } } } } } } })"),
      ElementsAre("treatments[0].stages[0].cycle.body[0].cycle.count: expected "
                  "at most 100000 stages in a path, found more in cycle 998 of "
                  "1000"));
}

TEST(SpecViolationsTest, CycleCounts) {
  const auto wrong = [](const std::string& count) {
    return WrongAfterSample(absl::StrFormat(
        "parameters { name: \"n\" list { values: [1, %s] } } stages { cycle { "
        "count { parameter: \"n\" } body { hold { time_ps { number: 1 } } } } "
        "}",
        count));
  };
  const std::string field = "treatments[0].stages[0].cycle.count: ";
  EXPECT_THAT(wrong("0"), IsEmpty());
  EXPECT_THAT(wrong("2.5"),
              ElementsAre(field + "expected a whole number from 0 to 100000, "
                                  "found 2.5 (parameter \"n\")"));
  EXPECT_THAT(wrong("-1"), ElementsAre(HasSubstr("found -1")));
  EXPECT_THAT(wrong("1e9"), ElementsAre(HasSubstr("found 1000000000")));
  EXPECT_THAT(
      WrongAfterSample("stages { cycle { count { number: 2 } } }"),
      ElementsAre(HasSubstr("cycle.body: expected at least one stage")));
}

TEST(SpecViolationsTest, WhatIsMissing) {
  EXPECT_THAT(
      WrongAfterSample(R"(
        stages {}
        stages { hold {} }
        stages { hold { time_ps {} } }
        stages { ramp { to_kelvin { number: 1 } } }
        stages { load {} }
        stages { deform {} }
        stages { measure {} }
        stages { measure { measures {} } }
        stages { hold { time_ps { number: 1 } stress {} } }
        stages { biaxial_tension {} }
        stages { thermal_pressure {} }
        stages { cryogenic_cycling {} }
        stages { velocities {} }
        stages { surface {} })"),
      ElementsAre(
          "treatments[0].stages[0]: expected a stage, found none",
          "treatments[0].stages[1].hold.time_ps: expected a value, found none",
          "treatments[0].stages[2].hold.time_ps: expected a value, found none",
          "treatments[0].stages[3].ramp.rate_kelvin_per_ps: expected a rate or "
          "a time, found none",
          "treatments[0].stages[4].load.stress: expected a stress, found none",
          HasSubstr("stages[5].deform.rate_per_second: expected a value"),
          HasSubstr("stages[5].deform.to_strain: expected a value"),
          HasSubstr("stages[6].measure.measures: expected at least one"),
          HasSubstr("stages[7].measure.measures[0]: expected a measurement"),
          "treatments[0].stages[8].hold.stress: expected a pressure or a "
          "stress along x, y or z, found none",
          HasSubstr("stages[9].biaxial_tension.stress_gpa: expected a value"),
          HasSubstr("thermal_pressure.annealing_temperature_kelvin: expected a "
                    "value"),
          HasSubstr("cryogenic_cycling.cycles: expected a value"),
          HasSubstr("velocities.temperature_kelvin: expected a value"),
          HasSubstr("stages[13].surface.axis: expected an axis, found none")));
}

TEST(SpecViolationsTest, PressureAndStressAtOnce) {
  EXPECT_THAT(WrongAfterSample(R"(stages { load { stress {
                pressure_gpa { number: 1 } x_gpa { number: 1 } } } })"),
              ElementsAre("treatments[0].stages[0].load.stress: expected a "
                          "pressure or stresses along x, y and z, found both"));
}

TEST(SpecViolationsTest, NumbersThatAreNone) {
  EXPECT_THAT(WrongAfterSample("stages { hold { time_ps { number: inf } } }"),
              ElementsAre("treatments[0].stages[0].hold.time_ps: expected a "
                          "finite number, found inf"));
  EXPECT_THAT(WrongAfterSample("stages { hold { time_ps { number: nan } } }"),
              ElementsAre(HasSubstr("finite number, found nan")));
}

TEST(SpecViolationsTest, ValuesThatNewerClientsMayKnow) {
  v1::SweepSpec spec =
      ParseSweep(std::string(kSample) + "sample { surface { axis: AXIS_X } }");
  spec.mutable_sample(3)->mutable_surface()->set_axis(static_cast<v1::Axis>(9));
  EXPECT_THAT(WrongWith(spec), ElementsAre("sample[3].surface.axis: expected a "
                                           "known value, found 9"));
}

TEST(SpecViolationsTest, NoTemperatureYet) {
  EXPECT_THAT(WrongWith(R"(
    sample { create { cells { x: 6 y: 6 z: 6 } } }
    sample { hold { time_ps { number: 1 } } })"),
              ElementsAre("sample[1].hold: expected a temperature, because no "
                          "stage before has one"));
}

TEST(SpecViolationsTest, NumbersOutOfTheirRange) {
  EXPECT_THAT(
      WrongAfterSample(R"(
        stages { ramp { to_kelvin { number: 400 }
                        rate_kelvin_per_ps { number: 0 } } }
        stages { ramp { to_kelvin { number: 500 }
                        rate_kelvin_per_ps { number: -1 } } }
        stages { ramp { to_kelvin { number: 0 } time_ps { number: 1 } } }
        stages { hold { time_ps { number: 1e300 } } }
        stages { load { stress { pressure_gpa { number: 2000 } } } }
        stages { minimize { force_tolerance_ev_per_angstrom { number: 0 } } }
        stages { velocities { temperature_kelvin { number: -1 } } }
        stages { measure {
          measures { elastic { strain { number: 0.5 } } }
          measures { energy { time_ps { number: 0 } } }
          measures { energy { settle_ps { number: -1 } } } } })"),
      ElementsAre(
          HasSubstr("stages[0].ramp.rate_kelvin_per_ps: expected a rate above "
                    "0 K/ps and at most 1e+06 K/ps, found 0 K/ps"),
          HasSubstr("stages[1].ramp.rate_kelvin_per_ps"),
          HasSubstr("stages[2].ramp.to_kelvin"),
          HasSubstr("stages[3].hold.time_ps: expected at most 1e+12 steps"),
          HasSubstr("stages[4].load.stress.pressure_gpa: expected a stress "
                    "between -1000 and 1000 GPa, found 2000 GPa"),
          HasSubstr("stages[5].minimize.force_tolerance_ev_per_angstrom"),
          HasSubstr("stages[6].velocities.temperature_kelvin"),
          HasSubstr("stages[7].measure.measures[0].elastic.strain: expected a "
                    "strain above 0 and at most 0.05, found 0.5"),
          HasSubstr("measures[1].energy.time_ps: expected at least one step of "
                    "2 fs, found 0 ps"),
          HasSubstr("measures[2].energy.settle_ps")));
}

TEST(SpecViolationsTest, MeasuresOnTheWayOfADeformation) {
  const auto wrong = [](const std::string& deform) {
    return WrongAfterSample(
        "stages { deform { rate_per_second { number: 1e9 } to_strain { number: "
        "0.2 } " +
        deform + " } }");
  };
  const std::string energy = "measures { energy {} } ";
  EXPECT_THAT(wrong(energy + "measure_every_strain { number: 0.01 }"),
              IsEmpty());
  EXPECT_THAT(wrong(energy),
              ElementsAre("treatments[0].stages[0].deform.measure_every_strain:"
                          " expected a strain between measures, found none"));
  EXPECT_THAT(wrong("measure_every_strain { number: 0.01 }"),
              ElementsAre("treatments[0].stages[0].deform.measures: expected "
                          "at least one measurement, found none"));
  for (const char* every : {"0.03", "0", "-0.1", "0.3", "1e-9"}) {
    EXPECT_THAT(
        wrong(energy + "measure_every_strain { number: " + every + " }"),
        ElementsAre(HasSubstr("expected a positive strain of which to_strain "
                              "(0.2) is a multiple")))
        << every;
  }
}

TEST(SpecViolationsTest, ShearThatCannotBe) {
  const auto wrong = [](const std::string& deform,
                        const std::string& before = "") {
    return WrongAfterSample(before +
                            "stages { deform { shear: SHEAR_PLANE_XY "
                            "rate_per_second { number: 1e9 } " +
                            deform + " } }");
  };
  EXPECT_THAT(wrong("to_strain { number: 0.5 }"), IsEmpty());
  EXPECT_THAT(wrong("axis: AXIS_X to_strain { number: 0.1 }"),
              ElementsAre("treatments[0].stages[0].deform.shear: expected an "
                          "axis or a plane of shear, found both"));
  EXPECT_THAT(wrong("to_strain { number: 0.6 }"),
              ElementsAre("treatments[0].stages[0].deform.to_strain: expected "
                          "a shear strain of at least -0.5 and at most 0.5, "
                          "found 0.6"));
  EXPECT_THAT(wrong("to_strain { number: -0.1 }"),
              ElementsAre(HasSubstr("expected a strain with the sign of the "
                                    "rate")));
  EXPECT_THAT(
      wrong("to_strain { number: 0.1 } measure: STRAIN_MEASURE_TRUE"),
      ElementsAre(HasSubstr("deform.measure: expected engineering strain in "
                            "shear, found true strain")));
  EXPECT_THAT(
      wrong("to_strain { number: 0.1 }", "stages { surface { axis: AXIS_Z } }"),
      ElementsAre("treatments[0].stages[1].deform.shear: expected a "
                  "box that is periodic along all axes, found free "
                  "surfaces"));
}

TEST(SpecViolationsTest, AStressMeasureThatNewerClientsMayKnow) {
  v1::SweepSpec spec = ParseSweep(kSample);
  spec.mutable_settings()->set_stress_measure(
      static_cast<v1::StressMeasure>(7));
  EXPECT_THAT(WrongWith(spec), ElementsAre("settings.stress_measure: expected "
                                           "a known value, found 7"));
}

TEST(SpecViolationsTest, StrainAgainstItsRate) {
  const auto wrong = [](const std::string& rate, const std::string& strain) {
    return WrongAfterSample(absl::StrFormat(
        "stages { deform { rate_per_second { number: %s } to_strain { number: "
        "%s } } } stages { measure { measures { stress_strain {} } } }",
        rate, strain));
  };
  EXPECT_THAT(wrong("-1e9", "0.2"),
              ElementsAre("treatments[0].stages[0].deform.to_strain: expected "
                          "a strain with the sign of the rate (-1e+09 1/s), "
                          "found 0.2"));
  EXPECT_THAT(wrong("1e9", "-0.2"), ElementsAre(HasSubstr("found -0.2")));
  EXPECT_THAT(wrong("0", "0.2"),
              ElementsAre(HasSubstr("deform.rate_per_second: expected a strain "
                                    "rate that is not 0, found 0 1/s")));
  EXPECT_THAT(wrong("-1e9", "-1.5"),
              ElementsAre(HasSubstr("expected a strain above -1")));
  EXPECT_THAT(wrong("1e-3", "0.2"),
              ElementsAre(HasSubstr("deform.rate_per_second: expected at most "
                                    "1e+12 steps")));
}

TEST(SpecViolationsTest, FreeSurfacesForbidSomeStages) {
  const std::string surface = "stages { surface { axis: AXIS_X } }";
  const auto wrong = [&surface](const std::string& stage) {
    return WrongAfterSample(surface + "stages { " + stage + " }");
  };
  const std::string field = "treatments[0].stages[1].";
  EXPECT_THAT(wrong("surface { axis: AXIS_X }"),
              ElementsAre(field + "surface.axis: expected a periodic axis, "
                                  "found x, which has free surfaces already"));
  EXPECT_THAT(
      wrong("measure { measures { elastic {} } }"),
      ElementsAre(field + "measure.measures[0].elastic: expected a box that is "
                          "periodic along all axes, found free surfaces: "
                          "measure before `surface`"));
  EXPECT_THAT(
      wrong("deform { axis: AXIS_X rate_per_second { number: 1e9 } "
            "to_strain { number: 0.2 } }"),
      ElementsAre(field + "deform.axis: expected a periodic axis, found "
                          "x, which has free surfaces"));
  EXPECT_THAT(wrong("replicate { counts { x: 2 y: 1 z: 1 } }"),
              ElementsAre(HasSubstr("replicate.counts: expected 1 along x")));
  EXPECT_THAT(wrong("replicate { counts { x: 1 y: 2 z: 1 } }"), IsEmpty());
  EXPECT_THAT(wrong("load { stress { x_gpa { number: 1 } } }"),
              ElementsAre(field + "load.stress.x_gpa: expected no stress along "
                                  "x, where the box has free surfaces, found 1 "
                                  "GPa"));
  EXPECT_THAT(wrong("load { stress { pressure_gpa { number: 1 } } }"),
              ElementsAre(HasSubstr("load.stress.pressure_gpa")));
  EXPECT_THAT(wrong("load { stress { y_gpa { number: 1 } } }"), IsEmpty());
  EXPECT_THAT(wrong("hold { time_ps { number: 1 } coupling: COUPLING_ISO }"),
              ElementsAre(HasSubstr("hold.coupling: expected coupling none")));
}

TEST(SpecViolationsTest, CoupledAxesWithDifferentStresses) {
  EXPECT_THAT(
      WrongAfterSample(R"(
        stages { hold { time_ps { number: 1 } coupling: COUPLING_ISO } }
        stages { load { stress { x_gpa { number: 1 } } } })"),
      ElementsAre(AllOf(HasSubstr("treatments[0].stages[1].load: expected the "
                                  "same stress along x, y and z"),
                        HasSubstr("set the coupling to none"))));
}

TEST(SpecViolationsTest, ProtocolsDoNotInheritCoupling) {
  EXPECT_THAT(WrongAfterSample(R"(
    stages { hold { time_ps { number: 1 } coupling: COUPLING_ISO } }
    stages { biaxial_tension { stress_gpa { number: 2 } } })"),
              IsEmpty());
}

TEST(SpecViolationsTest, StressStrainWithoutADeformation) {
  const auto wrong = [](const std::string& stages) {
    return WrongAfterSample(
        stages + "stages { measure { measures { stress_strain {} } } }");
  };
  const std::string deform =
      "stages { deform { rate_per_second { number: 1e9 } to_strain { number: "
      "0.2 } } }";
  EXPECT_THAT(wrong(""), ElementsAre("treatments[0].stages[0].measure."
                                     "measures[0].stress_strain: expected a "
                                     "`deform` of an axis right before, whose "
                                     "curve is read"));
  EXPECT_THAT(wrong(deform), IsEmpty());
  EXPECT_THAT(
      wrong(deform + "stages { hold { time_ps { number: 1 } } }"),
      ElementsAre(HasSubstr("expected a `deform` of an axis right before")));
}

TEST(SpecViolationsTest, FlowThatTheDeformationDoesNotReach) {
  const std::string deform =
      "stages { deform { rate_per_second { number: -1e9 } to_strain { number: "
      "-0.1 } } }";
  EXPECT_THAT(
      WrongAfterSample(deform +
                       "stages { measure { measures { stress_strain {} } } }"),
      ElementsAre(HasSubstr("stress_strain.flow_to_strain: expected at most "
                            "the strain at which the deformation ends (0.1), "
                            "found 0.2")));
  EXPECT_THAT(
      WrongAfterSample(deform + R"(stages { measure { measures { stress_strain {
                         flow_from_strain { number: 0.09 }
                         flow_to_strain { number: 0.08 } } } } })"),
      ElementsAre(HasSubstr("flow_from_strain: expected less than "
                            "flow_to_strain (0.08), found 0.09")));
}

TEST(SpecViolationsTest, EnergyOfAtomsAtRest) {
  EXPECT_THAT(WrongAfterSample("stages { minimize {} } "
                               "stages { measure { measures { energy {} } } }"),
              ElementsAre(HasSubstr("energy: expected atoms that move")));
}

TEST(SpecViolationsTest, Baselines) {
  EXPECT_THAT(WrongWith(std::string(kSample) +
                        "treatments { name: \"reference\" } baseline: "
                        "\"referenc\""),
              ElementsAre("baseline: there is no treatment \"referenc\"; known "
                          "are reference; did you mean \"reference\"?"));
  EXPECT_THAT(
      WrongWith(std::string(kSample) + R"(
        treatments { name: "t" parameters { name: "a" list { values: 1 } }
          stages { hold { time_ps { parameter: "a" } } } }
        baseline: "t")"),
      ElementsAre("baseline: expected a treatment without parameters, which "
                  "has one point; \"t\" has 1"));
}

TEST(SpecViolationsTest, WorkThatNobodyCanDo) {
  EXPECT_THAT(WrongWith(R"(
    sample { create { cells { x: 500 y: 500 z: 500 } } }
    sample { hold { temperature_kelvin { number: 300 }
                    time_ps { number: 1.9e9 } } }
    test { hold { time_ps { number: 1.8e9 } } }
    replicas: 1000000)"),
              ElementsAre(HasSubstr("treatments: expected at most "
                                    "1000000000000000000 atom-steps")));
}

}  // namespace
}  // namespace lehr::plan
