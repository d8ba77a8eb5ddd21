#include "proto/support/utf8.h"

#include <absl/strings/str_format.h>

namespace lehr {
namespace {

unsigned ByteAt(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool IsWithin(unsigned byte, unsigned least, unsigned most) {
  return least <= byte && byte <= most;
}

// Bytes of the letter that begins at `at`; 0 if it is none. RFC 3629, section
// 4: only the second byte has limits of its own, after four first ones.
std::size_t LetterSize(std::string_view text, std::size_t at) {
  const unsigned first = ByteAt(text, at);
  if (first < 0x80) return 1;
  const std::size_t size = IsWithin(first, 0xc2, 0xdf)   ? 2
                           : IsWithin(first, 0xe0, 0xef) ? 3
                           : IsWithin(first, 0xf0, 0xf4) ? 4
                                                         : 0;
  if (size == 0) return 0;
  const unsigned least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const unsigned most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (!IsWithin(ByteAt(text, at + 1), least, most)) return 0;
  for (std::size_t i = 2; i < size; ++i) {
    if (!IsWithin(ByteAt(text, at + i), 0x80, 0xbf)) return 0;
  }
  return size;
}

}  // namespace

std::size_t Utf8Prefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t size = LetterSize(text, at);
    if (size == 0) break;
    at += size;
  }
  return at;
}

std::string NotUtf8(std::string_view text, std::size_t at) {
  return absl::StrFormat("expected UTF-8, found the byte 0x%02x",
                         ByteAt(text, at));
}

}  // namespace lehr
