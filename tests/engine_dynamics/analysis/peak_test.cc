#include "lehr/md/analysis/peak.h"

#include <vector>

#include <gtest/gtest.h>

namespace lehr::md::analysis {
namespace {

TEST(PeakOfShortMeansTest, AveragesRowsThatAreShorter) {
  // Rows of 0.05 ps: pairs 1, 2.5, -1.
  const std::vector<double> time = {0.05, 0.1, 0.15, 0.2, 0.25, 0.3};
  const std::vector<double> values = {0, 2, 5, 0, 0, -2};
  EXPECT_DOUBLE_EQ(PeakOfShortMeans(time, values), 2.5);
}

TEST(PeakOfShortMeansTest, KeepsTheSignOfAPressure) {
  EXPECT_EQ(PeakOfShortMeans(std::vector<double>{0.1, 0.2, 0.3},
                             std::vector<double>{-2.9, -3.2, 0.1}),
            -3.2);
}

TEST(PeakOfShortMeansTest, TakesLongRowsAsTheyAre) {
  EXPECT_EQ(
      PeakOfShortMeans(std::vector<double>{1, 2}, std::vector<double>{1, 3}),
      3);
}

TEST(PeakOfShortMeansTest, LeavesOutAnIncompleteEnd) {
  const std::vector<double> time = {0.05, 0.1, 0.15};
  EXPECT_EQ(PeakOfShortMeans(time, std::vector<double>{1, 1, 7}), 1);
}

TEST(PeakOfShortMeansTest, AShortSeriesIsOneMean) {
  EXPECT_EQ(PeakOfShortMeans(std::vector<double>{0.02, 0.04},
                             std::vector<double>{1, 2}),
            1.5);
  EXPECT_EQ(PeakOfShortMeans({}, {}), 0);
}

}  // namespace
}  // namespace lehr::md::analysis
