// Stages that differ only in how long they last share their common part.

#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "tests/proto/plan/yaml_sweeps.h"

namespace lehr::plan {
namespace {

// Dynamics of a plan in which each piece of each path is done once [ps], beyond
// the sample of YamlSweep.
double PicosecondsToDo(const Plan& plan) {
  constexpr std::int64_t kStepsPerPs = 500;
  constexpr double kSamplePs = 1 + 17;
  std::int64_t steps = 0;
  for (const PlannedSegment& segment : plan.segments) {
    if (!segment.work.advance().law().has_dynamics()) continue;
    steps += segment.steps;
    if (segment.continues < 0) continue;
    steps -= plan.segments[static_cast<std::size_t>(segment.continues)].steps;
  }
  return static_cast<double>(steps) / kStepsPerPs - kSamplePs;
}

struct Shared {
  const char* what;
  const char* parameters;  // of the sweep
  const char* stages;
  double picoseconds;
};

constexpr Shared kShared[] = {
    {"holds", "{t: [5, 10, 20]}", "hold: {time_ps: $t}", 20},
    {"a measurement in the middle of what others go on with", "{t: [5, 20]}",
     "hold: {time_ps: $t}, measure: [energy, structure]", 20},
    {"ramps of one rate, up to the lower end", "{T: [900, 1000]}",
     "ramp: {T_to: $T, rate: 10}", 70},
    {"a hold where others heat on", "{T: [900, 1000]}",
     "ramp: {T_to: $T, rate: 10}, hold: {time_ps: 5}", 70 + 2 * 5},
    // 600 K in 37 ps, 700 K in 7/6 of that.
    {"ramps whose times give one rate",
     "[{T: [900, 1000], t: [37, 43.16666666666667]}]",
     "ramp: {T_to: $T, time_ps: $t}", 43.166},
    {"cooling", "{T: [10, 77]}", "ramp: {T_to: $T, rate: 1}", 290},
    {"loads at one rate", "[{p: [2.3, 2.6], t: [23, 26]}]",
     "load: {P: $p, ramp_ps: $t}", 26},
    {"relaxations after loads at one rate", "[{p: [2.3, 2.6], t: [23, 26]}]",
     "load: {P: $p, ramp_ps: $t}, unload: {ramp_ps: 10}, hold: {time_ps: 5}",
     26 + 2 * (10 + 5)},
    {"biaxial loads at one rate", "[{s: [1.1, 2.2, 3.3], t: [11, 22, 33]}]",
     "load: {stress: {x: $s, y: $s}, ramp_ps: $t}", 33},
    // 1e10/s: 1 ps for each percent.
    {"the structure at every percent of one pull",
     "{e: {from: 0.01, to: 0.2, step: 0.01}}",
     "deform: {rate_per_s: 1e10, to: $e}, measure: [structure]", 20},
    {"shears", "{e: [0.05, 0.1]}",
     "deform: {shear: xy, rate_per_s: 1e10, to: $e}", 10},
    {"cycles, and a path that ends in the middle of one", "{n: [15, 40]}",
     "cycle: {n: $n, body: [hold: {time_ps: 1}, ramp: {T_to: "
     "400, rate: 100}, ramp: {T_to: 300, rate: 100}]}, hold: {time_ps: 5}",
     // The last hold of the shorter one begins as its next cycle would.
     40 * 3 + 5 + 4},
    // Loading, holding for the longer time; leaving twice.
    {"holds within a protocol", "{t: [10, 30]}",
     "biaxial_tension: {stress: 1, hold_ps: $t, ramp_ps: 2, relax_ps: 4}",
     2 + 30 + 2 * (2 + 4)},
    // Load, settle, heat to the higher; from each: anneal, cool, unload, relax.
    {"annealing temperatures of a protocol", "{T: [800, 1000]}",
     "thermal_pressure: {T: $T, P: 3, time_ps: 5, rate: 100, ramp_ps: 2, "
     "settle_ps: 1, relax_ps: 4}",
     2 + 1 + 7 + (5 + 5 + 2 + 4) + (5 + 7 + 2 + 4)},
};

TEST(SharingTest, EachPieceOfPhysicalTimeIsDoneOnce) {
  for (const Shared& shared : kShared) {
    SCOPED_TRACE(shared.what);
    const std::string key =
        shared.parameters[0] == '[' ? "zipped: " : "parameters: ";
    const Plan plan = PlanOfYaml(YamlSweep(
        key + shared.parameters + "\ntest: [" + shared.stages + "]\n"));
    EXPECT_NEAR(PicosecondsToDo(plan), shared.picoseconds, 1e-9);
  }
}

TEST(SharingTest, LoadsToFractionsOfWhatWasMeasuredShareTheirBeginning) {
  const Plan plan = PlanOfYaml(YamlSweep(R"(
treatments:
  as_cast: {stages: [deform: {rate_per_s: 1e10, to: 0.2}, measure: [stress_strain]]}
  loaded:
    zipped: [{f: [0.79, 0.9], t: [7.9, 9]}]
    stages: [load: {P: {ref: as_cast.yield_stress, factor: $f}, ramp_ps: $t}]
)"));
  EXPECT_NEAR(PicosecondsToDo(plan), 20 + 9, 1e-9);
}

TEST(SharingTest, ABranchLeavesTheMainPathAsItIs) {
  const auto longest = [](const std::string& times) {
    return PlanOfYaml(YamlSweep("parameters: {t: " + times +
                                "}\ntest: [hold: {time_ps: $t}, minimize]\n"))
        .segments.back()
        .key;
  };
  EXPECT_EQ(longest("[20]"), longest("[5, 7, 20]"));
}

TEST(SharingTest, WhereAPathLeavesIsTheStateThatTheOthersContinue) {
  const Plan plan = PlanOfYaml(
      YamlSweep("parameters: {t: [20, 5, 10]}\ntest: [hold: {time_ps: $t}]\n"));
  std::int64_t before = 0;
  int continued = -1;
  for (std::size_t i = 0; i < plan.segments.size(); ++i) {
    if (plan.segments[i].label != "sample/test/hold 300 K") continue;
    EXPECT_EQ(plan.segments[i].continues, continued);
    EXPECT_GT(plan.segments[i].steps, before);
    before = plan.segments[i].steps;
    continued = static_cast<int>(i);
  }
  EXPECT_EQ(before, 10000);
}

}  // namespace
}  // namespace lehr::plan
