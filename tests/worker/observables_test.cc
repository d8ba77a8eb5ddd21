#include "worker/observables.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace lehr::worker {
namespace {

TEST(MakeObservableTest, HasAnErrorOnlyIfThereIsOne) {
  EXPECT_FALSE(MakeObservable("a", "GPa", 2.0).has_standard_error());
  const v1::Observable with =
      MakeObservable("a", "GPa", md::analysis::Estimate{2, 0.5});
  EXPECT_EQ(with.name(), "a");
  EXPECT_EQ(with.unit(), "GPa");
  EXPECT_EQ(with.value(), 2);
  EXPECT_EQ(with.standard_error(), 0.5);
  for (const double error : {0.0, HUGE_VAL, std::nan("")}) {
    EXPECT_FALSE(MakeObservable("a", "GPa", md::analysis::Estimate{2, error})
                     .has_standard_error());
  }
}

TEST(MakeMeanTest, AveragesWithAnErrorFromFourValuesOn) {
  const v1::Observable few = MakeMean("a", "K", std::vector<double>{1, 3});
  EXPECT_EQ(few.value(), 2);
  EXPECT_FALSE(few.has_standard_error());
  EXPECT_TRUE(MakeMean("a", "K", std::vector<double>{1, 3, 1, 3, 2, 2})
                  .has_standard_error());
}

}  // namespace
}  // namespace lehr::worker
