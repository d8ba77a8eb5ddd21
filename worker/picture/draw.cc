#include "worker/picture/draw.h"

#include <algorithm>
#include <cairo.h>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <numbers>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "worker/picture/color_map.h"
#include "worker/picture/spheres.h"
#include "worker/picture/text.h"

namespace lehr::worker::picture {
namespace {

constexpr double kLine = 2;        // pixels
constexpr double kFadeDepth = 12;  // Å
constexpr int kTickCount = 6;
constexpr double kArrow = 52;  // length of the axes' arrows, pixels
constexpr double kArrowHead = 13;

struct DestroySurface {
  void operator()(cairo_surface_t* surface) const {
    cairo_surface_destroy(surface);
  }
};
struct DestroyCairo {
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
};
using Surface = std::unique_ptr<cairo_surface_t, DestroySurface>;
using Cairo = std::unique_ptr<cairo_t, DestroyCairo>;

absl::Status StatusOf(cairo_status_t status) {
  if (status == CAIRO_STATUS_SUCCESS) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrFormat("picture: cairo: %s", cairo_status_to_string(status)));
}

void SetBlack(cairo_t* cairo) { cairo_set_source_rgb(cairo, 0, 0, 0); }

void DrawLine(cairo_t* cairo, double x0, double y0, double x1, double y1) {
  cairo_move_to(cairo, x0, y0);
  cairo_line_to(cairo, x1, y1);
  cairo_stroke(cairo);
}

// Balls of one panel in its own pixels.
std::vector<Sphere> SpheresOf(const Scene& scene, const Layout& layout,
                              std::size_t number) {
  const Panel& panel = scene.panels[number];
  const double scale = layout.pixels_per_angstrom;
  const std::size_t right = RightAxis(scene);
  const double toward = FacesViewer(scene) ? 1 : -1;
  const double range = scene.scale.high - scene.scale.low;
  std::vector<Sphere> spheres;
  spheres.reserve(panel.positions.size());
  for (std::size_t i = 0; i < panel.positions.size(); ++i) {
    const auto& r = panel.positions[i];
    const double value = panel.values[i];
    spheres.push_back(
        {(r[right] - layout.left[number]) * scale,
         (layout.top[number] - r[scene.up_axis]) * scale,
         toward * r[scene.view_axis] * scale, panel.radii[i] * scale,
         std::isnan(value) ? kNoValue
                           : ColorOf((value - scene.scale.low) / range)});
  }
  return spheres;
}

// Copies pixels to the image, of which nothing else has been drawn there.
void Paste(const std::vector<std::uint32_t>& pixels, const Rectangle& place,
           cairo_surface_t* image) {
  cairo_surface_flush(image);
  unsigned char* data = cairo_image_surface_get_data(image);
  const auto stride =
      static_cast<std::size_t>(cairo_image_surface_get_stride(image));
  const auto width = static_cast<std::size_t>(place.width);
  const auto height = static_cast<std::size_t>(place.height);
  for (std::size_t row = 0; row < height; ++row) {
    std::memcpy(data + (static_cast<std::size_t>(place.y) + row) * stride +
                    4 * static_cast<std::size_t>(place.x),
                pixels.data() + row * width, 4 * width);
  }
  cairo_surface_mark_dirty(image);
}

// One color and name for each class, the first at the bottom.
void DrawClasses(cairo_t* cairo, const std::vector<std::string>& classes,
                 const Rectangle& bar) {
  const auto count = static_cast<double>(classes.size());
  const double height = bar.height / count;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const double part = (static_cast<double>(k) + 0.5) / count;
    const double y = bar.y + bar.height * (1 - part);
    const Color color = ColorOf(part);
    cairo_set_source_rgb(cairo, color[0], color[1], color[2]);
    cairo_rectangle(cairo, bar.x, y - height / 2, bar.width, height);
    cairo_fill(cairo);
    SetBlack(cairo);
    DrawText(cairo, classes[k], bar.x + bar.width + 14, y + 0.36 * kTextSize,
             kTextSize, Align::kLeft);
  }
}

void DrawGradient(cairo_t* cairo, const Rectangle& bar) {
  const int rows = static_cast<int>(bar.height);
  for (int row = 0; row < rows; ++row) {
    const Color color = ColorOf(1 - (row + 0.5) / rows);
    cairo_set_source_rgb(cairo, color[0], color[1], color[2]);
    cairo_rectangle(cairo, bar.x, bar.y + row, bar.width, 1);
    cairo_fill(cairo);
  }
}

// Numbers and label beside the bar.
void DrawTicks(cairo_t* cairo, const ColorScale& scale, const Rectangle& bar) {
  const std::vector<double> ticks = Ticks(scale.low, scale.high, kTickCount);
  const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1;
  const int digits =
      std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-9)));
  const double right = bar.x + bar.width;
  double widest = 0;
  for (const double tick : ticks) {
    const double part = (tick - scale.low) / (scale.high - scale.low);
    const double y = bar.y + bar.height * (1 - part);
    DrawLine(cairo, right, y, right + 8, y);
    // No "-0.0" for a zero that was rounded.
    const std::string number =
        absl::StrFormat("%.*f", digits, std::abs(tick) < step / 2 ? 0 : tick);
    DrawText(cairo, number, right + 14, y + 0.36 * kTextSize, kTextSize,
             Align::kLeft);
    widest = std::max(widest, TextWidth(cairo, number, kTextSize));
  }
  DrawTextUpward(cairo, scale.label, right + 14 + widest + 1.3 * kTextSize,
                 bar.y + bar.height / 2, kTextSize);
}

void DrawColorBar(cairo_t* cairo, const ColorScale& scale,
                  const Rectangle& bar) {
  if (!scale.bar) return;
  if (scale.classes.empty()) {
    DrawGradient(cairo, bar);
    SetBlack(cairo);
    DrawTicks(cairo, scale, bar);
  } else {
    DrawClasses(cairo, scale.classes, bar);
  }
  SetBlack(cairo);
  cairo_rectangle(cairo, bar.x, bar.y, bar.width, bar.height);
  cairo_stroke(cairo);
}

void DrawScaleBar(cairo_t* cairo, const Layout& layout) {
  const double length = layout.scale_bar * layout.pixels_per_angstrom;
  const double x = layout.footer.x;
  const double y = layout.footer.y + 14;
  SetBlack(cairo);
  cairo_rectangle(cairo, x, y, length, 8);
  cairo_fill(cairo);
  const std::string text = absl::StrFormat("%g nm", layout.scale_bar / 10);
  // A text longer than the bar begins with it.
  const double width = TextWidth(cairo, text, kTextSize);
  DrawText(cairo, text, x + std::max(length - width, 0.0) / 2,
           y + 8 + 1.15 * kTextSize, kTextSize, Align::kLeft);
}

// An arrow from (x, y) on by (dx, dy), a unit vector.
void DrawArrow(cairo_t* cairo, double x, double y, double dx, double dy) {
  const double tip_x = x + kArrow * dx;
  const double tip_y = y + kArrow * dy;
  const double back_x = tip_x - kArrowHead * dx;
  const double back_y = tip_y - kArrowHead * dy;
  const double half = 0.42 * kArrowHead;
  DrawLine(cairo, x, y, back_x, back_y);
  cairo_move_to(cairo, tip_x, tip_y);
  cairo_line_to(cairo, back_x - half * dy, back_y + half * dx);
  cairo_line_to(cairo, back_x + half * dy, back_y - half * dx);
  cairo_close_path(cairo);
  cairo_fill(cairo);
}

// Arrows of the axes in the picture's plane; a circle with a point for the axis
// that comes out of it, with a cross for one that goes in.
void DrawOrientation(cairo_t* cairo, const Scene& scene, const Layout& layout) {
  constexpr double kRadius = 8;
  const double x = layout.footer.x + layout.footer.width - kArrow - 34;
  const double y = layout.footer.y + kArrow + 22;
  const auto name = [](std::size_t axis) {
    return std::string_view("xyz").substr(axis, 1);
  };
  SetBlack(cairo);
  DrawArrow(cairo, x + kRadius, y, 1, 0);
  DrawArrow(cairo, x, y - kRadius, 0, -1);
  cairo_arc(cairo, x, y, kRadius, 0, 2 * std::numbers::pi);
  cairo_stroke(cairo);
  if (FacesViewer(scene)) {
    cairo_arc(cairo, x, y, 2.6, 0, 2 * std::numbers::pi);
    cairo_fill(cairo);
  } else {
    const double d = kRadius * std::numbers::sqrt2 / 2;
    DrawLine(cairo, x - d, y - d, x + d, y + d);
    DrawLine(cairo, x - d, y + d, x + d, y - d);
  }
  DrawText(cairo, name(RightAxis(scene)), x + kRadius + kArrow + 8,
           y + 0.27 * kTextSize, kTextSize, Align::kLeft);
  DrawText(cairo, name(scene.up_axis), x + 14, y - kRadius - kArrow + 18,
           kTextSize, Align::kLeft);
  DrawText(cairo, name(scene.view_axis), x - kRadius - 8, y + 0.27 * kTextSize,
           kTextSize, Align::kRight);
}

// Size of a text that is made smaller if it is longer than `room` pixels.
double FittingSize(cairo_t* cairo, std::string_view text, double size,
                   double room) {
  const double width = TextWidth(cairo, text, size);
  return width > room ? size * room / width : size;
}

void DrawTexts(cairo_t* cairo, const Scene& scene, const Layout& layout) {
  SetBlack(cairo);
  DrawText(
      cairo, scene.title, kMargin, kMargin / 2 + kTitleSize,
      FittingSize(cairo, scene.title, kTitleSize, layout.width - 1.5 * kMargin),
      Align::kLeft);
  for (std::size_t p = 0; p < scene.panels.size(); ++p) {
    const Rectangle& place = layout.panels[p];
    const std::string& label = scene.panels[p].label;
    // Into the gaps beside the panel, but not to the next label.
    const double room = scene.panels.size() == 1 ? layout.footer.width
                                                 : place.width + kMargin / 2;
    DrawText(cairo, label, place.x + place.width / 2,
             layout.color_bar.y - 0.5 * kTextSize,
             FittingSize(cairo, label, kTextSize, room), Align::kCenter);
  }
}

cairo_status_t Append(void* bytes, const unsigned char* data,
                      unsigned int length) {
  static_cast<std::string*>(bytes)->append(data, data + length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

absl::StatusOr<std::string> DrawPng(const Scene& scene) {
  absl::Status status = CheckScene(scene);
  if (!status.ok()) return status;
  const Layout layout = LayOut(scene);
  const Surface image(cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                                 layout.width, layout.height));
  const Cairo cairo(cairo_create(image.get()));
  status = StatusOf(cairo_status(cairo.get()));
  if (!status.ok()) return status;

  cairo_set_source_rgb(cairo.get(), 1, 1, 1);
  cairo_paint(cairo.get());
  for (std::size_t p = 0; p < scene.panels.size(); ++p) {
    const Rectangle& place = layout.panels[p];
    Paste(
        DrawSpheres(SpheresOf(scene, layout, p), static_cast<int>(place.width),
                    static_cast<int>(place.height),
                    kFadeDepth * layout.pixels_per_angstrom),
        place, image.get());
  }
  cairo_set_line_width(cairo.get(), kLine);
  DrawTexts(cairo.get(), scene, layout);
  DrawColorBar(cairo.get(), scene.scale, layout.color_bar);
  DrawScaleBar(cairo.get(), layout);
  DrawOrientation(cairo.get(), scene, layout);
  status = StatusOf(cairo_status(cairo.get()));
  if (!status.ok()) return status;

  std::string bytes;
  status =
      StatusOf(cairo_surface_write_to_png_stream(image.get(), Append, &bytes));
  if (!status.ok()) return status;
  return bytes;
}

}  // namespace lehr::worker::picture
