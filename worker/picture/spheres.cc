#include "worker/picture/spheres.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace lehr::worker::picture {
namespace {

// Samples of a pixel along each axis.
constexpr int kSamples = 3;
// Rows of pixels that are in memory at a time.
constexpr int kBandRows = 64;

// Light: its direction (a unit vector, y down), what comes from everywhere, and
// a highlight.
constexpr double kLight[3] = {-0.36, -0.48, 0.8};
constexpr double kAmbient = 0.66;
constexpr double kHighlight = 0.16;
// A thin dark rim parts neighbors of one color: normals that look away from the
// viewer by more than this.
constexpr double kRim = 0.45;
constexpr double kRimDark = 0.62;
// How dark it gets in the depth.
constexpr double kDeep = 0.4;

// The color of a point with the normal (x, y, z).
Color Shade(const Color& color, double x, double y, double z) {
  const double toward =
      std::max(x * kLight[0] + y * kLight[1] + z * kLight[2], 0.0);
  double light = kAmbient + (1 - kAmbient) * toward;
  if (z < kRim) light *= kRimDark + (1 - kRimDark) * z / kRim;
  // Phong's highlight: cos³² between the mirrored light and the viewer.
  double shine = std::max(2 * toward * z - kLight[2], 0.0);
  for (int k = 0; k < 5; ++k) shine *= shine;
  Color shaded;
  for (std::size_t k = 0; k < 3; ++k) {
    shaded[k] = std::min(color[k] * light + kHighlight * shine, 1.0);
  }
  return shaded;
}

// Some rows of the picture, in samples.
class Band {
 public:
  Band(std::span<const Sphere> spheres, int width, int first_row, int rows)
      : spheres_(spheres),
        columns_(width * kSamples),
        first_(first_row * kSamples),
        rows_(rows * kSamples),
        depths_(static_cast<std::size_t>(columns_) *
                    static_cast<std::size_t>(rows_),
                -std::numeric_limits<double>::infinity()),
        owners_(depths_.size(), kNobody) {}

  // Puts a sphere in front of what is behind it.
  void Add(std::size_t number);

  // Means of samples, to the pixels of these rows. `nearest` is the depth of
  // the nearest point of all.
  void Write(double nearest, double fade, std::uint32_t* pixels) const;

 private:
  static constexpr std::size_t kNobody = ~std::size_t{0};

  std::size_t At(int row, int column) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
           static_cast<std::size_t>(column);
  }
  // From the middle of a sphere to a sample, in radii.
  double RightOf(const Sphere& sphere, int column) const {
    return ((column + 0.5) / kSamples - sphere.x) / sphere.radius;
  }
  double Below(const Sphere& sphere, int row) const {
    return ((row + first_ + 0.5) / kSamples - sphere.y) / sphere.radius;
  }
  Color SampleAt(int row, int column, double nearest, double fade) const;

  std::span<const Sphere> spheres_;
  int columns_;
  int first_;
  int rows_;
  std::vector<double> depths_;
  std::vector<std::size_t> owners_;
};

void Band::Add(std::size_t number) {
  const Sphere& sphere = spheres_[number];
  const auto sample = [](double value, int most) {
    return static_cast<int>(
        std::clamp(value * kSamples, 0.0, static_cast<double>(most)));
  };
  const double first = static_cast<double>(first_) / kSamples;
  const double r = sphere.radius;
  const int top = sample(sphere.y - r - first, rows_ - 1);
  const int bottom = sample(sphere.y + r - first, rows_ - 1);
  const int left = sample(sphere.x - r, columns_ - 1);
  const int right = sample(sphere.x + r, columns_ - 1);
  for (int row = top; row <= bottom; ++row) {
    const double y = Below(sphere, row);
    for (int column = left; column <= right; ++column) {
      const double x = RightOf(sphere, column);
      const double square = x * x + y * y;
      if (square >= 1) continue;
      const double depth = sphere.depth + std::sqrt(1 - square) * r;
      const std::size_t at = At(row, column);
      if (!(depth > depths_[at])) continue;
      depths_[at] = depth;
      owners_[at] = number;
    }
  }
}

Color Band::SampleAt(int row, int column, double nearest, double fade) const {
  const std::size_t at = At(row, column);
  if (owners_[at] == kNobody) return {1, 1, 1};
  const Sphere& sphere = spheres_[owners_[at]];
  Color color = Shade(sphere.color, RightOf(sphere, column), Below(sphere, row),
                      (depths_[at] - sphere.depth) / sphere.radius);
  const double deep = std::clamp((nearest - depths_[at]) / fade, 0.0, 1.0);
  for (double& part : color) part *= 1 - kDeep * deep;
  return color;
}

void Band::Write(double nearest, double fade, std::uint32_t* pixels) const {
  for (int row = 0; row < rows_; row += kSamples) {
    for (int column = 0; column < columns_; column += kSamples) {
      Color sum = {0, 0, 0};
      for (int k = 0; k < kSamples * kSamples; ++k) {
        const Color color =
            SampleAt(row + k / kSamples, column + k % kSamples, nearest, fade);
        for (std::size_t part = 0; part < 3; ++part) sum[part] += color[part];
      }
      std::uint32_t pixel = 0xff;
      for (const double part : sum) {
        pixel = pixel << 8 | static_cast<std::uint32_t>(std::lround(
                                 part * 255 / (kSamples * kSamples)));
      }
      *pixels++ = pixel;
    }
  }
}

}  // namespace

std::vector<std::uint32_t> DrawSpheres(std::span<const Sphere> spheres,
                                       int width, int height, double fade) {
  double nearest = -std::numeric_limits<double>::infinity();
  for (const Sphere& sphere : spheres) {
    nearest = std::max(nearest, sphere.depth + sphere.radius);
  }
  std::vector<std::uint32_t> pixels(static_cast<std::size_t>(width) *
                                    static_cast<std::size_t>(height));
  for (int first = 0; first < height; first += kBandRows) {
    const int rows = std::min(kBandRows, height - first);
    Band band(spheres, width, first, rows);
    for (std::size_t k = 0; k < spheres.size(); ++k) {
      const Sphere& sphere = spheres[k];
      if (sphere.y + sphere.radius >= first &&
          sphere.y - sphere.radius <= first + rows) {
        band.Add(k);
      }
    }
    band.Write(nearest, fade,
               pixels.data() + static_cast<std::size_t>(first) *
                                   static_cast<std::size_t>(width));
  }
  return pixels;
}

}  // namespace lehr::worker::picture
