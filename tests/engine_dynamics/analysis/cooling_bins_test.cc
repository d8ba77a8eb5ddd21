#include "engine/src/analysis/cooling_bins.h"

#include <limits>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

TEST(BinCoolingTest, BinsByTheProgrammeNotByTheMoment) {
  // 100, 99 ... 61 K with ± 15 K of fluctuation, which the line through them
  // does not see but for 0.6 K at its ends; the volume says which row is which.
  std::vector<double> time, temperature, volume;
  for (int k = 0; k < 40; ++k) {
    time.push_back(k);
    temperature.push_back(100 - k + (k % 4 < 2 ? 15 : -15));
    volume.push_back(100 - k);
  }
  const CoolingRows rows = {time, temperature, volume, volume};
  const auto bins = BinCooling({&rows, 1}, 10);
  ASSERT_OK(bins);
  ASSERT_GE(bins->temperature.size(), 4U);
  ASSERT_LE(bins->temperature.size(), 6U);
  for (std::size_t k = 0; k < bins->temperature.size(); ++k) {
    EXPECT_NEAR(bins->temperature[k], bins->volume[k], 3.5);
    if (k > 0) {
      EXPECT_GT(bins->temperature[k], bins->temperature[k - 1]);
    }
  }
}

TEST(BinCoolingTest, JoinsLawsThatMeetInABin) {
  const std::vector<double> time = {1, 2, 3};
  const std::vector<double> hot = {26, 25, 24};
  const std::vector<double> cold = {23, 22, 21};
  const std::vector<double> one = {1, 1, 1};
  const std::vector<double> two = {2, 2, 2};
  const CoolingRows laws[] = {{time, hot, one, one}, {time, cold, two, two}};
  const auto bins = BinCooling(laws, 10);
  ASSERT_OK(bins);
  ASSERT_EQ(bins->temperature.size(), 1U);
  EXPECT_DOUBLE_EQ(bins->temperature[0], 23.5);
  EXPECT_DOUBLE_EQ(bins->volume[0], 1.5);
}

TEST(BinCoolingTest, RefusesNothingAndWhatIsNoNumber) {
  EXPECT_THAT(BinCooling({}, 10), StatusIs(absl::StatusCode::kInvalidArgument,
                                           testing::HasSubstr("none")));
  const std::vector<double> one = {1};
  const std::vector<double> bad = {std::numeric_limits<double>::infinity()};
  const CoolingRows rows = {one, one, bad, one};
  EXPECT_THAT(BinCooling({&rows, 1}, 10),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       testing::HasSubstr("row 0")));
  const CoolingRows uneven = {one, one, {}, one};
  EXPECT_THAT(BinCooling({&uneven, 1}, 10),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       testing::HasSubstr("1, 1, 0, 1")));
}

}  // namespace
}  // namespace lehr::md::analysis
