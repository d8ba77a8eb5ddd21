#include "server/core/derived_observables.h"

#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::server {
namespace {

v1::Observable Make(const std::string& name, double value,
                    std::optional<double> error = std::nullopt) {
  v1::Observable observable;
  observable.set_name(name);
  observable.set_unit("eV/atom");
  observable.set_value(value);
  if (error.has_value()) observable.set_standard_error(*error);
  return observable;
}

TEST(DerivedObservablesTest, DifferenceIsInMevWithErrorsInQuadrature) {
  const auto derived =
      DerivedObservables({Make("potential_energy", -4.99, 0.003)},
                         {Make("potential_energy", -5.00, 0.004)});
  ASSERT_EQ(derived.size(), 1u);
  EXPECT_EQ(derived[0].name(), "delta_potential_energy");
  EXPECT_EQ(derived[0].unit(), "meV/atom");
  EXPECT_NEAR(derived[0].value(), 10, 1e-9);
  EXPECT_NEAR(derived[0].standard_error(), 5, 1e-9);
}

TEST(DerivedObservablesTest, HasNoErrorUnlessBothHaveOne) {
  const auto derived =
      DerivedObservables({Make("inherent_structure_energy", 1)},
                         {Make("inherent_structure_energy", 2, 0.1)});
  ASSERT_EQ(derived.size(), 1u);
  EXPECT_EQ(derived[0].name(), "delta_inherent_structure_energy");
  EXPECT_FALSE(derived[0].has_standard_error());
}

TEST(DerivedObservablesTest, NothingFollowsFromWhatOnlyOneHas) {
  EXPECT_TRUE(DerivedObservables({Make("potential_energy", 1)}, {}).empty());
  EXPECT_TRUE(DerivedObservables({}, {Make("potential_energy", 1)}).empty());
  EXPECT_TRUE(
      DerivedObservables({Make("density", 1)}, {Make("density", 2)}).empty());
}

}  // namespace
}  // namespace lehr::server
