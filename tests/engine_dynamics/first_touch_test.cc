#include "engine/src/first_touch.h"

#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace lehr::md {
namespace {

TEST(FirstTouchTest, KeepsTheValuesThatThereAre) {
  constexpr std::size_t kSize = 10000;
  for (const int threads : {1, 2, 3}) {
    std::vector<double> values(kSize);
    std::iota(values.begin(), values.end(), 1.0);
    const std::vector<double> expected = values;
    TouchByOwners(kSize, threads, &values);
    EXPECT_EQ(values, expected);
  }
}

TEST(FirstTouchTest, MakesRoomForAnArrayThatIsEmpty) {
  std::vector<int> values;
  TouchByOwners(10000, 2, &values);
  EXPECT_EQ(values, std::vector<int>(10000));
}

}  // namespace
}  // namespace lehr::md
