#include "client/number_format.h"

#include <limits>

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

std::string Both(double value, double error) {
  const ValueAndError text = FormatWithError(value, error);
  return text.value + "|" + text.error;
}

TEST(NumberFormatTest, ValuesHaveFourDigits) {
  EXPECT_EQ(FormatValue(0), "0");
  EXPECT_EQ(FormatValue(0.79), "0.7900");
  EXPECT_EQ(FormatValue(-4.98765), "-4.988");
  EXPECT_EQ(FormatValue(800), "800");
  EXPECT_EQ(FormatValue(1234.5), "1234");
  EXPECT_EQ(FormatValue(1e9), "1.000e+09");
  EXPECT_EQ(FormatValue(1.5e-7), "1.500e-07");
  EXPECT_EQ(FormatValue(std::numeric_limits<double>::infinity()), "inf");
}

TEST(NumberFormatTest, TheErrorDecidesAboutTheDigits) {
  EXPECT_EQ(Both(12.3456, 0.4321), "12.3|0.4");
  EXPECT_EQ(Both(12.3456, 0.1321), "12.35|0.13");
  EXPECT_EQ(Both(-0.00123456, 0.0000345), "-0.00123|0.00003");
  EXPECT_EQ(Both(5, 0.02), "5.00|0.02");
}

TEST(NumberFormatTest, AnErrorThatRoundsUpKeepsItsDigits) {
  EXPECT_EQ(Both(12.3456, 0.96), "12.35|0.96");
  EXPECT_EQ(Both(12.3456, 0.94), "12.3|0.9");
  EXPECT_EQ(Both(12.3456, 0.0996), "12.35|0.10");
}

TEST(NumberFormatTest, LargeErrorsRoundBeforeThePoint) {
  EXPECT_EQ(Both(12345.6, 321), "12300|300");
  EXPECT_EQ(Both(12345.6, 123), "12350|120");
  EXPECT_EQ(Both(12345.6, 3), "12346|3");
}

TEST(NumberFormatTest, WithoutAnErrorThereIsNone) {
  EXPECT_EQ(FormatWithError(1.23456, std::nullopt).error, "");
  EXPECT_EQ(FormatWithError(1.23456, 0.0).value, "1.235");
  EXPECT_EQ(
      FormatWithError(1.0, std::numeric_limits<double>::quiet_NaN()).error, "");
}

TEST(NumberFormatTest, CountsAreGroupedOrShortened) {
  EXPECT_EQ(FormatCount(0), "0");
  EXPECT_EQ(FormatCount(999), "999");
  EXPECT_EQ(FormatCount(12345), "12 345");
  EXPECT_EQ(FormatCount(999999), "999 999");
  EXPECT_EQ(FormatCount(1e6), "1.00e6");
  EXPECT_EQ(FormatCount(9.999e9), "1.00e10");
}

TEST(NumberFormatTest, ExactNumbersKeepAllTheirDigits) {
  EXPECT_EQ(FormatExact(0.1), "0.1");
  EXPECT_EQ(std::stod(FormatExact(1.0 / 3)), 1.0 / 3);
}

TEST(NumberFormatTest, BytesHaveTheUnitThatFits) {
  EXPECT_EQ(FormatBytes(0), "0 B");
  EXPECT_EQ(FormatBytes(999), "999 B");
  EXPECT_EQ(FormatBytes(1000), "1.0 kB");
  EXPECT_EQ(FormatBytes(9.97e6), "10 MB");
  EXPECT_EQ(FormatBytes(999600), "1.0 MB");
  EXPECT_EQ(FormatBytes(3.2e17), "320 PB");
}

}  // namespace
}  // namespace lehr::client
