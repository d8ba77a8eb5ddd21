#include "proto/support/decimal.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace lehr {
namespace {

TEST(DecimalTest, WhatAPersonWouldWriteComesBackExactly) {
  EXPECT_EQ(RoundToDigits(0.1 + 0.2, 12), 0.3);
  EXPECT_EQ(RoundToDigits(0.07 * 1000, 15), 70);
  EXPECT_EQ(RoundToDigits(-1700 / 170.0, 12), -10);
  EXPECT_EQ(RoundToDigits(1.0 / 3, 12), 0.333333333333);
}

TEST(DecimalTest, ShortNumbersAreNotChanged) {
  for (const double value : {0.0, 1.0, -2.3, 1e-300, 6.02214076e23}) {
    EXPECT_EQ(RoundToDigits(value, 12), value);
  }
}

TEST(DecimalTest, NumbersThatAreNotFiniteStay) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(RoundToDigits(-infinity, 12), -infinity);
  EXPECT_TRUE(std::isnan(RoundToDigits(std::nan(""), 12)));
}

}  // namespace
}  // namespace lehr
