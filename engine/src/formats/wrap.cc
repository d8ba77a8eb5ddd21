#include "lehr/md/formats/wrap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <absl/strings/str_format.h>

#include "engine/src/wrap.h"

namespace lehr::md::formats {
namespace {

// No simulation goes so far; beyond it whole edges lose their fractions, and
// counts their integers.
constexpr double kMostEdges = 1e6;
constexpr std::int32_t kMostImages = 1'000'000'000;

// At most how many edges lie between the position and the box. Those along z
// carry it along x and y by the tilts yz and xz, those along y by xy.
double EdgesAway(const Box& box, const Vec3& r) {
  const auto edges = [&box](std::size_t k, double distance) {
    return box.periodic[k] ? distance / box.lengths[k] : 0.0;
  };
  const double z = edges(2, std::abs(r[2]));
  const double y = edges(1, std::abs(r[1]) + z * std::abs(box.tilts[0]));
  const double x = edges(0, std::abs(r[0]) + z * std::abs(box.tilts[1]) +
                                y * std::abs(box.tilts[2]));
  return std::max({x, y, z});
}

bool AreCounted(const std::array<std::int32_t, 3>& images) {
  return std::all_of(images.begin(), images.end(), [](std::int32_t image) {
    return -kMostImages <= image && image <= kMostImages;
  });
}

}  // namespace

absl::Status WrapIntoBox(State* state) {
  Atoms& atoms = state->atoms;
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    const double away = EdgesAway(state->box, atoms.positions[i]);
    auto& image = atoms.images[i];
    const bool can_be = away <= kMostEdges && AreCounted(image);
    if (can_be) WrapPosition(state->box, &atoms.positions[i], &image);
    // What is written then can be read again.
    if (!can_be || !AreCounted(image)) {
      return absl::OutOfRangeError(absl::StrFormat(
          "atom %d: expected a position within %g edges of the box and at most "
          "%d images, found %.3g edges and images %d %d %d",
          i + 1, kMostEdges, kMostImages, away, image[0], image[1], image[2]));
    }
  }
  return absl::OkStatus();
}

}  // namespace lehr::md::formats
