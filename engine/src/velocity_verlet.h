#ifndef LEHR_ENGINE_SRC_VELOCITY_VERLET_H_
#define LEHR_ENGINE_SRC_VELOCITY_VERLET_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "lehr/md/box.h"
#include "lehr/md/state.h"
#include "lehr/md/vec3.h"

namespace lehr::md {

// An atom that left the box, and its images now.
struct Crossing {
  std::size_t atom = 0;
  std::array<std::int32_t, 3> images = {0, 0, 0};
};

// What of the atoms changes in a step.
struct Motion {
  std::vector<Vec3> positions;   // [N] Å
  std::vector<Vec3> velocities;  // [N] Å/ps
  // Few, so that the images of all others are not touched. By blocks.
  std::vector<std::vector<Crossing>> crossings;
};

// An atom that went further in one step than atoms go.
struct LostAtom {
  std::size_t atom = 0;
  double distance = 0;  // Å, perhaps not a number
};

// How the box changes in a step, and the atoms with it: along each axis they
// are scaled by `factors` before and after they move; a shear shifts them along
// `direction` by so much [Å] times their height, the fraction of the box along
// `normal`, before and after.
struct BoxMotion {
  Vec3 factors = {1, 1, 1};
  int direction = -1;  // none
  int normal = -1;
  double shear_before = 0;
  double shear_after = 0;
  Box from;
  Box to;
};

// VelocityVerlet does the loops over atoms of one step of
//   v <- f v + (Δt/2) F/m,  r <- g (g r + Δt v),   (FirstHalf)
//   v <- f (v + (Δt/2) F/m)                        (SecondHalf)
// with factors f of a barostat and g of the box along each axis, 1 without, and
// a shift where the box is sheared.
// Sums are made by blocks (blocks.h). All tensors are Σ m v_a v_b [eV].
class VelocityVerlet {
 public:
  // Of atoms with species and masses as in `state`.
  VelocityVerlet(const State& state, double time_step, int threads);

  // From `atoms` to `next`, wrapped into the box after the step. Returns
  // the first atom that moved by more than `limit` [Å], if any; `next` is then
  // of no use.
  std::optional<LostAtom> FirstHalf(const Atoms& atoms,
                                    std::span<const Vec3> forces,
                                    const Vec3& velocity_factors,
                                    const BoxMotion& motion, double limit,
                                    Motion* next);

  // Returns the diagonal of the tensor: what the other half of a thermostat and
  // a barostat needs.
  Vec3 SecondHalf(std::span<const Vec3> forces, const Vec3& velocity_factors,
                  std::span<Vec3> velocities);

  SymmetricTensor Scale(double factor, std::span<Vec3> velocities);

  SymmetricTensor Kinetic(std::span<const Vec3> velocities);

  // Largest minus smallest coordinate along axes that are not periodic, the
  // edge along the others [Å].
  Vec3 Extents(const Box& box, std::span<const Vec3> positions);

 private:
  struct FirstHalfStep;

  std::span<const std::int32_t> Species(std::size_t begin,
                                        std::size_t end) const {
    return std::span(species_).subspan(begin, end - begin);
  }
  template <typename Start, typename Body>
  void ForEachTile(std::size_t n, const Start& start, const Body& body) const;
  template <typename Tile>
  SymmetricTensor SumKinetic(std::size_t n, const Tile& tile);
  std::optional<LostAtom> MoveAtom(const FirstHalfStep& step,
                                   std::size_t i) const;
  SymmetricTensor Sum() const;

  std::vector<std::int32_t> species_;
  std::vector<double> masses_;     // [species] amu in eV (ps/Å)²
  std::vector<double> half_kick_;  // [species] Δt / 2m [ps Å²/(ps² eV)]
  double time_step_;
  int threads_;
  // Of each block, reused from step to step: sums, the first atom that went
  // too far, smallest and largest coordinates.
  std::vector<SymmetricTensor> block_kinetic_;
  std::vector<std::optional<LostAtom>> block_lost_;
  std::vector<std::array<Vec3, 2>> block_ranges_;
};

}  // namespace lehr::md

#endif  // LEHR_ENGINE_SRC_VELOCITY_VERLET_H_
