#include "client/svg_text.h"

#include <cmath>

#include "client/number_format.h"

namespace lehr::client {

std::string Coordinate(double value) {
  return FormatExact(std::round(value * 100) / 100);
}

}  // namespace lehr::client
