#include "proto/plan/law_key.h"

#include <gtest/gtest.h>

namespace lehr::plan {
namespace {

v1::Work Hold(double kelvin, std::int64_t steps) {
  v1::Work work;
  work.mutable_advance()->set_steps(steps);
  work.mutable_advance()
      ->mutable_law()
      ->mutable_dynamics()
      ->mutable_temperature()
      ->set_start_kelvin(kelvin);
  return work;
}

TEST(LawKeyTest, DoesNotDependOnTheSteps) {
  EXPECT_EQ(LawKey("parent", "potential", Hold(300, 10)),
            LawKey("parent", "potential", Hold(300, 20)));
}

TEST(LawKeyTest, DependsOnStartPotentialAndLaw) {
  const std::string key = LawKey("parent", "potential", Hold(300, 10));
  EXPECT_NE(key, LawKey("other", "potential", Hold(300, 10)));
  EXPECT_NE(key, LawKey("parent", "other", Hold(300, 10)));
  EXPECT_NE(key, LawKey("parent", "potential", Hold(301, 10)));
}

TEST(LawKeyTest, WorkThatIsNotDynamicsHasNone) {
  v1::Work minimize;
  minimize.mutable_advance()->mutable_law()->mutable_minimize();
  EXPECT_EQ(LawKey("parent", "potential", minimize), "");
  v1::Work measure;
  measure.mutable_measurement()->mutable_energy()->mutable_dynamics();
  EXPECT_EQ(LawKey("parent", "potential", measure), "");
}

}  // namespace
}  // namespace lehr::plan
