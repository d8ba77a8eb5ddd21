#include "engine/src/crc32c.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lehr::md {
namespace {

// Bytes that one step takes.
constexpr std::size_t kSlices = 8;

using Tables = std::array<std::array<std::uint32_t, 256>, kSlices>;

// tables[s][b]: what byte b does to the remainder s + 1 bytes later. Kounavis
// and Berry, IEEE Trans. Comput. 57, 1550 (2008), doi:10.1109/TC.2008.85.
constexpr Tables MakeTables() {
  constexpr std::uint32_t kReflectedPolynomial = 0x82f63b78;
  Tables tables = {};
  for (std::uint32_t b = 0; b < 256; ++b) {
    std::uint32_t remainder = b;
    for (int bit = 0; bit < 8; ++bit) {
      remainder =
          (remainder >> 1) ^ ((remainder & 1) != 0 ? kReflectedPolynomial : 0);
    }
    tables[0][b] = remainder;
  }
  for (std::size_t s = 1; s < kSlices; ++s) {
    for (std::size_t b = 0; b < 256; ++b) {
      const std::uint32_t before = tables[s - 1][b];
      tables[s][b] = (before >> 8) ^ tables[0][before & 0xff];
    }
  }
  return tables;
}

constexpr Tables kTables = MakeTables();

}  // namespace

std::uint32_t Crc32c(std::string_view bytes) {
  const auto byte = [&](std::size_t k) {
    return std::uint32_t{static_cast<unsigned char>(bytes[k])};
  };
  std::uint32_t remainder = 0xffffffff;
  std::size_t at = 0;
  for (; at + kSlices <= bytes.size(); at += kSlices) {
    remainder ^=
        byte(at) | byte(at + 1) << 8 | byte(at + 2) << 16 | byte(at + 3) << 24;
    remainder =
        kTables[7][remainder & 0xff] ^ kTables[6][remainder >> 8 & 0xff] ^
        kTables[5][remainder >> 16 & 0xff] ^ kTables[4][remainder >> 24] ^
        kTables[3][byte(at + 4)] ^ kTables[2][byte(at + 5)] ^
        kTables[1][byte(at + 6)] ^ kTables[0][byte(at + 7)];
  }
  for (; at < bytes.size(); ++at) {
    remainder = (remainder >> 8) ^ kTables[0][(remainder ^ byte(at)) & 0xff];
  }
  return remainder ^ 0xffffffff;
}

}  // namespace lehr::md
