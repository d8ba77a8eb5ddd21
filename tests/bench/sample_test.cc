#include "tests/bench/sample.h"

#include <algorithm>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lehr/md/state_file.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"
#include "tests/support/synthetic_alloy.h"

namespace lehr::bench {
namespace {

TEST(SampleTest, SizesAreThoseOfRepeatedCubes) {
  EXPECT_EQ(SampleSize(500), 500);
  EXPECT_EQ(SampleSize(1372), 1372);
  EXPECT_EQ(SampleSize(13500), 13500);
  EXPECT_EQ(SampleSize(108000), 108000);
  EXPECT_NEAR(static_cast<double>(SampleSize(1000000)), 1e6, 2e4);
  EXPECT_EQ(SampleSize(1), 500);
}

TEST(SampleTest, IsMadeOnceAndThenRead) {
  const auto folder = MakeTestFolder();
  std::ofstream(folder / "made-up.eam.fs") << md::SyntheticAlloy().Setfl();
  const auto potential = ReadAlloyPotential(folder / "made-up.eam.fs");
  ASSERT_OK(potential);
  const SampleRecipe recipe = {.atoms = 500, .crude = true};
  const auto made = MakeSample(*potential, recipe, folder / "samples");
  ASSERT_OK(made);
  EXPECT_EQ(made->atoms.size(), 500U);
  EXPECT_EQ(
      std::count(made->atoms.species.begin(), made->atoms.species.end(), 0),
      320);  // 64 %
  // Another state in its place comes back: nothing is made again.
  md::State other = *made;
  other.atoms.velocities[0] = {1, 2, 3};
  for (const auto& file :
       std::filesystem::directory_iterator(folder / "samples")) {
    std::ofstream(file.path(), std::ios::binary) << md::EncodeState(other);
  }
  const auto read = MakeSample(*potential, recipe, folder / "samples");
  ASSERT_OK(read);
  EXPECT_EQ(read->atoms.velocities[0], other.atoms.velocities[0]);
}

}  // namespace
}  // namespace lehr::bench
