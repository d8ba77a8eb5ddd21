#include "lehr/md/eam_potential.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"
#include "tests/support/synthetic_alloy.h"

namespace lehr::md {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(EamPotentialTest, FindsElementsByName) {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const auto potential =
      EamPotential::FromSetfl(SyntheticAlloy().Setfl(), "x.fs", elements);
  ASSERT_OK(potential);
  EXPECT_THAT((*potential)->masses(), ElementsAre(63.546, 91.224));
  EXPECT_EQ((*potential)->cutoff(), 5.0);
}

TEST(EamPotentialTest, NamesAMissingElement) {
  const std::vector<std::string> elements = {"Cu", "Al"};
  EXPECT_THAT(
      EamPotential::FromSetfl(SyntheticAlloy().Setfl(), "x.fs", elements),
      StatusIs(absl::StatusCode::kInvalidArgument,
               AllOf(StartsWith("x.fs:4: "), HasSubstr("\"Al\""),
                     HasSubstr("Zr, Cu"))));
}

TEST(EamPotentialTest, RefusesNoElements) {
  EXPECT_THAT(
      EamPotential::FromSetfl(SyntheticAlloy().Setfl(), "x.fs", {}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("found 0")));
}

// The same atoms under other species numbers.
TEST(EamPotentialTest, OrderOfElementsIsOnlyAName) {
  const State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.2, 1);
  std::vector<std::int32_t> swapped = state.atoms.species;
  for (std::int32_t& species : swapped) species = 1 - species;
  std::vector<Vec3> forces(state.atoms.size());
  std::vector<Vec3> swapped_forces(state.atoms.size());
  const std::string setfl = SyntheticAlloy().Setfl();
  const std::vector<std::string> cu_zr = {"Cu", "Zr"};
  const std::vector<std::string> zr_cu = {"Zr", "Cu"};
  const auto first = EamPotential::FromSetfl(setfl, "x.fs", cu_zr);
  const auto second = EamPotential::FromSetfl(setfl, "x.fs", zr_cu);
  ASSERT_OK(first);
  ASSERT_OK(second);
  const auto one = (*first)
                       ->MakeForceField(state.atoms.species, 1)
                       ->Compute(state.box, state.atoms.positions, forces);
  const auto two =
      (*second)
          ->MakeForceField(swapped, 1)
          ->Compute(state.box, state.atoms.positions, swapped_forces);
  ASSERT_OK(one);
  ASSERT_OK(two);
  EXPECT_EQ(one->energy, two->energy);
  EXPECT_EQ(forces, swapped_forces);
}

}  // namespace
}  // namespace lehr::md
