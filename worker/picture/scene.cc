#include "worker/picture/scene.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <absl/strings/str_format.h>

namespace lehr::worker::picture {
namespace {

constexpr int kLeastSize = 400;
constexpr int kMostSize = 10000;

constexpr double kPanelGap = 36;
constexpr double kBarWidth = 30;
constexpr double kBarGap = 40;
// For the numbers and the label beside the color bar.
constexpr double kBarTexts = 120;
constexpr double kFooter = 96;
// Scale bar and orientation have room beside each other under panels that are
// together as wide as this.
constexpr double kLeastPanels = 300;

// Extent of a panel along one axis, with the radii.
std::array<double, 2> Extent(const Panel& panel, std::size_t axis) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (std::size_t i = 0; i < panel.positions.size(); ++i) {
    low = std::min(low, panel.positions[i][axis] - panel.radii[i]);
    high = std::max(high, panel.positions[i][axis] + panel.radii[i]);
  }
  return {low, high};
}

absl::Status CheckPanel(const Panel& panel, std::size_t number) {
  const std::size_t n = panel.positions.size();
  if (n == 0 || panel.radii.size() != n || panel.values.size() != n) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "picture: panel %d: expected atoms with a radius and a value each, "
        "found %d positions, %d radii, %d values",
        number, n, panel.radii.size(), panel.values.size()));
  }
  for (std::size_t i = 0; i < n; ++i) {
    const auto [x, y, z] = panel.positions[i];
    if (!std::isfinite(x + y + z) || !(panel.radii[i] > 0) ||
        !std::isfinite(panel.radii[i])) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "picture: panel %d: atom %d: expected finite coordinates and a "
          "positive radius, found %g %g %g and %g Å",
          number, i, x, y, z, panel.radii[i]));
    }
  }
  return absl::OkStatus();
}

}  // namespace

ColorScale ClassScale(std::vector<std::string> classes) {
  ColorScale scale;
  scale.low = -0.5;
  scale.high = static_cast<double>(classes.size()) - 0.5;
  scale.classes = std::move(classes);
  return scale;
}

absl::Status CheckScene(const Scene& scene) {
  if (scene.panels.empty()) {
    return absl::InvalidArgumentError(
        "picture: expected one panel or more, found none");
  }
  if (scene.view_axis > 2 || scene.up_axis > 2 ||
      scene.view_axis == scene.up_axis) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "picture: expected two different axes from 0 to 2, found %d and %d",
        scene.view_axis, scene.up_axis));
  }
  if (!(scene.scale.high > scene.scale.low) ||
      !std::isfinite(scene.scale.high - scene.scale.low)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "picture: expected a color scale that rises, found %g to %g",
        scene.scale.low, scene.scale.high));
  }
  for (const int size : {scene.width, scene.height}) {
    if (size < kLeastSize || size > kMostSize) {
      return absl::InvalidArgumentError(
          absl::StrFormat("picture: expected a size of %d to %d pixels, found "
                          "%d × %d",
                          kLeastSize, kMostSize, scene.width, scene.height));
    }
  }
  for (std::size_t p = 0; p < scene.panels.size(); ++p) {
    absl::Status status = CheckPanel(scene.panels[p], p);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

std::size_t RightAxis(const Scene& scene) {
  return 3 - scene.view_axis - scene.up_axis;
}

bool FacesViewer(const Scene& scene) {
  // right × up points to the viewer: along the view axis if the three are a
  // cyclic order of x, y, z.
  return (RightAxis(scene) + 1) % 3 == scene.up_axis;
}

double RoundLength(double most) {
  const double power = std::pow(10, std::floor(std::log10(most)));
  for (const double factor : {5.0, 2.0}) {
    // A little room: most may be 0.3 / 0.1 = 2.9999...
    if (factor * power <= most * (1 + 1e-9)) return factor * power;
  }
  return power;
}

std::vector<double> Ticks(double low, double high, int count) {
  const double step = RoundLength((high - low) / std::max(count - 1, 1));
  std::vector<double> ticks;
  // With room for rounding at both ends.
  const auto first = static_cast<long>(std::ceil(low / step - 1e-6));
  const auto last = static_cast<long>(std::floor(high / step + 1e-6));
  for (long k = first; k <= last; ++k) {
    ticks.push_back(static_cast<double>(k) * step);
  }
  return ticks;
}

Layout LayOut(const Scene& scene) {
  const std::size_t right = RightAxis(scene);
  Layout layout;
  double widths = 0;  // Å
  double highest = 0;
  double widest = 0;
  std::vector<std::array<double, 2>> sizes;
  bool labeled = false;
  for (const Panel& panel : scene.panels) {
    const auto [x_low, x_high] = Extent(panel, right);
    const auto [y_low, y_high] = Extent(panel, scene.up_axis);
    layout.left.push_back(x_low);
    layout.top.push_back(y_high);
    sizes.push_back({x_high - x_low, y_high - y_low});
    widths += x_high - x_low;
    widest = std::max(widest, x_high - x_low);
    highest = std::max(highest, y_high - y_low);
    labeled = labeled || !panel.label.empty();
  }
  const double above = kMargin + (scene.title.empty() ? 0 : kTitleSize * 1.6) +
                       (labeled ? kTextSize * 1.5 : 0);
  const double below = kFooter + kMargin / 2;
  // And a pixel for each, since widths are rounded up.
  const auto panels = static_cast<double>(scene.panels.size());
  const double gaps = kPanelGap * (panels - 1) + panels + 1;
  const double beside =
      scene.scale.bar ? kBarGap + kBarWidth + kBarTexts + kMargin / 2 : kMargin;
  const double room_x =
      std::max(scene.width - kMargin - gaps - beside, kLeastSize / 8.0);
  const double room_y =
      std::max(scene.height - above - below, kLeastSize / 4.0);
  layout.pixels_per_angstrom = std::min(room_x / widths, room_y / highest);
  const double scale = layout.pixels_per_angstrom;

  const double height = std::ceil(highest * scale);
  double together = -kPanelGap;
  for (const auto& size : sizes) {
    together += std::ceil(size[0] * scale) + kPanelGap;
  }
  const double room = std::max(together, kLeastPanels);
  double x = kMargin + std::floor((room - together) / 2);
  for (const auto& [width_here, height_here] : sizes) {
    const double pixels = std::ceil(height_here * scale);
    // Panels of different heights stand on one line.
    layout.panels.push_back({x, std::round(above + height - pixels),
                             std::ceil(width_here * scale), pixels});
    x += std::ceil(width_here * scale) + kPanelGap;
  }
  x = kMargin + room + kBarGap;
  layout.color_bar = {x, std::round(above), kBarWidth, height};
  layout.footer = {kMargin, above + height + kMargin / 2, room, kFooter};
  layout.width = static_cast<int>(std::ceil(kMargin + room + beside));
  layout.height = static_cast<int>(std::ceil(above + height + below));
  layout.scale_bar = RoundLength(0.35 * widest);
  return layout;
}

}  // namespace lehr::worker::picture
