#ifndef LEHR_CLIENT_NUMBER_FORMAT_H_
#define LEHR_CLIENT_NUMBER_FORMAT_H_

#include <cstdint>
#include <optional>
#include <string>

namespace lehr::client {

// A value for people: 4 significant digits, without an exponent where it is not
// needed.
std::string FormatValue(double value);

// A value and its standard error. The error has one digit, or two if the first
// is 1, and the value has as many decimals as the error: {"12.3", "0.4"}. With
// no error, or one that is 0 or not finite, the value is FormatValue and the
// error is empty.
struct ValueAndError {
  std::string value;
  std::string error;
};
ValueAndError FormatWithError(double value,
                              std::optional<double> standard_error);

// "2.31 ± 0.04", or "2.31" without an error.
std::string Joined(const ValueAndError& text);

// A count of things: "12 345" below a million, "1.23e9" above.
std::string FormatCount(double count);

// A size in bytes, in powers of 1000: "512 B", "3.4 MB".
std::string FormatBytes(double bytes);

// All digits that tell a double from its neighbors: "0.1".
std::string FormatExact(double value);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_NUMBER_FORMAT_H_
