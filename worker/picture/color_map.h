#ifndef LEHR_WORKER_PICTURE_COLOR_MAP_H_
#define LEHR_WORKER_PICTURE_COLOR_MAP_H_

#include <array>

namespace lehr::worker::picture {

// Red, green, blue in [0, 1], sRGB.
using Color = std::array<double, 3>;

// Of an atom that has no value.
inline constexpr Color kNoValue = {0.72, 0.72, 0.72};

// The color of t in [0, 1], clamped: from dark violet over blue and green to
// light yellow, lightness rising evenly, so that it reads in print without
// color and by the color-blind. A straight line in lightness and hue of Oklch,
// in which equal steps look equal: Ottosson, "A perceptual color space for
// image processing" (2020), https://bottosson.github.io/posts/oklab/. All of it
// is on a screen's range of colors.
Color ColorOf(double t);

// Lightness L of Oklab, in [0, 1].
double LightnessOf(const Color& color);

}  // namespace lehr::worker::picture

#endif  // LEHR_WORKER_PICTURE_COLOR_MAP_H_
