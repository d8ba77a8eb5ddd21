#include "client/statistics_text.h"

#include <vector>

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

TEST(StatisticsTextTest, MeansHaveTheDigitsThatTheirErrorAllows) {
  const std::vector<double> values = {2.31, 2.44, 2.27, 2.39};
  const MeanEstimate estimate = EstimateMean(values);
  EXPECT_EQ(Joined(MeanText(estimate)), "2.35 ± 0.04");
  EXPECT_EQ(IntervalText(estimate), "2.23 .. 2.47");
}

TEST(StatisticsTextTest, ASingleReplicaHasNoErrorAndNoFalseDigits) {
  const std::vector<double> value = {2.314159};
  GroupEstimate group = {"GPa", EstimateMean(value), 0.04};
  EXPECT_EQ(Joined(MeanText(group)), "2.31");
  group.error_within_run.reset();
  EXPECT_EQ(Joined(MeanText(group)), "2.314");
  EXPECT_EQ(IntervalText(group.estimate), "–");
}

TEST(StatisticsTextTest, WhatIsNotThereIsADash) {
  EXPECT_EQ(Joined(MeanText(EstimateMean({}))), "–");
  EXPECT_EQ(PValueText(std::nullopt), "–");
}

TEST(StatisticsTextTest, VerySmallPValuesAreABound) {
  EXPECT_EQ(PValueText(0.0341), "0.034");
  EXPECT_EQ(PValueText(0.6257), "0.63");
  EXPECT_EQ(PValueText(1e-9), "< 0.001");
}

}  // namespace
}  // namespace lehr::client
