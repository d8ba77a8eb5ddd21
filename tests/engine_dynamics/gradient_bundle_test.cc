#include "engine/src/gradient_bundle.h"

#include <gtest/gtest.h>

namespace lehr::md {
namespace {

// Two vectors: one atom and the box.
Landscape::Point Of(double x, double y = 0) { return {{x, y, 0}, {0, 0, 0}}; }

TEST(GradientBundleTest, OneGradientIsItsOwnMean) {
  GradientBundle bundle(1);
  bundle.Add(Of(1), Of(0.5), {.energy = 2, .largest_force = 0.5});
  const GradientBundle::Mean mean = bundle.LeastGradient();
  EXPECT_EQ(mean.point, Of(1));
  EXPECT_EQ(mean.value.energy, 2);
  EXPECT_EQ(mean.value.largest_force, 0.5);
}

TEST(GradientBundleTest, GradientsOfBothSidesOfAKinkCancel) {
  // E = 3 x for x > 0, −x for x < 0.
  GradientBundle bundle(1);
  bundle.Add(Of(1e-5), Of(3), {.stress = {40, 0, 0, 0, 0, 0}});
  bundle.Add(Of(-1e-5), Of(-1), {.stress = {0, 0, 0, 0, 0, 0}});
  const GradientBundle::Mean mean = bundle.LeastGradient();
  EXPECT_NEAR(mean.value.largest_force, 0, 1e-15);
  // Weights 1/4 and 3/4, for points and stresses alike.
  EXPECT_NEAR(mean.point[0][0], -0.5e-5, 1e-18);
  EXPECT_NEAR(mean.value.stress[0], 10, 1e-13);
}

TEST(GradientBundleTest, DoesNotCancelWhatPointsTheSameWay) {
  GradientBundle bundle(1);
  bundle.Add(Of(0), Of(3), {});
  bundle.Add(Of(1), Of(1), {});
  const GradientBundle::Mean mean = bundle.LeastGradient();
  EXPECT_NEAR(mean.value.largest_force, 1, 1e-15);
  EXPECT_NEAR(mean.point[0][0], 1, 1e-15);
}

TEST(GradientBundleTest, FindsTheLeastOfThreeInThePlane) {
  GradientBundle bundle(1);
  bundle.Add(Of(0), Of(1, 1), {});
  bundle.Add(Of(0), Of(-2, 1), {});
  bundle.Add(Of(0), Of(0, -1), {});
  // Zero is inside their triangle.
  EXPECT_NEAR(bundle.LeastGradient().value.largest_force, 0, 1e-8);
}

TEST(GradientBundleTest, ForgetsTheOldest) {
  GradientBundle bundle(1);
  bundle.Add(Of(0), Of(-1), {});
  for (int k = 0; k < 12; ++k) bundle.Add(Of(0), Of(1), {});
  EXPECT_EQ(bundle.size(), 12u);
  EXPECT_NEAR(bundle.LeastGradient().value.largest_force, 1, 1e-15);
}

}  // namespace
}  // namespace lehr::md
