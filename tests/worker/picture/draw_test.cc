#include "worker/picture/draw.h"

#include <algorithm>
#include <cairo.h>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"
#include "tests/worker/picture/png.h"
#include "worker/picture/color_map.h"

namespace lehr::worker::picture {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Png Draw(const Scene& scene) {
  auto bytes = DrawPng(scene);
  EXPECT_OK(bytes);
  return Png(bytes.ok() ? *bytes : std::string());
}

// A wall of atoms, 40 × 20 Å, in three parts: low, high and without a value.
Panel Wall(const std::string& label) {
  Panel panel;
  panel.label = label;
  for (int x = 0; x < 40; ++x) {
    for (int y = 0; y < 20; ++y) {
      panel.positions.push_back({x + 0.5, y + 0.5, 0});
      panel.radii.push_back(1.2);
      panel.values.push_back(x < 13 ? 0
                             : x < 27
                                 ? 1
                                 : std::numeric_limits<double>::quiet_NaN());
    }
  }
  return panel;
}

TEST(DrawTest, IsAPngOfTheLayoutsSize) {
  const Scene scene = {.title = "A title", .panels = {Wall("one")}};
  const auto bytes = DrawPng(scene);
  ASSERT_OK(bytes);
  EXPECT_THAT(*bytes, StartsWith("\x89PNG"));
  const Png png(*bytes);
  const Layout layout = LayOut(scene);
  EXPECT_EQ(png.width(), layout.width);
  EXPECT_EQ(png.height(), layout.height);
  EXPECT_GT(png.width(), 1590);
}

TEST(DrawTest, AtomsHaveTheColorsOfTheirValues) {
  const Scene scene = {.panels = {Wall("")}, .width = 800};
  const Png png = Draw(scene);
  const Rectangle panel = LayOut(scene).panels[0];
  ExpectShadeOf(MeanAround(png, panel, 0.15, 0.5), ColorOf(0));
  ExpectShadeOf(MeanAround(png, panel, 0.5, 0.5), ColorOf(1));
  ExpectShadeOf(MeanAround(png, panel, 0.85, 0.5), kNoValue);
}

TEST(DrawTest, TheColorBarRisesFromLowToHigh) {
  const Scene scene = {.panels = {Wall("")}, .width = 800};
  const Png png = Draw(scene);
  const Rectangle bar = LayOut(scene).color_bar;
  for (const double part : {0.1, 0.5, 0.9}) {
    const Color seen =
        png.At(bar.x + bar.width / 2, bar.y + bar.height * (1 - part));
    const Color expected = ColorOf(part);
    for (std::size_t k = 0; k < 3; ++k) {
      EXPECT_NEAR(seen[k], expected[k], 0.01);
    }
  }
}

TEST(DrawTest, TheBarOfClassesHasOneColorAndNameForEach) {
  const Scene scene = {
      .panels = {Wall("")}, .scale = ClassScale({"Cu", "Zr"}), .width = 800};
  const Png png = Draw(scene);
  const Layout layout = LayOut(scene);
  const Rectangle bar = layout.color_bar;
  for (const double part : {0.05, 0.45, 0.55, 0.95}) {
    const Color seen =
        png.At(bar.x + bar.width / 2, bar.y + bar.height * (1 - part));
    const Color expected = ColorOf(part < 0.5 ? 0.25 : 0.75);
    for (std::size_t k = 0; k < 3; ++k) {
      EXPECT_NEAR(seen[k], expected[k], 0.01);
    }
  }
  for (const double part : {0.25, 0.75}) {
    EXPECT_GT(png.Inked({bar.x + bar.width + 8, bar.y + bar.height * part - 13,
                         40, 26}),
              20);
  }
  // Values are indices: 0 and 1.
  ExpectShadeOf(MeanAround(png, layout.panels[0], 0.15, 0.5), ColorOf(0.25));
  ExpectShadeOf(MeanAround(png, layout.panels[0], 0.5, 0.5), ColorOf(0.75));
}

TEST(DrawTest, SeveralStatesAreOneStrip) {
  const Scene scene = {.title = "three",
                       .panels = {Wall("a"), Wall("b"), Wall("c")}};
  const Png png = Draw(scene);
  const Layout layout = LayOut(scene);
  ASSERT_EQ(layout.panels.size(), 3u);
  for (const Rectangle& panel : layout.panels) {
    EXPECT_EQ(panel.width, layout.panels[0].width);
    ExpectShadeOf(MeanAround(png, panel, 0.15, 0.5), ColorOf(0));
    ExpectShadeOf(MeanAround(png, panel, 0.5, 0.5), ColorOf(1));
    // The label above, and white between.
    EXPECT_GT(png.Inked({panel.x + panel.width / 2 - 20, panel.y - 40, 40, 39}),
              20);
    EXPECT_EQ(png.Inked({panel.x + panel.width + 8, panel.y, 12, panel.height}),
              0);
  }
}

TEST(DrawTest, TheScaleBarHasItsLength) {
  const Scene scene = {.panels = {Wall("")}, .width = 800};
  const Png png = Draw(scene);
  const Layout layout = LayOut(scene);
  const double length = layout.scale_bar * layout.pixels_per_angstrom;
  EXPECT_EQ(layout.scale_bar, 10);
  const double y = layout.footer.y + 18;
  const double x = layout.panels[0].x;
  EXPECT_EQ(png.Inked({x - 10, y, 9, 1}), 0);
  EXPECT_EQ(png.Inked({x + 1, y, std::floor(length) - 2, 1}),
            std::floor(length) - 2);
  EXPECT_EQ(png.Inked({x + length + 2, y, 20, 1}), 0);
}

TEST(DrawTest, UpIsUp) {
  Scene scene = {.panels = {Wall("")}, .width = 800};
  for (std::size_t i = 0; i < scene.panels[0].values.size(); ++i) {
    scene.panels[0].values[i] = scene.panels[0].positions[i][1] > 10 ? 1 : 0;
  }
  const Png png = Draw(scene);
  const Rectangle panel = LayOut(scene).panels[0];
  ExpectShadeOf(MeanAround(png, panel, 0.5, 0.2), ColorOf(1));
  ExpectShadeOf(MeanAround(png, panel, 0.5, 0.8), ColorOf(0));
}

TEST(DrawTest, TheNearSideIsSeen) {
  // Another wall 5 Å nearer along z has the other color everywhere.
  Scene scene = {.panels = {Wall("")}, .width = 800};
  Panel& panel = scene.panels[0];
  std::fill(panel.values.begin(), panel.values.end(), 0.0);
  const std::size_t n = panel.positions.size();
  for (std::size_t i = 0; i < n; ++i) {
    auto position = panel.positions[i];
    position[2] += 5;
    panel.positions.push_back(position);
    panel.radii.push_back(1.2);
    panel.values.push_back(1);
  }
  ExpectShadeOf(MeanAround(Draw(scene), LayOut(scene).panels[0], 0.5, 0.5),
                ColorOf(1));
  scene.up_axis = 0;  // z away from the viewer
  ExpectShadeOf(MeanAround(Draw(scene), LayOut(scene).panels[0], 0.5, 0.5),
                ColorOf(0));
}

TEST(DrawTest, SameSceneSameBytes) {
  const Scene scene = {
      .title = "η_{Mises}", .panels = {Wall("ε = 0.2")}, .width = 800};
  EXPECT_EQ(*DrawPng(scene), *DrawPng(scene));
}

TEST(DrawTest, ATitleThatIsTooLongIsMadeSmaller) {
  Scene scene = {
      .title = std::string(200, 'M'), .panels = {Wall("")}, .width = 800};
  const Png png = Draw(scene);
  const double width = png.width();
  EXPECT_GT(png.Inked({kMargin, 0, width - 4 * kMargin, 60}), 100);
  EXPECT_EQ(png.Inked({width - 8, 0, 8, 60}), 0);
}

TEST(DrawTest, RefusesWhatTheSceneRefuses) {
  EXPECT_THAT(DrawPng({}), StatusIs(absl::StatusCode::kInvalidArgument,
                                    HasSubstr("one panel or more")));
}

}  // namespace
}  // namespace lehr::worker::picture
