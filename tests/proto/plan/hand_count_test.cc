// Atom-steps of plans against sums that a person can follow.

#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "proto/yaml/sweep_file.h"
#include "tests/proto/plan/yaml_sweeps.h"
#include "tests/support/status_matchers.h"

namespace lehr::plan {
namespace {

constexpr double kStepsPerPs = 500;  // of 2 fs

// Force evaluations that elastic constants are taken to need.
constexpr double kElastic = 800;

TEST(HandCountTest, Quickstart) {
  auto file = yaml::ReadSweepFile(LEHR_SWEEPS_FOLDER "/quickstart.yaml");
  ASSERT_OK(file);
  const Plan plan = PlanOfFile(*file);
  // Melt and quench 720 atoms; heat, anneal, cool, hold 1,440.
  const double sample =
      720 * (5 + 17) * kStepsPerPs + 1440 * (5 + 5 + 5 + 5) * kStepsPerPs;
  // Energy, elastic constants, and 0.2 at 0.02/ps.
  const double test = 1440 * (5 * kStepsPerPs + kElastic + 10 * kStepsPerPs);
  // Press, heat, anneal, cool, let go, relax. The lower one's way up is the
  // beginning of the higher one's.
  const double at_800 = 2 + 5 + 5 + 5 + 2 + 5;
  const double at_1000 = 2 + 7 + 5 + 7 + 2 + 5;
  const double both_pressed = 2 + 5;
  // Load, hold, unload, relax; the loads have other rates.
  const double biaxial = 2 + 10 + 2 + 5;
  // From 300 K to 10, 400 and again to 10 K; back to 300 K, relax. After one
  // cycle both go towards 300 K, one of them to stay there.
  const double first_cycle = 2.9 + 1 + 3.9 + 1;
  const double next_cycle = 3.9 + 1 + 3.9 + 1;
  const double cycled_1 = first_cycle + 1 + 5;
  const double cycled_3 = first_cycle + 2 * next_cycle + 1 + 5;
  const double both_cycled = first_cycle + 1;
  const double written = at_800 + at_1000 + 2 * biaxial + cycled_1 + cycled_3;
  const double shared = written - both_pressed - both_cycled;

  EXPECT_EQ(plan.points.size(), 7u);
  EXPECT_EQ(static_cast<double>(plan.atom_steps_as_written),
            7 * (sample + test) + 1440 * written * kStepsPerPs);
  EXPECT_EQ(static_cast<double>(SharedAtomSteps(plan)),
            sample + 7 * test + 1440 * shared * kStepsPerPs);
}

// CN 15 to 40 of the reference study's cycles.
TEST(HandCountTest, CyclingOfTheStudy) {
  const Plan plan = PlanOfYaml(YamlSweep(R"(
treatments:
  cryogenic_cycling:
    parameters: {cycles: {from: 15, to: 40, step: 5}}
    stages: [cryogenic_cycling: {cycles: $cycles}]
)"));
  constexpr double kAtoms = 864;
  const double sample = 1 + 17;
  // 1 K/ps between 10 and 400 K, 100 ps at the lower, 10 at the upper.
  const double first_cycle = 290 + 100 + 390 + 10;
  const double next_cycle = 390 + 100 + 390 + 10;
  const double back = 100;
  const double relax = 200;
  const double written = 6 * sample + 6 * first_cycle +
                         (14 + 19 + 24 + 29 + 34 + 39) * next_cycle +
                         6 * (back + relax);
  // Forty cycles; the way back is a part of the next cycle but for the last.
  const double shared =
      sample + first_cycle + 39 * next_cycle + back + 6 * relax;
  EXPECT_EQ(static_cast<double>(plan.atom_steps_as_written),
            kAtoms * written * kStepsPerPs);
  EXPECT_EQ(static_cast<double>(SharedAtomSteps(plan)),
            kAtoms * shared * kStepsPerPs);
  // Four times less.
  EXPECT_NEAR(written / shared, 4.02, 0.01);
}

}  // namespace
}  // namespace lehr::plan
