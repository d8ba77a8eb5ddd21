#include "proto/plan/protocols.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/proto/plan/sweeps.h"

namespace lehr::plan {
namespace {

using ::testing::ElementsAre;

// Key of what a treatment "t" with these stages leads to.
std::string LastKey(const std::string& stages) {
  const Plan plan = PlanOf(std::string(kSample) + "treatments { name: \"t\" " +
                           stages + " }");
  return plan.points.empty() ? "" : plan.segments.back().key;
}

// Stages in text format, short: "T" in K, "time" in ps, "P" in GPa; each axis
// on its own.
std::string Hold(const std::string& time, const std::string& pressure) {
  return "stages { hold { time_ps { number: " + time +
         " } stress { pressure_gpa { number: " + pressure +
         " } } coupling: COUPLING_NONE } }\n";
}
std::string Ramp(const std::string& temperature, const std::string& rate,
                 const std::string& pressure) {
  return "stages { ramp { to_kelvin { number: " + temperature +
         " } rate_kelvin_per_ps { number: " + rate +
         " } stress { pressure_gpa { number: " + pressure +
         " } } coupling: COUPLING_NONE } }\n";
}
std::string Unload(const std::string& time) {
  return "stages { unload { ramp_ps { number: " + time + " } } }\n";
}

TEST(ProtocolsTest, ThermalPressureIsTheStagesOfThePaperByDefault) {
  EXPECT_EQ(
      LastKey("stages { thermal_pressure { annealing_temperature_kelvin { "
              "number: 900 } } }"),
      LastKey("stages { load { stress { pressure_gpa { number: 3 } } ramp_ps { "
              "number: 30 } } }" +
              Hold("20", "3") + Ramp("900", "1", "3") + Hold("1000", "3") +
              Ramp("300", "1", "3") + Unload("30") + Hold("200", "0")));
}

TEST(ProtocolsTest, PressureMayComeAndGoAtTheAnnealingTemperature) {
  const std::string load =
      "stages { load { stress { pressure_gpa { number: 3 } } ramp_ps { "
      "number: 30 } } }";
  const std::string start =
      "stages { thermal_pressure { annealing_temperature_kelvin { number: 900 "
      "} ";
  EXPECT_EQ(LastKey(start + "pressure_on: PRESSURE_ON_AT_ANNEALING } }"),
            LastKey(Ramp("900", "1", "0") + load + Hold("20", "3") +
                    Hold("1000", "3") + Ramp("300", "1", "3") + Unload("30") +
                    Hold("200", "0")));
  EXPECT_EQ(LastKey(start + "pressure_off: PRESSURE_OFF_BEFORE_COOLING } }"),
            LastKey(load + Hold("20", "3") + Ramp("900", "1", "3") +
                    Hold("1000", "3") + Unload("30") + Ramp("300", "1", "0") +
                    Hold("200", "0")));
}

TEST(ProtocolsTest, ThermalPressureTakesAllItsNumbers) {
  EXPECT_EQ(
      LastKey(R"(stages { thermal_pressure {
        pressure_gpa { number: 2 } annealing_temperature_kelvin { number: 800 }
        annealing_time_ps { number: 50 } rate_kelvin_per_ps { number: 10 }
        ramp_ps { number: 5 } settle_ps { number: 0 }
        relax_ps { number: 7 } } })"),
      LastKey("stages { load { stress { pressure_gpa { number: 2 } } ramp_ps { "
              "number: 5 } } }" +
              Ramp("800", "10", "2") + Hold("50", "2") +
              Ramp("300", "10", "2") + Unload("5") + Hold("7", "0")));
}

TEST(ProtocolsTest, BiaxialTensionLoadsTwoAxes) {
  const std::string stress =
      "stress { x_gpa { number: 2.4 } y_gpa { number: 2.4 } }";
  EXPECT_EQ(
      LastKey("stages { biaxial_tension { stress_gpa { number: 2.4 } } }"),
      LastKey("stages { load { " + stress + " } } stages { hold { time_ps { " +
              "number: 20000 } } }" + Unload("20") + Hold("5000", "0")));
  EXPECT_EQ(LastKey(R"(stages { biaxial_tension { stress_gpa { number: 2.4 }
        hold_ps { number: 10 } ramp_ps { number: 5 } relax_ps { number: 3 } } })"),
            LastKey("stages { load { ramp_ps { number: 5 } " + stress +
                    " } } stages { hold { time_ps { number: 10 } } }" +
                    Unload("5") + Hold("3", "0")));
}

TEST(ProtocolsTest, BiaxialTensionCanLoadAndUnloadAtOnce) {
  EXPECT_EQ(LastKey(R"(stages { biaxial_tension { stress_gpa { number: 2.4 }
        hold_ps { number: 10 } ramp_ps { number: 0 } relax_ps { number: 3 } } })"),
            LastKey("stages { hold { time_ps { number: 10 } stress { x_gpa { "
                    "number: 2.4 } y_gpa { number: 2.4 } } } }" +
                    Hold("3", "0")));
}

// One cycle as the reference study has it: hold low, heat, hold high.
std::string LowToHigh(const std::string& low, const std::string& high,
                      const std::string& rate) {
  return Hold("100", "0") + Ramp(high, rate, "0") + Hold("10", "0") +
         (low.empty() ? "" : Ramp(low, rate, "0"));
}

TEST(ProtocolsTest, CryogenicCyclingIsTheStagesOfThePaper) {
  EXPECT_EQ(LastKey("stages { cryogenic_cycling { cycles { number: 3 } } }"),
            LastKey(Ramp("10", "1", "0") + LowToHigh("10", "400", "1") +
                    LowToHigh("10", "400", "1") + LowToHigh("", "400", "1") +
                    Ramp("300", "1", "0") + Hold("200", "0")));
}

TEST(ProtocolsTest, CryogenicCyclingTakesAllItsNumbers) {
  EXPECT_EQ(LastKey(R"(stages { cryogenic_cycling { cycles { number: 1 }
              low_kelvin { number: 20 } high_kelvin { number: 350 }
              low_hold_ps { number: 100 } high_hold_ps { number: 10 }
              rate_kelvin_per_ps { number: 5 } relax_ps { number: 9 } } })"),
            LastKey(Ramp("20", "5", "0") + LowToHigh("", "350", "5") +
                    Ramp("300", "5", "0") + Hold("9", "0")));
}

TEST(ProtocolsTest, NoCyclesAreAControl) {
  EXPECT_EQ(LastKey("stages { cryogenic_cycling { cycles { number: 0 } } }"),
            LastKey(Hold("200", "0")));
}

TEST(ProtocolsTest, LongerCyclingsGoOnFromShorterOnes) {
  const Plan plan = PlanOf(std::string(kSample) + R"(
    treatments { name: "ctc"
      parameters { name: "n" list { values: [4, 2] } }
      stages { cryogenic_cycling { cycles { parameter: "n" } } } })");
  ASSERT_EQ(plan.points.size(), 2u);
  // Shared with the longer: sample (4), two cycles of four stages.
  int shared = 0;
  for (const int segment : plan.points[1].segments) {
    shared += plan.segments[static_cast<std::size_t>(segment)].points == 2;
  }
  EXPECT_EQ(shared, 4 + 8);
  EXPECT_EQ(plan.points[1].segments.size(), 4u + 8 + 2);
  EXPECT_EQ(plan.segments.size(), 4u + 16 + 2 + 2);
  // The way back to 300 K passes on the same law as the next cycle's cooling.
  const PlannedSegment& next = SegmentAt(plan, "ctc/cycle 3/ramp to 10 K");
  ASSERT_GE(next.continues, 0);
  EXPECT_EQ(plan.segments[static_cast<std::size_t>(next.continues)].steps,
            50000);  // 400 to 300 K at 1 K/ps
}

TEST(ProtocolsTest, LabelsCountTheCycles) {
  const Plan plan = PlanOf(std::string(kSample) + R"(
    treatments { name: "ctc"
      stages { cryogenic_cycling { cycles { number: 1 } } }
      stages { cycle { count { number: 2 } body { cycle { count { number: 1 }
        body { hold { time_ps { number: 1 } } } } } } } })");
  std::vector<std::string> labels;
  for (const PlannedSegment& segment : plan.segments) {
    labels.push_back(segment.label);
  }
  EXPECT_THAT(labels,
              ElementsAre("sample/create", "sample/velocities 4000 K",
                          "sample/hold 2000 K", "sample/ramp to 300 K",
                          "ctc/cycle 1/ramp to 10 K", "ctc/cycle 1/hold 10 K",
                          "ctc/cycle 1/ramp to 400 K", "ctc/cycle 1/hold 400 K",
                          "ctc/ramp to 300 K", "ctc/hold 300 K",
                          "ctc/cycle 1/cycle 1/hold 300 K",
                          "ctc/cycle 2/cycle 1/hold 300 K"));
}

}  // namespace
}  // namespace lehr::plan
