#ifndef LEHR_WORKER_PICTURE_SCENE_H_
#define LEHR_WORKER_PICTURE_SCENE_H_

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include <absl/status/status.h>

namespace lehr::worker::picture {

// What a picture shows: atoms as plain arrays, of one state or of several side
// by side.

// One state.
struct Panel {
  std::string label;                             // above it; may be empty
  std::vector<std::array<double, 3>> positions;  // [N] Å
  std::vector<double> radii;                     // [N] Å
  // [N] what colors the atoms; not a number: gray.
  std::vector<double> values;
};

// The values that the ends of the color bar stand for; beyond them colors do
// not change.
struct ColorScale {
  std::string label = {};
  double low = 0;
  double high = 1;
  // If there are names, values are indices into them, and the bar has one color
  // for each: ends are -0.5 and one less than their number plus 0.5.
  std::vector<std::string> classes = {};
  bool bar = true;  // false: the picture has none
};

// The scale of values that are indices into `classes`.
ColorScale ClassScale(std::vector<std::string> classes);

// Texts are UTF-8; "η_{Mises}" sets a part lower.
struct Scene {
  std::string title = {};  // may be empty
  std::vector<Panel> panels = {};
  ColorScale scale = {};
  // Axes 0, 1, 2: the one along which atoms are projected, and the one that
  // points up. The third points right, and the viewer is on the side of the
  // first that is nearest: its positive one for z, y or z, x reversed.
  std::size_t view_axis = 2;
  std::size_t up_axis = 1;
  // Largest size [pixels]: the picture is as wide as it may, or narrower if it
  // would be too high.
  int width = 1600;
  int height = 1300;
};

// INVALID_ARGUMENT unless `scene` can be drawn: arrays of one length, numbers,
// positive radii, two different axes, a scale that rises, a size of 400 to
// 10,000 pixels.
absl::Status CheckScene(const Scene& scene);

// The axis that points right, and whether the view axis points to the viewer.
std::size_t RightAxis(const Scene& scene);
bool FacesViewer(const Scene& scene);

// A rectangle in pixels, y down.
struct Rectangle {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

// Where everything is [pixels].
struct Layout {
  int width = 0;
  int height = 0;
  double pixels_per_angstrom = 0;  // of all panels
  std::vector<Rectangle> panels;   // on whole pixels
  // [panels] what is at the left and the top of a panel [Å].
  std::vector<double> left;
  std::vector<double> top;
  Rectangle color_bar;
  Rectangle footer;  // of scale bar and orientation
  // Length of the scale bar [Å]: 1, 2 or 5 times a power of ten.
  double scale_bar = 0;
};

// Heights of the texts around the panels [pixels].
inline constexpr double kTitleSize = 32;
inline constexpr double kTextSize = 26;
inline constexpr double kMargin = 36;

// For a scene that CheckScene allows.
Layout LayOut(const Scene& scene);

// The largest of 1, 2, 5 times a power of ten that is at most `most` > 0.
double RoundLength(double most);

// Round numbers in [low, high], some `count` of them.
std::vector<double> Ticks(double low, double high, int count);

}  // namespace lehr::worker::picture

#endif  // LEHR_WORKER_PICTURE_SCENE_H_
