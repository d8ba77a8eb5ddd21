#include "server/core/result_hash.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace lehr::server {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

v1::Observable Make(const std::string& name, double value) {
  v1::Observable observable;
  observable.set_name(name);
  observable.set_unit("GPa");
  observable.set_value(value);
  return observable;
}

TEST(ResultHashTest, DependsOnEveryBitAndOnTheCurve) {
  const std::string hash = ResultHash({Make("a", 1), Make("b", 2)}, "curve");
  EXPECT_EQ(hash, ResultHash({Make("a", 1), Make("b", 2)}, "curve"));
  EXPECT_NE(hash, ResultHash({Make("a", 1), Make("b", 2)}, "other"));
  EXPECT_NE(hash, ResultHash({Make("b", 2), Make("a", 1)}, "curve"));
  EXPECT_NE(hash, ResultHash({Make("a", std::nextafter(1, 2)), Make("b", 2)},
                             "curve"));
  v1::Observable with_error = Make("a", 1);
  with_error.set_standard_error(0);
  EXPECT_NE(hash, ResultHash({with_error, Make("b", 2)}, "curve"));
}

// SQLite has one NULL for all of them.
TEST(ResultHashTest, WhatIsNotANumberIsTheSame) {
  v1::Observable with_error = Make("a", -kNaN);
  with_error.set_standard_error(kNaN);
  EXPECT_EQ(ResultHash({Make("a", kNaN)}, ""), ResultHash({with_error}, ""));
}

}  // namespace
}  // namespace lehr::server
