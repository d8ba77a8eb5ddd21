#include "worker/picture/scene.h"

#include <cmath>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::worker::picture {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;

// Two atoms at the ends of a diagonal of `size` [Å].
Panel Brick(std::array<double, 3> size) {
  return {.label = "one",
          .positions = {{0, 0, 0}, size},
          .radii = {1, 1},
          .values = {0, 1}};
}

TEST(SceneTest, PanelsFillTheWidthAtOneScale) {
  Scene scene = {.title = "title",
                 .panels = {Brick({100, 40, 5}), Brick({60, 80, 5})}};
  const Layout layout = LayOut(scene);
  EXPECT_LE(layout.width, 1600);
  EXPECT_GT(layout.width, 1595);
  const double scale = layout.pixels_per_angstrom;
  EXPECT_NEAR(layout.panels[0].width, 102 * scale, 1);
  EXPECT_NEAR(layout.panels[1].height, 82 * scale, 1);
  EXPECT_GT(layout.panels[1].x, layout.panels[0].x + layout.panels[0].width);
  EXPECT_GT(layout.color_bar.x, layout.panels[1].x + layout.panels[1].width);
  // They stand on one line.
  EXPECT_EQ(layout.panels[0].y + layout.panels[0].height,
            layout.panels[1].y + layout.panels[1].height);
  EXPECT_LT(layout.panels[1].y + layout.panels[1].height, layout.footer.y);
  EXPECT_EQ(layout.left[0], -1);
  EXPECT_EQ(layout.top[1], 81);
}

TEST(SceneTest, WithoutAColorBarThePanelsHaveItsRoom) {
  Scene scene = {.panels = {Brick({100, 40, 5})}};
  const Layout with = LayOut(scene);
  scene.scale.bar = false;
  const Layout without = LayOut(scene);
  EXPECT_GT(without.panels[0].width, with.panels[0].width + 100);
  EXPECT_LE(without.width, 1600);
  EXPECT_GT(without.width, 1595);
}

TEST(SceneTest, ClassesShareTheColorsEvenly) {
  const ColorScale scale = ClassScale({"Cu", "Zr", "Al"});
  EXPECT_EQ(scale.low, -0.5);
  EXPECT_EQ(scale.high, 2.5);
}

TEST(SceneTest, AHighSampleMakesANarrowPicture) {
  const Layout layout = LayOut({.panels = {Brick({20, 200, 5})}});
  EXPECT_LE(layout.height, 1300);
  EXPECT_GT(layout.height, 1295);
  EXPECT_LT(layout.width, 600);
  // With room for what is below, and in its middle.
  const Rectangle& panel = layout.panels[0];
  EXPECT_GT(layout.footer.width, 2 * panel.width);
  EXPECT_NEAR(panel.x + panel.width / 2,
              layout.footer.x + layout.footer.width / 2, 1);
}

TEST(SceneTest, AxesAreRightHanded) {
  Scene scene;  // z to the viewer, y up
  EXPECT_EQ(RightAxis(scene), 0u);
  EXPECT_TRUE(FacesViewer(scene));
  scene.up_axis = 0;  // y to the right, z away
  EXPECT_EQ(RightAxis(scene), 1u);
  EXPECT_FALSE(FacesViewer(scene));
  scene.view_axis = 1;
  scene.up_axis = 2;  // x to the right, y away
  EXPECT_FALSE(FacesViewer(scene));
}

TEST(SceneTest, TheScaleBarIsARoundLengthThatFits) {
  EXPECT_DOUBLE_EQ(RoundLength(49), 20);
  EXPECT_DOUBLE_EQ(RoundLength(50), 50);
  EXPECT_DOUBLE_EQ(RoundLength(0.3 / 0.1 * 0.1), 0.2);
  EXPECT_DOUBLE_EQ(RoundLength(1), 1);
  const Layout layout = LayOut({.panels = {Brick({100, 40, 5})}});
  EXPECT_DOUBLE_EQ(layout.scale_bar, 20);
}

TEST(SceneTest, TicksAreRoundAndWithinTheScale) {
  EXPECT_THAT(Ticks(0, 0.6, 6),
              ElementsAre(0, DoubleNear(0.1, 1e-12), DoubleNear(0.2, 1e-12),
                          DoubleNear(0.3, 1e-12), DoubleNear(0.4, 1e-12),
                          DoubleNear(0.5, 1e-12), DoubleNear(0.6, 1e-12)));
  EXPECT_THAT(Ticks(-3.4, 1, 4), ElementsAre(-3, -2, -1, 0, 1));
}

TEST(SceneTest, RefusesWhatCannotBeDrawn) {
  const auto refused = [](const Scene& scene, const char* text) {
    EXPECT_THAT(CheckScene(scene),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(text)));
  };
  Scene good = {.panels = {Brick({100, 40, 5})}};
  EXPECT_OK(CheckScene(good));
  refused({}, "one panel or more");
  Scene scene = good;
  scene.panels[0].values.pop_back();
  refused(scene,
          "panel 0: expected atoms with a radius and a value each, "
          "found 2 positions, 2 radii, 1 values");
  scene = good;
  scene.panels[0].positions[1][2] = std::nan("");
  refused(scene, "panel 0: atom 1: expected finite coordinates");
  scene = good;
  scene.panels[0].radii[0] = 0;
  refused(scene, "a positive radius");
  scene = good;
  scene.scale.high = 0;
  refused(scene, "a color scale that rises, found 0 to 0");
  scene = good;
  scene.view_axis = 1;
  refused(scene, "two different axes");
  scene = good;
  scene.width = 100;
  refused(scene, "400 to 10000 pixels, found 100 × 1300");
}

}  // namespace
}  // namespace lehr::worker::picture
