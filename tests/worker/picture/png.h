#ifndef LEHR_TESTS_WORKER_PICTURE_PNG_H_
#define LEHR_TESTS_WORKER_PICTURE_PNG_H_

#include <cairo.h>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "worker/picture/color_map.h"
#include "worker/picture/scene.h"

namespace lehr::worker::picture {

// A picture as read back from its bytes.
class Png {
 public:
  explicit Png(std::string bytes) : bytes_(std::move(bytes)) {
    surface_.reset(cairo_image_surface_create_from_png_stream(Read, this));
    EXPECT_EQ(cairo_surface_status(surface_.get()), CAIRO_STATUS_SUCCESS);
  }
  int width() const { return cairo_image_surface_get_width(surface_.get()); }
  int height() const { return cairo_image_surface_get_height(surface_.get()); }

  Color At(double x, double y) const {
    const unsigned char* data = cairo_image_surface_get_data(surface_.get());
    std::uint32_t pixel = 0;
    std::memcpy(&pixel,
                data +
                    static_cast<std::ptrdiff_t>(y) *
                        cairo_image_surface_get_stride(surface_.get()) +
                    4 * static_cast<std::ptrdiff_t>(x),
                4);
    return {(pixel >> 16 & 0xff) / 255.0, (pixel >> 8 & 0xff) / 255.0,
            (pixel & 0xff) / 255.0};
  }

  // Pixels in a rectangle that are darker than white.
  int Inked(const Rectangle& place) const {
    int inked = 0;
    for (double y = place.y; y < place.y + place.height; ++y) {
      for (double x = place.x; x < place.x + place.width; ++x) {
        inked += At(x, y)[1] < 0.9 ? 1 : 0;
      }
    }
    return inked;
  }

 private:
  static cairo_status_t Read(void* self, unsigned char* data,
                             unsigned int length) {
    auto* png = static_cast<Png*>(self);
    if (png->read_ + length > png->bytes_.size()) {
      return CAIRO_STATUS_READ_ERROR;
    }
    std::memcpy(data, png->bytes_.data() + png->read_, length);
    png->read_ += length;
    return CAIRO_STATUS_SUCCESS;
  }

  std::string bytes_;
  std::size_t read_ = 0;
  std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface_{
      nullptr, cairo_surface_destroy};
};

// Mean color over 61 × 61 pixels around a point of a panel, given in parts of
// the panel.
inline Color MeanAround(const Png& png, const Rectangle& panel, double x,
                        double y) {
  constexpr int kReach = 30;
  Color mean = {0, 0, 0};
  for (int dx = -kReach; dx <= kReach; ++dx) {
    for (int dy = -kReach; dy <= kReach; ++dy) {
      const Color color = png.At(panel.x + x * panel.width + dx,
                                 panel.y + y * panel.height + dy);
      for (std::size_t k = 0; k < 3; ++k) {
        mean[k] += color[k] / std::pow(2 * kReach + 1, 2);
      }
    }
  }
  return mean;
}

// Shading keeps the ratios of a color and lightens or darkens it a little.
inline void ExpectShadeOf(const Color& seen, const Color& color) {
  const double light =
      (seen[0] + seen[1] + seen[2]) / (color[0] + color[1] + color[2]);
  EXPECT_GT(light, 0.6);
  EXPECT_LT(light, 1.2);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(seen[k], light * color[k], 0.06);
  }
}

}  // namespace lehr::worker::picture

#endif  // LEHR_TESTS_WORKER_PICTURE_PNG_H_
