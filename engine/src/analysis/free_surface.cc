#include "engine/src/analysis/free_surface.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "engine/src/blocks.h"

namespace lehr::md::analysis {
namespace {

// Bins an axis; more would only cost memory.
constexpr double kMostBins = 128;

// Bins of at least `distance` on every axis with the outermost atoms in them,
// so that what is near a point lies in its bin or one beside it.
class OutermostGrid {
 public:
  OutermostGrid(const Box& box, std::span<const Vec3> positions,
                std::span<const std::uint8_t> outermost, double distance)
      : box_(box), square_(distance * distance) {
    for (std::size_t k = 0; k < 3; ++k) {
      double high = box.lengths[k];
      if (!box.periodic[k]) {
        const auto by_axis = [k](const Vec3& a, const Vec3& b) {
          return a[k] < b[k];
        };
        const auto [low, top] =
            std::minmax_element(positions.begin(), positions.end(), by_axis);
        low_[k] = (*low)[k];
        high = (*top)[k];
      }
      bins_[k] = static_cast<std::int64_t>(
          std::clamp((high - low_[k]) / distance, 1.0, kMostBins));
      per_length_[k] =
          high > low_[k] ? static_cast<double>(bins_[k]) / (high - low_[k]) : 0;
    }
    bins_of_atoms_.resize(
        static_cast<std::size_t>(bins_[0] * bins_[1] * bins_[2]));
    for (std::size_t i = 0; i < positions.size(); ++i) {
      if (outermost[i] == 0) continue;
      const std::array<std::int64_t, 3> bin = BinOf(positions[i]);
      bins_of_atoms_[At(bin[0], bin[1], bin[2])].push_back(positions[i]);
    }
  }

  bool IsNear(const Vec3& x) const {
    const std::array<std::int64_t, 3> bin = BinOf(x);
    for (std::int64_t a = -1; a <= 1; ++a) {
      for (std::int64_t b = -1; b <= 1; ++b) {
        for (std::int64_t c = -1; c <= 1; ++c) {
          std::array<std::int64_t, 3> at = {bin[0] + a, bin[1] + b, bin[2] + c};
          if (Enter(&at) && HasNear(At(at[0], at[1], at[2]), x)) return true;
        }
      }
    }
    return false;
  }

 private:
  std::array<std::int64_t, 3> BinOf(const Vec3& x) const {
    std::array<std::int64_t, 3> bin = {};
    for (std::size_t k = 0; k < 3; ++k) {
      bin[k] = static_cast<std::int64_t>(
          std::floor((x[k] - low_[k]) * per_length_[k]));
      // The topmost atom of an open axis lies on the edge of its bin.
      if (!box_.periodic[k]) bin[k] = std::min(bin[k], bins_[k] - 1);
    }
    Enter(&bin);
    return bin;
  }

  // Wraps a bin on periodic axes; false if it is outside on another.
  bool Enter(std::array<std::int64_t, 3>* bin) const {
    for (std::size_t k = 0; k < 3; ++k) {
      std::int64_t& b = (*bin)[k];
      if (box_.periodic[k]) b = (b % bins_[k] + bins_[k]) % bins_[k];
      if (b < 0 || b >= bins_[k]) return false;
    }
    return true;
  }

  std::size_t At(std::int64_t x, std::int64_t y, std::int64_t z) const {
    return static_cast<std::size_t>((x * bins_[1] + y) * bins_[2] + z);
  }

  bool HasNear(std::size_t bin, const Vec3& x) const {
    return std::any_of(bins_of_atoms_[bin].begin(), bins_of_atoms_[bin].end(),
                       [&](const Vec3& y) {
                         double square = 0;
                         for (std::size_t k = 0; k < 3; ++k) {
                           double d = x[k] - y[k];
                           if (box_.periodic[k]) {
                             const double length = box_.lengths[k];
                             d -= length * std::round(d / length);
                           }
                           square += d * d;
                         }
                         return square <= square_;
                       });
  }

  const Box& box_;
  const double square_;
  Vec3 low_ = {0, 0, 0};
  Vec3 per_length_ = {0, 0, 0};
  std::array<std::int64_t, 3> bins_ = {1, 1, 1};
  std::vector<std::vector<Vec3>> bins_of_atoms_;
};

}  // namespace

std::vector<std::uint8_t> NearOutermost(const Box& box,
                                        std::span<const Vec3> positions,
                                        std::span<const std::uint8_t> outermost,
                                        double distance, int threads) {
  const OutermostGrid grid(box, positions, outermost, distance);
  std::vector<std::uint8_t> near(positions.size());
  ForEachBlock(positions.size(), threads,
               [&](std::size_t, std::size_t begin, std::size_t end) {
                 for (std::size_t i = begin; i < end; ++i) {
                   near[i] = grid.IsNear(positions[i]) ? 1 : 0;
                 }
               });
  return near;
}

}  // namespace lehr::md::analysis
