#include "worker/picture/color_map.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lehr::worker::picture {
namespace {

// Ends of the map: lightness and hue [degrees] of Oklch.
constexpr double kLightness[2] = {0.34, 0.93};
constexpr double kHue[2] = {300, 102};

// Chroma along the map: a parabola below what a screen can show, which is least
// for blue-greens (0.104 near t = 0.43), so that the map has no kink.
double ChromaAt(double t) { return 0.10 + 0.2 * (t - 0.43) * (t - 0.43); }

// Matrices as published, from Oklab to linear sRGB.
Color LinearOf(double lightness, double a, double b) {
  const auto cube = [](double x) { return x * x * x; };
  const double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
  const double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
  const double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
  return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
          -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
          -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

// IEC 61966-2-1.
double Encode(double x) {
  return x <= 0.0031308 ? 12.92 * x : 1.055 * std::pow(x, 1 / 2.4) - 0.055;
}
double Decode(double x) {
  return x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4);
}

}  // namespace

Color ColorOf(double t) {
  t = std::clamp(t, 0.0, 1.0);
  const double lightness = kLightness[0] + t * (kLightness[1] - kLightness[0]);
  const double hue =
      (kHue[0] + t * (kHue[1] - kHue[0])) * std::numbers::pi / 180;
  const double chroma = ChromaAt(t);
  const Color linear =
      LinearOf(lightness, chroma * std::cos(hue), chroma * std::sin(hue));
  Color color;
  for (std::size_t k = 0; k < 3; ++k) {
    color[k] = Encode(linear[k]);
  }
  return color;
}

double LightnessOf(const Color& color) {
  const double r = Decode(color[0]);
  const double g = Decode(color[1]);
  const double b = Decode(color[2]);
  const double l =
      std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const double m =
      std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const double s =
      std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
}

}  // namespace lehr::worker::picture
