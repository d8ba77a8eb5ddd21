#include "client/plot/gnuplot.h"

#include <string>

#include <gmock/gmock.h>

#include "client/plot/figure_kinds.h"
#include "client/plot/gnuplot_text.h"
#include "proto/support/file.h"
#include "tests/client/plot/sample_study.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(GnuplotTextTest, NothingInATextMeansAnything) {
  EXPECT_EQ(Quoted("a'b\nc`d\"$e"), "'a''b c`d\"$e'");
  EXPECT_EQ(PlainText("a_b^{c}@&~\\"), "a\\_b\\^\\{c\\}\\@\\&\\~\\\\");
  EXPECT_EQ(PlainText("a\nb"), "a b");
}

TEST(GnuplotTest, DrawsSvgPngAndPdf) {
  const auto folder = MakeTestFolder();
  for (const char* kind : {"strength", "stress_strain"}) {
    const auto figure = MakeFigure(*SampleStudy().Make(), kind);
    ASSERT_OK(figure);
    EXPECT_OK(DrawFigure(*figure, folder / "a.svg"));
    EXPECT_OK(DrawFigure(*figure, folder / "a.png"));
    EXPECT_OK(DrawFigure(*figure, folder / "a.pdf"));
    EXPECT_THAT(*ReadFile(folder / "a.svg"), HasSubstr("thermal pressure"));
    EXPECT_THAT(*ReadFile(folder / "a.png"), StartsWith("\x89PNG"));
    EXPECT_THAT(*ReadFile(folder / "a.pdf"), StartsWith("%PDF"));
  }
}

TEST(GnuplotTest, NamesAreNoCommandsAndNoMarkup) {
  const auto folder = MakeTestFolder();
  auto figure = MakeFigure(*SampleStudy().Make(), "strength");
  ASSERT_OK(figure);
  const std::string evil =
      "'\nsystem 'touch " + (folder / "evil").string() + "' {/:Bold `id`}";
  for (Panel& panel : figure->panels) {
    panel.title = evil;
    panel.level_name = evil;
    panel.categories = {evil, evil};
    for (Series& series : panel.series) {
      series.name = evil;
      for (Sample& sample : series.samples) sample.x = 0;
    }
  }
  figure->note = evil;
  EXPECT_OK(DrawFigure(*figure, folder / "a.svg"));
  EXPECT_FALSE(std::filesystem::exists(folder / "evil"));
  EXPECT_THAT(*ReadFile(folder / "a.svg"), HasSubstr("{/:Bold `id`}"));
}

TEST(GnuplotTest, OtherExtensionsAndFoldersThatAreNotThereAreBadInput) {
  EXPECT_THAT(PictureFormatOf("a.jpg").status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("a.jpg: expected a name that ends in .svg")));
  const Figure figure = {"", "", 1, {Panel()}, ""};
  EXPECT_THAT(DrawFigure(figure, "/nowhere/a.svg"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("/nowhere/a.svg")));
}

TEST(GnuplotScriptTest, PanelsHaveUnitsBarsAndALegendOutside) {
  const auto figure = MakeFigure(*SampleStudy().Make(), "strength");
  ASSERT_OK(figure);
  const std::string script =
      GnuplotScript(*figure, PictureFormat::kSvg, "a.svg");
  EXPECT_THAT(script, HasSubstr("set xlabel 'annealing temperature (K)'"));
  EXPECT_THAT(script, HasSubstr("with yerrorbars"));
  EXPECT_THAT(script, HasSubstr("set key at screen"));
  EXPECT_THAT(script, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace lehr::client
