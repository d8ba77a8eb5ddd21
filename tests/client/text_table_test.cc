#include "client/text_table.h"

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

TEST(TextTableTest, WidthCountsLettersNotBytes) {
  EXPECT_EQ(DisplayWidth("abc"), 3u);
  EXPECT_EQ(DisplayWidth("σ_y (GPa)"), 9u);
  EXPECT_EQ(DisplayWidth("ΔE ± Å"), 6u);
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1u);     // e and a combining acute
  EXPECT_EQ(DisplayWidth("\xE9\x9B\xB2"), 2u);  // a wide letter
  EXPECT_EQ(DisplayWidth("\xFF\xC3"), 2u);      // not UTF-8
}

TEST(TextTableTest, ColumnsAreAsWideAsTheirWidestCell) {
  TextTable table;
  table.AddColumn("treatment");
  table.AddColumn("σ_y (GPa)", TextTable::Align::kRight);
  table.AddRow({"as_cast", "2.31 ± 0.04"});
  table.AddRow({"x"});
  EXPECT_EQ(table.ToString(),
            "treatment    σ_y (GPa)\n"
            "---------  -----------\n"
            "as_cast    2.31 ± 0.04\n"
            "x\n");
}

TEST(TextTableTest, CutsAtLetters) {
  EXPECT_EQ(CutToWidth("σ_y and more", 4), "σ_y…");
  EXPECT_EQ(CutToWidth("σ_y", 3), "σ_y");
  EXPECT_EQ(CutToWidth("abc", 0), "");
}

}  // namespace
}  // namespace lehr::client
