#ifndef LEHR_WORKER_PICTURE_SPHERES_H_
#define LEHR_WORKER_PICTURE_SPHERES_H_

#include <cstdint>
#include <span>
#include <vector>

#include "worker/picture/color_map.h"

namespace lehr::worker::picture {

// A ball in pixels: x right, y down, depth to the viewer.
struct Sphere {
  double x = 0;
  double y = 0;
  double depth = 0;
  double radius = 0;
  Color color = {0, 0, 0};
};

// Draws `spheres` on white and returns width × height pixels as 0xffRRGGBB, row
// by row. What is nearest to the viewer is seen, spheres may cut each other;
// of two at one depth the first is. Each pixel is the mean of nine samples.
// Light comes from the upper left; what lies up to `fade` pixels behind the
// nearest sphere is darker with its depth. Cost: some 5 ns for each sample of
// each sphere; memory for some rows at a time.
std::vector<std::uint32_t> DrawSpheres(std::span<const Sphere> spheres,
                                       int width, int height, double fade);

}  // namespace lehr::worker::picture

#endif  // LEHR_WORKER_PICTURE_SPHERES_H_
