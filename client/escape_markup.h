#ifndef LEHR_CLIENT_ESCAPE_MARKUP_H_
#define LEHR_CLIENT_ESCAPE_MARKUP_H_

#include <string>
#include <string_view>

namespace lehr::client {

// Text as content or attribute of an element of HTML or XML: nothing in it is
// markup. Control characters other than tabs and line feeds, which neither
// allows, become U+FFFD.
std::string EscapeMarkup(std::string_view text);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_ESCAPE_MARKUP_H_
