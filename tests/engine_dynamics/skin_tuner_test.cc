#include "engine/src/skin_tuner.h"

#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>

namespace lehr::md {
namespace {

// A machine that takes for a step what the volume within cutoff and skin is
// worth, and for a list as much as for `list` steps; lists last as long as the
// fastest atom needs for half the skin.
struct Machine {
  double list = 3;
  double steps_per_angstrom = 40;
  std::int64_t steps = 0;
  std::int64_t age = 0;

  double Plain(double skin) const { return 1e-3 * std::pow(7 + skin, 3) / 343; }
  double Life(double skin) const {
    return std::max(1.0, std::floor(steps_per_angstrom * skin));
  }
  double Cost(double skin) const {
    return Plain(skin) + list * Plain(skin) / Life(skin);
  }

  // One step; whether the skin was changed.
  bool Step(SkinTuner* tuner) {
    const double skin = tuner->skin();
    const bool rebuilt = ++age > static_cast<std::int64_t>(Life(skin));
    if (rebuilt) age = 0;
    double seconds = Plain(skin) * (rebuilt ? 1 + list : 1);
    // Now and then somebody else has the core.
    if (++steps % 7 == 0) seconds += 4e-3;
    const bool changed = tuner->Took(seconds, rebuilt);
    if (changed) age = 0;
    return changed;
  }

  // Steps until the skin was chosen `tunings` times.
  std::int64_t Tune(std::int64_t tunings, SkinTuner* tuner) {
    const std::int64_t begin = steps;
    while (tuner->tuning().tunings < tunings && steps < begin + 100000) {
      Step(tuner);
    }
    return steps - begin;
  }
};

TEST(SkinTunerTest, FindsTheSkinOfLeastTimeInSomeHundredSteps) {
  for (const double steps_per_angstrom : {10, 40, 150}) {
    Machine machine{.steps_per_angstrom = steps_per_angstrom};
    SkinTuner tuner;
    EXPECT_LE(machine.Tune(1, &tuner), 700);
    const Tuning tuning = tuner.tuning();
    double least = 1;
    for (double skin = 0.25; skin <= 2; skin += 0.01) {
      least = std::min(least, machine.Cost(skin));
    }
    // The scale has steps of a quarter.
    EXPECT_LT(machine.Cost(tuning.skin), 1.03 * least) << steps_per_angstrom;
    EXPECT_NEAR(tuning.rebuild_every, machine.Life(tuning.skin), 2);
  }
}

TEST(SkinTunerTest, KeepsTheSkinWhileListsLastAsLong) {
  Machine machine;
  SkinTuner tuner;
  machine.Tune(1, &tuner);
  EXPECT_FALSE(tuner.is_measuring());
  for (int step = 0; step < 50000; ++step) EXPECT_FALSE(machine.Step(&tuner));
  EXPECT_EQ(tuner.tuning().tunings, 1);
}

TEST(SkinTunerTest, ChoosesAgainWhenAMeltHasBecomeAGlass) {
  Machine machine{.steps_per_angstrom = 12};
  SkinTuner tuner;
  machine.Tune(1, &tuner);
  const double melt = tuner.tuning().skin;
  for (int step = 0; step < 3000; ++step) machine.Step(&tuner);
  machine.steps_per_angstrom = 120;
  EXPECT_LT(machine.Tune(2, &tuner), 3000);
  EXPECT_LT(tuner.tuning().skin, melt);
}

TEST(SkinTunerTest, SettlesWhereListsLastForEver) {
  Machine machine{.steps_per_angstrom = 1e9};
  SkinTuner tuner;
  EXPECT_LE(machine.Tune(1, &tuner), 1000);
  EXPECT_DOUBLE_EQ(tuner.skin(), 0.25);
}

TEST(SkinTunerTest, SettlesWhereEachStepNeedsAList) {
  Machine machine{.steps_per_angstrom = 0};
  SkinTuner tuner;
  EXPECT_LE(machine.Tune(1, &tuner), 1000);
}

}  // namespace
}  // namespace lehr::md
