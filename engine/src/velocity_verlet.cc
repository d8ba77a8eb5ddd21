#include "engine/src/velocity_verlet.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/src/blocks.h"
#include "engine/src/wrap.h"
#include "lehr/md/units.h"

namespace lehr::md {
namespace {

void AddKinetic(double mass, const Vec3& v, SymmetricTensor* sum) {
  (*sum)[0] += mass * v[0] * v[0];
  (*sum)[1] += mass * v[1] * v[1];
  (*sum)[2] += mass * v[2] * v[2];
  (*sum)[3] += mass * v[1] * v[2];
  (*sum)[4] += mass * v[0] * v[2];
  (*sum)[5] += mass * v[0] * v[1];
}

// Shears one position of `box` by `shift` [Å] at the upper end of the normal.
void Shift(const BoxMotion& motion, const Box& box, double shift, Vec3* r) {
  double height = (*r)[2] / box.lengths[2];
  if (motion.normal == 1) {
    height = ((*r)[1] - box.tilts[0] * height) / box.lengths[1];
  }
  (*r)[static_cast<std::size_t>(motion.direction)] += shift * height;
}

}  // namespace

VelocityVerlet::VelocityVerlet(const State& state, double time_step,
                               int threads)
    : species_(state.atoms.species),
      time_step_(time_step),
      threads_(threads),
      block_kinetic_(BlockCount(state.atoms.size())) {
  for (const double mass : state.masses) {
    masses_.push_back(mass * kKineticToEv);
    half_kick_.push_back(0.5 * time_step / (mass * kKineticToEv));
  }
}

std::optional<LostAtom> VelocityVerlet::FirstHalf(const Atoms& atoms,
                                                  std::span<const Vec3> forces,
                                                  const Vec3& velocity_factors,
                                                  const BoxMotion& motion,
                                                  double limit,
                                                  Motion* next) const {
  const std::size_t n = atoms.size();
  next->positions.resize(n);
  next->velocities.resize(n);
  next->images.resize(n);
  std::vector<std::optional<LostAtom>> lost(BlockCount(n));
  ForEachBlock(
      n, threads_, [&](std::size_t block, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
          const double kick = half_kick_[static_cast<std::size_t>(species_[i])];
          Vec3& v = next->velocities[i];
          Vec3& r = next->positions[i];
          Vec3 from = atoms.positions[i];
          if (motion.direction >= 0) {
            Shift(motion, motion.from, motion.shear_before, &from);
          }
          next->images[i] = atoms.images[i];
          double square = 0;
          for (std::size_t a = 0; a < 3; ++a) {
            v[a] = velocity_factors[a] * atoms.velocities[i][a] +
                   kick * forces[i][a];
            const double move = time_step_ * v[a];
            square += move * move;
            r[a] = motion.factors[a] * (motion.factors[a] * from[a] + move);
          }
          if (!(square <= limit * limit)) {  // also if it is not a number
            if (!lost[block]) lost[block] = LostAtom{i, std::sqrt(square)};
            continue;
          }
          if (motion.direction >= 0) {
            Shift(motion, motion.to, motion.shear_after, &r);
          }
          WrapPosition(motion.to, &r, &next->images[i]);
        }
      });
  for (const std::optional<LostAtom>& atom : lost) {
    if (atom) return atom;
  }
  return std::nullopt;
}

SymmetricTensor VelocityVerlet::SecondHalf(std::span<const Vec3> forces,
                                           const Vec3& velocity_factors,
                                           std::span<Vec3> velocities) {
  ForEachBlock(velocities.size(), threads_,
               [&](std::size_t block, std::size_t begin, std::size_t end) {
                 SymmetricTensor sum = {};
                 for (std::size_t i = begin; i < end; ++i) {
                   const auto s = static_cast<std::size_t>(species_[i]);
                   Vec3& v = velocities[i];
                   for (std::size_t a = 0; a < 3; ++a) {
                     v[a] = velocity_factors[a] *
                            (v[a] + half_kick_[s] * forces[i][a]);
                   }
                   AddKinetic(masses_[s], v, &sum);
                 }
                 block_kinetic_[block] = sum;
               });
  return Sum();
}

SymmetricTensor VelocityVerlet::Scale(double factor,
                                      std::span<Vec3> velocities) {
  ForEachBlock(velocities.size(), threads_,
               [&](std::size_t block, std::size_t begin, std::size_t end) {
                 SymmetricTensor sum = {};
                 for (std::size_t i = begin; i < end; ++i) {
                   Vec3& v = velocities[i];
                   for (double& component : v) component *= factor;
                   AddKinetic(masses_[static_cast<std::size_t>(species_[i])], v,
                              &sum);
                 }
                 block_kinetic_[block] = sum;
               });
  return Sum();
}

SymmetricTensor VelocityVerlet::Kinetic(std::span<const Vec3> velocities) {
  ForEachBlock(velocities.size(), threads_,
               [&](std::size_t block, std::size_t begin, std::size_t end) {
                 SymmetricTensor sum = {};
                 for (std::size_t i = begin; i < end; ++i) {
                   AddKinetic(masses_[static_cast<std::size_t>(species_[i])],
                              velocities[i], &sum);
                 }
                 block_kinetic_[block] = sum;
               });
  return Sum();
}

SymmetricTensor VelocityVerlet::Sum() const {
  SymmetricTensor total = {};
  for (const SymmetricTensor& sum : block_kinetic_) {
    for (std::size_t k = 0; k < 6; ++k) total[k] += sum[k];
  }
  return total;
}

Vec3 VelocityVerlet::Extents(const Box& box,
                             std::span<const Vec3> positions) const {
  Vec3 extents = box.lengths;
  for (std::size_t a = 0; a < 3; ++a) {
    if (box.periodic[a]) continue;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const Vec3& r : positions) {
      low = std::min(low, r[a]);
      high = std::max(high, r[a]);
    }
    extents[a] = high - low;
  }
  return extents;
}

}  // namespace lehr::md
