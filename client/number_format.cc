#include "client/number_format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>

#include <absl/strings/str_format.h>

namespace lehr::client {
namespace {

// With this many decimals or fewer a number is written without an exponent.
constexpr int kMostDecimals = 9;

// The power of ten of the first digit of a positive number after rounding to
// `digits` significant digits: 9.96 with two digits is 10, so 1.
int Exponent(double positive, int digits) {
  const std::string text = absl::StrFormat("%.*e", digits - 1, positive);
  int exponent = 0;
  const char* begin = text.data() + text.find('e') + 1;
  if (*begin == '+') ++begin;
  std::from_chars(begin, text.data() + text.size(), exponent);
  return exponent;
}

}  // namespace

std::string FormatValue(double value) {
  if (!std::isfinite(value)) return absl::StrFormat("%g", value);
  if (value == 0) return "0";
  const int exponent = Exponent(std::abs(value), 4);
  if (exponent >= 7 || exponent < -5) return absl::StrFormat("%.3e", value);
  // Whole numbers, as parameters mostly are, stay whole.
  if (value == std::round(value)) return absl::StrFormat("%.0f", value);
  std::string text = absl::StrFormat("%.*f", std::max(0, 3 - exponent), value);
  return text;
}

ValueAndError FormatWithError(double value,
                              std::optional<double> standard_error) {
  if (!standard_error.has_value() || !std::isfinite(*standard_error) ||
      !std::isfinite(value) || *standard_error <= 0) {
    return {FormatValue(value), ""};
  }
  const double error = *standard_error;
  // "1" would hide that it may be 1.4: two digits where the first is 1, also if
  // only rounding makes it so.
  const bool leading_one = absl::StrFormat("%.1e", error).front() == '1' ||
                           absl::StrFormat("%.0e", error).front() == '1';
  const int digits = leading_one ? 2 : 1;
  const int decimals = digits - 1 - Exponent(error, digits);
  if (decimals > kMostDecimals) return {FormatValue(value), FormatValue(error)};
  if (decimals >= 0) {
    return {absl::StrFormat("%.*f", decimals, value),
            absl::StrFormat("%.*f", decimals, error)};
  }
  // The error is tens or more: its last digit stands before the point.
  const double unit = std::pow(10.0, -decimals);
  return {absl::StrFormat("%.0f", std::round(value / unit) * unit),
          absl::StrFormat("%.0f", std::round(error / unit) * unit)};
}

std::string Joined(const ValueAndError& text) {
  return text.error.empty() ? text.value : text.value + " ± " + text.error;
}

std::string FormatCount(double count) {
  if (count >= 1e6) {
    const int exponent = Exponent(count, 3);
    return absl::StrFormat("%.2fe%d", count / std::pow(10.0, exponent),
                           exponent);
  }
  std::string digits = absl::StrFormat("%.0f", count);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), 1, ' ');
  }
  return digits;
}

std::string FormatBytes(double bytes) {
  constexpr std::array kUnits = {"B", "kB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  // What would be rounded to 1000 takes the next unit.
  while (bytes >= 999.5 && unit + 1 < kUnits.size()) {
    bytes /= 1000;
    ++unit;
  }
  return absl::StrFormat(unit > 0 && bytes < 9.95 ? "%.1f %s" : "%.0f %s",
                         bytes, kUnits[unit]);
}

std::string FormatExact(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value,
                                 std::chars_format::general)
                       .ptr;
  return {buffer, end};
}

}  // namespace lehr::client
