#include "proto/support/steady_time.h"

#include <absl/time/clock.h>
#include <gtest/gtest.h>

namespace lehr {
namespace {

// Nobody sets the clock while the test runs, it is hoped: the tolerance is what
// a clock may be slewed within it.
TEST(SteadyTimeTest, IsTheWallClocksTimeAndNeverGoesBack) {
  absl::Time last = SteadyNow();
  EXPECT_LT(absl::AbsDuration(absl::Now() - last), absl::Seconds(5));
  for (int i = 0; i < 1000; ++i) {
    const absl::Time now = SteadyNow();
    EXPECT_GE(now, last);
    last = now;
  }
}

}  // namespace
}  // namespace lehr
