#include "proto/support/decimal.h"

#include <cmath>
#include <cstdlib>

#include <absl/strings/str_format.h>

namespace lehr {

double RoundToDigits(double value, int digits) {
  if (!std::isfinite(value)) return value;
  return std::strtod(absl::StrFormat("%.*g", digits, value).c_str(), nullptr);
}

}  // namespace lehr
