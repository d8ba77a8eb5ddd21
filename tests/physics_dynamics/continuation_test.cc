// The promise of the design: same state and law, same bits, however it is run.

#include <random>
#include <string>
#include <tuple>

#include <gtest/gtest.h>

#include "lehr/md/build.h"
#include "lehr/md/eam_potential.h"
#include "lehr/md/simulation.h"
#include "lehr/md/state_file.h"
#include "tests/support/status_matchers.h"
#include "tests/support/synthetic_alloy.h"

namespace lehr::md {
namespace {

std::unique_ptr<EamPotential> Alloy() {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  auto potential =
      EamPotential::FromSetfl(SyntheticAlloy().Setfl(), "made up", elements);
  EXPECT_OK(potential);
  return std::move(potential).value();
}

State HotAlloy(std::array<int, 3> cells) {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const std::vector<double> masses = {63.546, 91.224};
  const std::int64_t sites = std::int64_t{4} * cells[0] * cells[1] * cells[2];
  const std::vector<std::int64_t> counts = {sites / 2, sites - sites / 2};
  auto state =
      CreateLattice(Lattice::kFcc, cells, 3.9, elements, masses, counts, 3);
  EXPECT_OK(state);
  DrawVelocities(900, 4, &*state);
  return *state;
}

// A ramp of temperature and of the stress along z, one axis strained.
DynamicsLaw Ramp() {
  DynamicsLaw law;
  law.temperature = TemperatureLaw{.start = 900, .rate = -100};
  law.axes[0] = {.mode = AxisMode::kStress, .stress_start = -1000};
  law.axes[1] = {.mode = AxisMode::kRate, .strain_rate = 0.02};
  law.axes[2] = {.mode = AxisMode::kStress, .stress_rate = 500};
  law.barostat_drag = 0.5;
  return law;
}

class ContinuationTest : public testing::TestWithParam<Precision> {
 protected:
  static DynamicsLaw Law() {
    DynamicsLaw law = Ramp();
    law.precision = GetParam();
    return law;
  }
};

INSTANTIATE_TEST_SUITE_P(Paths, ContinuationTest,
                         testing::Values(Precision::kReference,
                                         Precision::kFast),
                         [](const auto& test) {
                           return test.param == Precision::kFast ? "Fast"
                                                                 : "Reference";
                         });

TEST_P(ContinuationTest, ARunCutAnywhereEndsWithTheSameBytes) {
  constexpr std::int64_t kSteps = 2000;
  const auto potential = Alloy();
  const State start = HotAlloy({4, 4, 4});
  auto whole = Simulation::Create(*potential, Law(), start, {});
  ASSERT_OK(whole);
  ASSERT_OK((*whole)->Advance(kSteps, nullptr));
  const std::string expected = EncodeState((*whole)->state());

  std::mt19937_64 engine(1);
  std::string bytes = EncodeState(start);
  std::int64_t step = 0;
  while (step < kSteps) {
    const auto piece = std::min<std::int64_t>(
        kSteps - step, static_cast<std::int64_t>(engine() % 300 + 1));
    auto state = DecodeState(bytes);
    ASSERT_OK(state);
    // Neither skin nor threads belong to the physics.
    auto part = Simulation::Create(
        *potential, Law(), *state,
        {.threads = static_cast<int>(engine() % 2 + 1),
         .skin = 0.3 + 0.1 * static_cast<double>(engine() % 7)});
    ASSERT_OK(part);
    ASSERT_OK((*part)->Advance(piece, nullptr));
    bytes = EncodeState((*part)->state());
    step += piece;
  }
  EXPECT_EQ(bytes, expected);
}

TEST_P(ContinuationTest, OneTwoAndThreeThreadsEndWithTheSameBytes) {
  const auto potential = Alloy();
  const State start = HotAlloy({12, 12, 11});  // 25 blocks of atoms
  std::string one;
  for (const int threads : {1, 2, 3}) {
    auto simulation =
        Simulation::Create(*potential, Law(), start, {.threads = threads});
    ASSERT_OK(simulation);
    ASSERT_OK((*simulation)->Advance(40, nullptr));
    const std::string bytes = EncodeState((*simulation)->state());
    if (one.empty()) one = bytes;
    EXPECT_EQ(bytes, one) << threads << " threads";
  }
}

TEST(ContinuationTest, ARunThatChoosesItsSkinEndsWithTheSameBytes) {
  constexpr std::int64_t kSteps = 1500;
  const auto potential = Alloy();
  const State start = HotAlloy({4, 4, 4});
  const auto run = [&](const Simulation::Options& options) {
    auto simulation = Simulation::Create(*potential, Ramp(), start, options);
    EXPECT_OK(simulation);
    EXPECT_OK((*simulation)->Advance(kSteps, nullptr));
    return *std::move(simulation);
  };
  const auto given = run({.skin = 1.0});
  EXPECT_EQ(given->tuning().skin, 1.0);
  EXPECT_EQ(given->tuning().tunings, 0);
  // A clock on which a step takes as many seconds as there were steps before,
  // so that skins look worse and worse.
  double now = 0;
  double step = 0;
  const auto chosen = run({.seconds = [&] { return now += ++step; }});
  const Tuning tuning = chosen->tuning();
  EXPECT_EQ(tuning.tunings, 1);
  EXPECT_GT(tuning.rebuild_every, 1);
  EXPECT_NE(tuning.skin, 1.0);
  EXPECT_EQ(EncodeState(chosen->state()), EncodeState(given->state()));
}

// Every kind of law, with what it needs of the box.
struct KindOfLaw {
  const char* name;
  DynamicsLaw (*law)();
  bool slab = false;
};

DynamicsLaw Nve() { return {}; }

DynamicsLaw Nvt() {
  DynamicsLaw law;
  law.temperature = TemperatureLaw{.start = 600};
  return law;
}

DynamicsLaw NptAniso() {
  DynamicsLaw law = Nvt();
  for (AxisLaw& axis : law.axes) axis.mode = AxisMode::kStress;
  return law;
}

DynamicsLaw NptIso() {
  DynamicsLaw law = NptAniso();
  law.coupling = Coupling::kIso;
  return law;
}

DynamicsLaw ReferenceStress() {
  DynamicsLaw law = NptAniso();
  law.axes[1].stress_start = 5000;
  law.stress_measure = StressMeasure::kReference;
  return law;
}

DynamicsLaw TrueRate() {
  DynamicsLaw law = NptAniso();
  law.axes[0] = {.mode = AxisMode::kRate,
                 .strain_rate = 0.05,
                 .strain_measure = StrainMeasure::kTrue};
  return law;
}

DynamicsLaw Shear() {
  DynamicsLaw law = NptAniso();
  law.shear = ShearLaw{0, 2, 0.05};
  return law;
}

DynamicsLaw Slab() {
  DynamicsLaw law = NptAniso();
  law.axes[0].mode = AxisMode::kFree;
  return law;
}

class EveryLawTest
    : public testing::TestWithParam<std::tuple<KindOfLaw, Precision>> {
 protected:
  static DynamicsLaw Law() {
    DynamicsLaw law = std::get<0>(GetParam()).law();
    law.precision = std::get<1>(GetParam());
    return law;
  }
  static bool IsSlab() { return std::get<0>(GetParam()).slab; }
};

TEST_P(EveryLawTest, EndsWithTheSameBytesOnOneAndTwoThreads) {
  const auto potential = Alloy();
  State start = HotAlloy({12, 12, 11});  // 25 blocks of atoms
  if (IsSlab()) {
    ASSERT_OK(OpenSurface(0, &start));
  }
  std::string one;
  for (const int threads : {1, 2}) {
    auto simulation =
        Simulation::Create(*potential, Law(), start, {.threads = threads});
    ASSERT_OK(simulation);
    ASSERT_OK((*simulation)->Advance(15, nullptr));
    const std::string bytes = EncodeState((*simulation)->state());
    if (one.empty()) one = bytes;
    EXPECT_EQ(bytes, one) << threads << " threads";
  }
}

TEST_P(EveryLawTest, EndsWithTheSameBytesWhenCutInTwo) {
  const auto potential = Alloy();
  State start = HotAlloy({4, 4, 4});
  if (IsSlab()) {
    ASSERT_OK(OpenSurface(0, &start));
  }
  const DynamicsLaw law = Law();
  auto whole = Simulation::Create(*potential, law, start, {});
  ASSERT_OK(whole);
  ASSERT_OK((*whole)->Advance(100, nullptr));
  auto first = Simulation::Create(*potential, law, start, {});
  ASSERT_OK(first);
  ASSERT_OK((*first)->Advance(37, nullptr));
  auto stored = DecodeState(EncodeState((*first)->state()));
  ASSERT_OK(stored);
  auto second = Simulation::Create(*potential, law, *stored, {.skin = 0.4});
  ASSERT_OK(second);
  ASSERT_OK((*second)->Advance(63, nullptr));
  EXPECT_EQ(EncodeState((*second)->state()), EncodeState((*whole)->state()));
}

INSTANTIATE_TEST_SUITE_P(
    Laws, EveryLawTest,
    testing::Combine(
        testing::Values(KindOfLaw{"Nve", Nve}, KindOfLaw{"Nvt", Nvt},
                        KindOfLaw{"NptIso", NptIso},
                        KindOfLaw{"NptAniso", NptAniso},
                        KindOfLaw{"ReferenceStress", ReferenceStress},
                        KindOfLaw{"TrueRate", TrueRate},
                        KindOfLaw{"Shear", Shear},
                        KindOfLaw{"Slab", Slab, true}),
        testing::Values(Precision::kReference, Precision::kFast)),
    [](const auto& test) {
      return std::string(std::get<0>(test.param).name) +
             (std::get<1>(test.param) == Precision::kFast ? "Fast" : "");
    });

TEST_P(ContinuationTest, ALongerRunPassesThroughTheShorterOnesEnd) {
  const auto potential = Alloy();
  auto simulation =
      Simulation::Create(*potential, Law(), HotAlloy({4, 4, 4}), {});
  ASSERT_OK(simulation);
  ASSERT_OK((*simulation)->Advance(60, nullptr));
  const std::string shorter = EncodeState((*simulation)->state());
  auto again = Simulation::Create(*potential, Law(), HotAlloy({4, 4, 4}), {});
  ASSERT_OK(again);
  for (int k = 0; k < 60; ++k) ASSERT_OK((*again)->Advance(1, nullptr));
  EXPECT_EQ(EncodeState((*again)->state()), shorter);
}

}  // namespace
}  // namespace lehr::md
