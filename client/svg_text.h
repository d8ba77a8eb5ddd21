#ifndef LEHR_CLIENT_SVG_TEXT_H_
#define LEHR_CLIENT_SVG_TEXT_H_

#include <string>

namespace lehr::client {

// A coordinate: at most two decimals, no more than needed.
std::string Coordinate(double value);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SVG_TEXT_H_
