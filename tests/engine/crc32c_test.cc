#include "engine/src/crc32c.h"

#include <string>

#include <gtest/gtest.h>

namespace lehr::md {
namespace {

// The check value of the CRC catalogue, and the examples of RFC 3720, B.4.
TEST(Crc32cTest, GivesPublishedValues) {
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283u);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  std::string rising;
  for (char c = 0; c < 32; ++c) rising += c;
  EXPECT_EQ(Crc32c(rising), 0x46dd794eu);
  EXPECT_EQ(Crc32c(""), 0u);
}

}  // namespace
}  // namespace lehr::md
