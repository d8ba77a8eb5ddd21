#include "client/escape_markup.h"

#include <gtest/gtest.h>

namespace lehr::client {
namespace {

TEST(EscapeMarkupTest, NothingIsMarkup) {
  EXPECT_EQ(EscapeMarkup("<a href=\"x\" b='y'>&"),
            "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
  EXPECT_EQ(EscapeMarkup("tab\tline\nΔE ≤ 1"), "tab\tline\nΔE ≤ 1");
  EXPECT_EQ(EscapeMarkup(std::string_view("a\0b\x1b", 4)), "a\uFFFDb\uFFFD");
}

}  // namespace
}  // namespace lehr::client
