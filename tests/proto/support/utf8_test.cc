#include "proto/support/utf8.h"

#include <string>

#include <gtest/gtest.h>

namespace lehr {
namespace {

TEST(Utf8Test, TakesLettersOfAllLengthsToTheLimits) {
  for (const char* text :
       {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
        "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
        "Zr–Cu σ"}) {
    EXPECT_EQ(Utf8Prefix(text), std::string(text).size()) << text;
  }
}

TEST(Utf8Test, StopsAtWhatIsNoLetter) {
  for (const char* wrong :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80",
        "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff",
        "\xe9", "\xc3", "\xe2\x82", "\xe2\x82 ", "\xf0\x9f\x98"}) {
    EXPECT_EQ(Utf8Prefix(std::string("ä") + wrong), 2u) << wrong;
  }
}

TEST(Utf8Test, ZeroIsALetter) {
  EXPECT_EQ(Utf8Prefix(std::string("a\0b", 3)), 3u);
}

TEST(Utf8Test, NamesTheByte) {
  EXPECT_EQ(NotUtf8("a\xe9", 1), "expected UTF-8, found the byte 0xe9");
}

}  // namespace
}  // namespace lehr
