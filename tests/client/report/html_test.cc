#include "client/report/html.h"

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(HtmlTableTest, CellsAreEscapedAndNumbersStandAtTheRight) {
  HtmlTable table;
  table.AddColumn("<what>");
  table.AddColumn("n", true);
  EXPECT_TRUE(table.empty());
  table.AddRow({"a & b", "1"});
  table.MarkLastCell("agrees");
  const std::string html = table.ToString("x < y");
  EXPECT_THAT(html, HasSubstr("<caption>x &lt; y</caption>"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"col\">&lt;what&gt;</th>"));
  EXPECT_THAT(html, HasSubstr("<td>a &amp; b</td>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"agrees\">1</td>"));
}

TEST(InlineSvgTest, IdsAreThePagesAndThePrologueIsGone) {
  const std::string svg = InlineSvg(
      "<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<svg>\n<title>Gnuplot</title>"
      "<circle id='dot'/><use xlink:href='#dot' fill=\"url(#p)\"/></svg>\n",
      "f1_", "<b>");
  EXPECT_THAT(svg, StartsWith("<svg>"));
  EXPECT_THAT(svg, HasSubstr("<title>&lt;b&gt;</title>"));
  EXPECT_THAT(svg, HasSubstr("id='f1_dot'"));
  EXPECT_THAT(svg, HasSubstr("href='#f1_dot'"));
  EXPECT_THAT(svg, HasSubstr("url(#f1_p)"));
  EXPECT_EQ(InlineSvg("nothing", "f", ""), "");
}

}  // namespace
}  // namespace lehr::client
