#include "lehr/md/analysis/element_radii.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

using ::testing::HasSubstr;

const std::vector<std::string> kElements = {"Zr", "Cu", "Al"};

TEST(ElementRadiiTest, GoBySpecies) {
  const std::vector<std::int32_t> species = {1, 0, 1};
  const auto radii = RadiiOf(kElements, species, DefaultRadii());
  ASSERT_OK(radii);
  EXPECT_EQ(*radii, (std::vector<double>{1.60, 1.28, 0}));
}

TEST(ElementRadiiTest, NamesTheElementWithoutARadius) {
  const std::vector<std::int32_t> species = {1, 2};
  EXPECT_THAT(
      RadiiOf(kElements, species, DefaultRadii()),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"Al\"")));
}

TEST(ElementRadiiTest, RefusesWhatIsNoRadius) {
  const std::vector<std::int32_t> species = {1};
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const double radius : {0.0, -1.28, kInfinity, -kInfinity,
                              std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THAT(RadiiOf(kElements, species, {{"Cu", radius}}),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr("radius of \"Cu\" above 0 Å")));
  }
}

TEST(ElementRadiiTest, RefusesASpeciesThatIsNotThere) {
  for (const std::int32_t s : {-1, 3}) {
    const std::vector<std::int32_t> species = {0, s};
    EXPECT_THAT(
        RadiiOf(kElements, species, DefaultRadii()),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("atom 1")));
  }
}

}  // namespace
}  // namespace lehr::md::analysis
