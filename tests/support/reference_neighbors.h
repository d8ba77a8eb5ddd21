#ifndef LEHR_TESTS_SUPPORT_REFERENCE_NEIGHBORS_H_
#define LEHR_TESTS_SUPPORT_REFERENCE_NEIGHBORS_H_

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "lehr/md/box.h"
#include "lehr/md/vec3.h"

namespace lehr::md {

// A ReferencePair is an ordered pair of atoms: r = r_i − (r_j + image).
struct ReferencePair {
  std::size_t i = 0;
  std::size_t j = 0;
  Vec3 r = {0, 0, 0};   // Å
  double distance = 0;  // Å
};

// All ordered pairs within `cutoff`, by trying each pair with each image one
// box away, in a tilted box two: O(N²), for positions in [0, L).
inline std::vector<ReferencePair> ReferencePairs(
    const Box& box, std::span<const Vec3> positions, double cutoff) {
  std::vector<Vec3> images;
  const int far = box.tilts == Vec3{0, 0, 0} ? 1 : 2;
  const auto reach = [&](std::size_t a) { return box.periodic[a] ? far : 0; };
  for (int x = -reach(0); x <= reach(0); ++x) {
    for (int y = -reach(1); y <= reach(1); ++y) {
      for (int z = -reach(2); z <= reach(2); ++z) {
        images.push_back(
            {x * box.lengths[0] + y * box.tilts[2] + z * box.tilts[1],
             y * box.lengths[1] + z * box.tilts[0], z * box.lengths[2]});
      }
    }
  }
  std::vector<ReferencePair> pairs;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    for (std::size_t j = 0; j < positions.size(); ++j) {
      if (i == j) continue;
      for (const Vec3& image : images) {
        const Vec3 r = {positions[i][0] - positions[j][0] - image[0],
                        positions[i][1] - positions[j][1] - image[1],
                        positions[i][2] - positions[j][2] - image[2]};
        const double square = r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
        if (square < cutoff * cutoff) {
          pairs.push_back({i, j, r, std::sqrt(square)});
        }
      }
    }
  }
  return pairs;
}

}  // namespace lehr::md

#endif  // LEHR_TESTS_SUPPORT_REFERENCE_NEIGHBORS_H_
