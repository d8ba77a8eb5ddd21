#ifndef LEHR_CLIENT_SVG_TEXT_H_
#define LEHR_CLIENT_SVG_TEXT_H_

#include <string>
#include <string_view>

namespace lehr::client {

// `text` as content or attribute of an XML element.
std::string EscapeXml(std::string_view text);

// A coordinate: at most two decimals, no more than needed.
std::string Coordinate(double value);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SVG_TEXT_H_
