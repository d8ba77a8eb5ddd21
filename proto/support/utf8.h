#ifndef LEHR_PROTO_SUPPORT_UTF8_H_
#define LEHR_PROTO_SUPPORT_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace lehr {

// Number of bytes at the beginning of `text` that are UTF-8 as RFC 3629 has it:
// no surrogates, nothing above U+10FFFF, nothing longer than need be. Texts of
// Protocol Buffers must be that to their end.
std::size_t Utf8Prefix(std::string_view text);

// "expected UTF-8, found the byte 0xe9", for text[at].
std::string NotUtf8(std::string_view text, std::size_t at);

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_UTF8_H_
