#include "client/plot/curve_average.h"

#include <cmath>

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(RunningMeanTest, LeavesAStraightLineAndWidthZeroAlone) {
  const XyCurve line = {{0, 1, 2, 3, 4, 5}, {1, 3, 5, 7, 9, 11}};
  EXPECT_EQ(RunningMean(line, 3).y, line.y);
  const XyCurve rough = {{0, 1, 2}, {5, -1, 2}};
  EXPECT_EQ(RunningMean(rough, 0).y, rough.y);
}

TEST(RunningMeanTest, AveragesWithinHalfTheWidth) {
  const XyCurve peak = {{0, 1, 2, 3, 4}, {0, 0, 9, 0, 0}};
  // Within 1: three values; at the ends only one.
  EXPECT_THAT(RunningMean(peak, 2).y, ElementsAre(0, 3, 3, 3, 0));
}

TEST(AverageCurvesTest, KeepsTheRowsOfCurvesWithTheSameX) {
  const std::vector<XyCurve> curves = {{{0, 1, 2}, {1, 2, 3}},
                                       {{0, 1, 2}, {3, 2, 7}}};
  const auto mean = AverageCurves(curves, 100);
  ASSERT_THAT(mean, SizeIs(3));
  EXPECT_EQ(mean[2].x, 2);
  EXPECT_EQ(mean[2].y, 5);
  // s = √(2² + 2²) = 2.83, over √2.
  EXPECT_THAT(mean[2].error, DoubleNear(2, 1e-12));
  EXPECT_EQ(mean[2].kind, ErrorKind::kReplicas);
  EXPECT_EQ(mean[1].error, 0);
  EXPECT_EQ(mean[1].replicas, 2);
}

TEST(AverageCurvesTest, InterpolatesWhereAllCurvesHaveValues) {
  const std::vector<XyCurve> curves = {{{0, 2, 4}, {0, 2, 4}},
                                       {{1, 3, 5}, {1, 3, 5}}};
  const auto mean = AverageCurves(curves, 100);
  ASSERT_THAT(mean, SizeIs(3));
  EXPECT_EQ(mean.front().x, 1);
  EXPECT_EQ(mean.back().x, 4);
  // Both are y = x.
  for (const Sample& sample : mean) EXPECT_DOUBLE_EQ(sample.y, sample.x);
}

TEST(AverageCurvesTest, ThinsLongCurvesAndOneHasNoError) {
  XyCurve curve;
  for (int i = 0; i < 1000; ++i) {
    curve.x.push_back(i);
    curve.y.push_back(2 * i);
  }
  const auto thin = AverageCurves(std::vector{curve}, 100);
  EXPECT_THAT(thin, SizeIs(100));
  EXPECT_EQ(thin[1].y, 20);
  EXPECT_EQ(thin[1].kind, ErrorKind::kNone);
  EXPECT_THAT(AverageCurves(std::vector<XyCurve>(2), 10), IsEmpty());
  EXPECT_THAT(AverageCurves({}, 10), IsEmpty());
}

}  // namespace
}  // namespace lehr::client
