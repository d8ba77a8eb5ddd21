#include "client/svg_text.h"

#include <cmath>

#include "client/number_format.h"

namespace lehr::client {

std::string EscapeXml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        // XML 1.0 has no other control characters, not even escaped.
        escaped += static_cast<unsigned char>(c) < 0x20 && c != '\n' ? ' ' : c;
    }
  }
  return escaped;
}

std::string Coordinate(double value) {
  return FormatExact(std::round(value * 100) / 100);
}

}  // namespace lehr::client
