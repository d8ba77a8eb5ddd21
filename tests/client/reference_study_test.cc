// The sweeps of the reference study in deploy/sweeps: what they cost, by hand.

#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "proto/plan/plan.h"
#include "proto/yaml/sweep_file.h"
#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

absl::StatusOr<plan::Plan> PlanOf(const std::string& name) {
  auto file =
      yaml::ReadSweepFile(std::string(LEHR_SWEEPS) + "/" + name + ".yaml");
  if (!file.ok()) return file.status();
  v1::PotentialRef* const potential =
      file->spec.mutable_material()->mutable_potential();
  potential->set_sha256(std::string(32, 'p'));
  potential->set_name("CuZr_mm.eam.fs");
  potential->add_elements("Cu");
  potential->add_elements("Zr");
  potential->set_format(v1::POTENTIAL_FORMAT_EAM_FS);
  potential->set_cutoff_angstrom(7.6);
  return plan::MakePlan(file->spec);
}

// Picoseconds of 2 fs steps.
constexpr std::int64_t kStepsPerPs = 500;
constexpr std::int64_t kReplicas = 4;
constexpr std::int64_t kSmall = 4 * 15 * 15 * 15;  // atoms of the quench
constexpr std::int64_t kLarge = kSmall * 4 * 8;

// Melt, quench at 1 K/ps, hold; then heat, anneal, cool, hold.
constexpr std::int64_t kSample =
    kSmall * (2000 + 1700 + 100) * kStepsPerPs +
    kLarge * (500 + 1000 + 500 + 100) * kStepsPerPs;
// Energy over 100 ps, 800 evaluations for moduli, 100 for each inherent
// structure (five: structure, g(r), S(q), and two to compare); then 100 ps with
// the surfaces and strain 0.2 at 1e8/s.
constexpr std::int64_t kTest =
    kLarge * (100 * kStepsPerPs + 800 + 5 * 100 + (100 + 2000) * kStepsPerPs);
constexpr std::int64_t kTension = (20 + 20000 + 20 + 5000) * kStepsPerPs;

// Load and settle; heat from 300 K; anneal; cool; unload and relax.
constexpr std::int64_t Pressed(std::int64_t temperature) {
  return (30 + 20 + (temperature - 300) + 1000 + (temperature - 300) + 30 +
          200) *
         kStepsPerPs;
}

// The first way down is from 300 K. Up to 400 K and down at 1 K/ps, and after
// each cycle the energy over 100 ps behind 100 ps.
constexpr std::int64_t Cycled(std::int64_t cycles) {
  return (290 + 100 + 390 + 10 + (cycles - 1) * (390 + 100 + 390 + 10) +
          cycles * (100 + 100)) *
         kStepsPerPs;
}
constexpr std::int64_t kAfterCycles = (100 + 200) * kStepsPerPs;

TEST(ReferenceStudyTest, PaperCostsWhatItsStagesCost) {
  const auto plan = PlanOf("paper");
  ASSERT_OK(plan.status());
  EXPECT_EQ(plan->points.size(), 64u);
  std::int64_t written = Pressed(800) + Pressed(900) + Pressed(1000) +
                         4 * kTension + (25040 + 35800) * kStepsPerPs;
  for (const std::int64_t cycles : {15, 20, 25, 30, 35, 40}) {
    written += Cycled(cycles) + kAfterCycles;
  }
  EXPECT_EQ(plan->atom_steps_as_written,
            kReplicas * (16 * (kSample + kTest) + kLarge * written));
}

// One sample; one way to 1000 K, which passes 800 and 900 K; one hold of 35.8
// ns; forty cycles, of which the first 100 ps of the next way down are the way
// to 300 K, too.
TEST(ReferenceStudyTest, PaperSharesWhatIsCommon) {
  const auto plan = PlanOf("paper");
  ASSERT_OK(plan.status());
  const std::int64_t heated =
      Pressed(800) + Pressed(900) + Pressed(1000) -
      (2 * (30 + 20) + (800 - 300) + (900 - 300)) * kStepsPerPs;
  const std::int64_t cycled = Cycled(40) + kAfterCycles + 5 * 200 * kStepsPerPs;
  EXPECT_EQ(plan::SharedAtomSteps(*plan),
            kReplicas * (kSample + 16 * kTest +
                         kLarge * (heated + 4 * kTension + cycled +
                                   35800 * kStepsPerPs)));
}

TEST(ReferenceStudyTest, EverySizeIsTheWholeStudy) {
  for (const char* name : {"demo", "small", "medium", "large", "paper"}) {
    SCOPED_TRACE(name);
    const auto plan = PlanOf(name);
    ASSERT_OK(plan.status());
    EXPECT_GE(plan->points.size(), 48u);
    // Sharing saves at least a third.
    EXPECT_LT(3 * plan::SharedAtomSteps(*plan),
              2 * plan->atom_steps_as_written);
  }
}

}  // namespace
}  // namespace lehr::client
