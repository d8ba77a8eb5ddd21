#include "engine/src/velocity_verlet.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/src/blocks.h"
#include "engine/src/wrap.h"
#include "lehr/md/units.h"

namespace lehr::md {
namespace {

// Loops go by tiles of so many atoms, over the numbers x, y, z, x, y, z ... of
// them all: such loops the compiler turns into vectors. Each number is made by
// the same operations as for one atom alone, so bits are the same.
constexpr std::size_t kTile = 16;
constexpr std::size_t kTileNumbers = 3 * kTile;
using TileNumbers = std::array<double, kTileNumbers>;

// The numbers of the vectors from `first` on.
const double* Numbers(const Vec3* first) { return first->data(); }
double* Numbers(Vec3* first) { return first->data(); }

// The same vector for each atom.
TileNumbers Repeat(const Vec3& v) {
  TileNumbers numbers;
  for (std::size_t k = 0; k < kTileNumbers; ++k) numbers[k] = v[k % 3];
  return numbers;
}

// A number of each atom's species, for each of its three.
void Spread(std::span<const double> values,
            std::span<const std::int32_t> species, TileNumbers* numbers) {
  for (std::size_t i = 0; i < species.size(); ++i) {
    const double value = values[static_cast<std::size_t>(species[i])];
    for (std::size_t a = 0; a < 3; ++a) (*numbers)[3 * i + a] = value;
  }
}

// Adds m v_a v_b of `count` numbers of atoms, in their order.
void AddKinetic(const TileNumbers& masses, const double* v, std::size_t count,
                SymmetricTensor* sum) {
  SymmetricTensor s = *sum;
  for (std::size_t k = 0; k < count; k += 3) {
    const double x = masses[k] * v[k];
    const double y = masses[k] * v[k + 1];
    s[0] += x * v[k];
    s[1] += y * v[k + 1];
    s[2] += masses[k] * v[k + 2] * v[k + 2];
    s[3] += y * v[k + 2];
    s[4] += x * v[k + 2];
    s[5] += x * v[k + 1];
  }
  *sum = s;
}

// Adds what these numbers of atoms are, in their order, to xx, yy and zz.
void AddDiagonal(const TileNumbers& numbers, std::size_t count,
                 SymmetricTensor* sum) {
  SymmetricTensor s = *sum;
  for (std::size_t k = 0; k < count; k += 3) {
    s[0] += numbers[k];
    s[1] += numbers[k + 1];
    s[2] += numbers[k + 2];
  }
  *sum = s;
}

// Shears one position of `box` by `shift` [Å] at the upper end of the normal.
void Shift(const BoxMotion& motion, const Box& box, double shift, Vec3* r) {
  double height = (*r)[2] / box.lengths[2];
  if (motion.normal == 1) {
    height = ((*r)[1] - box.tilts[0] * height) / box.lengths[1];
  }
  (*r)[static_cast<std::size_t>(motion.direction)] += shift * height;
}

// What atoms have in common in a FirstHalf, for those of a tile.
struct TileMotion {
  TileMotion(const Vec3& factors_of_velocities, const BoxMotion& motion,
             double limit)
      : velocity_factors(Repeat(factors_of_velocities)),
        factors(Repeat(motion.factors)),
        // Three such moves make less than the limit.
        safe_move(0.5 * limit) {
    Vec3 begins = {0, 0, 0};
    Vec3 ends = motion.to.lengths;
    for (std::size_t a = 0; a < 3; ++a) {
      if (motion.to.periodic[a]) continue;
      ends[a] = std::numeric_limits<double>::infinity();
      begins[a] = -ends[a];
    }
    low = Repeat(begins);
    high = Repeat(ends);
  }

  TileNumbers velocity_factors;
  TileNumbers factors;
  TileNumbers low;  // of the box
  TileNumbers high;
  double safe_move;  // Å
};

// Moves `count` numbers of atoms in a box without shear. False if one leaves
// the box or may have moved too far: then they are to be moved atom by atom.
bool MoveNumbers(const TileMotion& tile, const TileNumbers& kicks,
                 std::size_t count, double time_step,
                 const double* __restrict r, const double* __restrict v,
                 const double* __restrict f, double* __restrict next_r,
                 double* __restrict next_v) {
  // A number like the others, for the vectors' sake.
  double care = 0;
  for (std::size_t k = 0; k < count; ++k) {
    const double velocity = tile.velocity_factors[k] * v[k] + kicks[k] * f[k];
    const double move = time_step * velocity;
    const double position = tile.factors[k] * (tile.factors[k] * r[k] + move);
    next_v[k] = velocity;
    next_r[k] = position;
    // False for what is not a number, too.
    const bool is_good = (std::abs(move) <= tile.safe_move) &
                         (position >= tile.low[k]) & (position < tile.high[k]);
    care = is_good ? care : 1.0;
  }
  return care == 0;
}

}  // namespace

// What all atoms have in common in a FirstHalf.
struct VelocityVerlet::FirstHalfStep {
  const Atoms& atoms;
  std::span<const Vec3> forces;
  const Vec3& velocity_factors;
  const BoxMotion& motion;
  double limit;
  Motion* next;
};

VelocityVerlet::VelocityVerlet(const State& state, double time_step,
                               int threads)
    : species_(state.atoms.species),
      time_step_(time_step),
      threads_(threads),
      block_kinetic_(BlockCount(state.atoms.size())),
      block_lost_(block_kinetic_.size()) {
  for (const double mass : state.masses) {
    masses_.push_back(mass * kKineticToEv);
    half_kick_.push_back(0.5 * time_step / (mass * kKineticToEv));
  }
}

// Calls start(block) for each block and then body(block, begin, end) for its
// tiles.
template <typename Start, typename Body>
void VelocityVerlet::ForEachTile(std::size_t n, const Start& start,
                                 const Body& body) const {
  ForEachBlock(n, threads_,
               [&](std::size_t block, std::size_t begin, std::size_t end) {
                 start(block);
                 for (std::size_t i = begin; i < end; i += kTile) {
                   body(block, i, std::min(i + kTile, end));
                 }
               });
}

// One atom of FirstHalf. Returns it if it moved too far.
std::optional<LostAtom> VelocityVerlet::MoveAtom(const FirstHalfStep& step,
                                                 std::size_t i) const {
  const BoxMotion& motion = step.motion;
  const double kick = half_kick_[static_cast<std::size_t>(species_[i])];
  Vec3& v = step.next->velocities[i];
  Vec3& r = step.next->positions[i];
  Vec3 from = step.atoms.positions[i];
  if (motion.direction >= 0) {
    Shift(motion, motion.from, motion.shear_before, &from);
  }
  double square = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    v[a] = step.velocity_factors[a] * step.atoms.velocities[i][a] +
           kick * step.forces[i][a];
    const double move = time_step_ * v[a];
    square += move * move;
    r[a] = motion.factors[a] * (motion.factors[a] * from[a] + move);
  }
  if (!(square <= step.limit * step.limit)) {  // also if it is not a number
    return LostAtom{i, std::sqrt(square)};
  }
  if (motion.direction >= 0) {
    Shift(motion, motion.to, motion.shear_after, &r);
  }
  std::array<std::int32_t, 3> images = step.atoms.images[i];
  WrapPosition(motion.to, &r, &images);
  if (images != step.atoms.images[i]) {
    step.next->crossings[i / kBlockSize].push_back({i, images});
  }
  return std::nullopt;
}

std::optional<LostAtom> VelocityVerlet::FirstHalf(const Atoms& atoms,
                                                  std::span<const Vec3> forces,
                                                  const Vec3& velocity_factors,
                                                  const BoxMotion& motion,
                                                  double limit, Motion* next) {
  const std::size_t n = atoms.size();
  next->positions.resize(n);
  next->velocities.resize(n);
  next->crossings.resize(BlockCount(n));
  const FirstHalfStep step = {atoms,  forces, velocity_factors,
                              motion, limit,  next};
  const TileMotion tile(velocity_factors, motion, limit);
  ForEachTile(
      n,
      [&](std::size_t block) {
        block_lost_[block].reset();
        next->crossings[block].clear();
      },
      [&](std::size_t block, std::size_t begin, std::size_t end) {
        TileNumbers kicks;
        Spread(half_kick_, Species(begin, end), &kicks);
        if (motion.direction < 0 &&
            MoveNumbers(tile, kicks, 3 * (end - begin), time_step_,
                        Numbers(&atoms.positions[begin]),
                        Numbers(&atoms.velocities[begin]),
                        Numbers(&forces[begin]),
                        Numbers(&next->positions[begin]),
                        Numbers(&next->velocities[begin]))) {
          return;
        }
        for (std::size_t i = begin; i < end; ++i) {
          const std::optional<LostAtom> lost = MoveAtom(step, i);
          if (lost && !block_lost_[block]) block_lost_[block] = lost;
        }
      });
  for (const std::optional<LostAtom>& atom : block_lost_) {
    if (atom) return atom;
  }
  return std::nullopt;
}

// Σ m v_a v_b; `tile` gives the velocities of atoms [begin, end).
template <typename Tile>
SymmetricTensor VelocityVerlet::SumKinetic(std::size_t n, const Tile& tile) {
  ForEachTile(
      n, [&](std::size_t block) { block_kinetic_[block] = {}; },
      [&](std::size_t block, std::size_t begin, std::size_t end) {
        TileNumbers masses;
        Spread(masses_, Species(begin, end), &masses);
        AddKinetic(masses, tile(begin, end), 3 * (end - begin),
                   &block_kinetic_[block]);
      });
  return Sum();
}

Vec3 VelocityVerlet::SecondHalf(std::span<const Vec3> forces,
                                const Vec3& velocity_factors,
                                std::span<Vec3> velocities) {
  const TileNumbers factors = Repeat(velocity_factors);
  ForEachTile(
      velocities.size(), [&](std::size_t block) { block_kinetic_[block] = {}; },
      [&](std::size_t block, std::size_t begin, std::size_t end) {
        TileNumbers kicks;
        TileNumbers squares;
        Spread(half_kick_, Species(begin, end), &kicks);
        Spread(masses_, Species(begin, end), &squares);
        const double* const __restrict f = Numbers(&forces[begin]);
        double* const __restrict v = Numbers(&velocities[begin]);
        const std::size_t count = 3 * (end - begin);
        for (std::size_t k = 0; k < count; ++k) {
          const double velocity = factors[k] * (v[k] + kicks[k] * f[k]);
          v[k] = velocity;
          squares[k] = squares[k] * velocity * velocity;
        }
        AddDiagonal(squares, count, &block_kinetic_[block]);
      });
  const SymmetricTensor kinetic = Sum();
  return {kinetic[0], kinetic[1], kinetic[2]};
}

SymmetricTensor VelocityVerlet::Scale(double factor,
                                      std::span<Vec3> velocities) {
  return SumKinetic(velocities.size(), [&](std::size_t begin, std::size_t end) {
    double* const v = Numbers(&velocities[begin]);
    const std::size_t count = 3 * (end - begin);
    for (std::size_t k = 0; k < count; ++k) v[k] *= factor;
    return v;
  });
}

SymmetricTensor VelocityVerlet::Kinetic(std::span<const Vec3> velocities) {
  return SumKinetic(velocities.size(),
                    [&](std::size_t begin, std::size_t /*end*/) {
                      return Numbers(&velocities[begin]);
                    });
}

SymmetricTensor VelocityVerlet::Sum() const {
  SymmetricTensor total = {};
  for (const SymmetricTensor& sum : block_kinetic_) {
    for (std::size_t k = 0; k < 6; ++k) total[k] += sum[k];
  }
  return total;
}

Vec3 VelocityVerlet::Extents(const Box& box, std::span<const Vec3> positions) {
  if (box.periodic[0] && box.periodic[1] && box.periodic[2]) return box.lengths;
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  block_ranges_.resize(BlockCount(positions.size()));
  ForEachBlock(positions.size(), threads_,
               [&](std::size_t block, std::size_t begin, std::size_t end) {
                 Vec3 low = {kInfinity, kInfinity, kInfinity};
                 Vec3 high = {-kInfinity, -kInfinity, -kInfinity};
                 for (std::size_t i = begin; i < end; ++i) {
                   for (std::size_t a = 0; a < 3; ++a) {
                     low[a] = std::min(low[a], positions[i][a]);
                     high[a] = std::max(high[a], positions[i][a]);
                   }
                 }
                 block_ranges_[block] = {low, high};
               });
  Vec3 extents = box.lengths;
  for (std::size_t a = 0; a < 3; ++a) {
    if (box.periodic[a]) continue;
    double low = kInfinity;
    double high = -kInfinity;
    for (const auto& [block_low, block_high] : block_ranges_) {
      low = std::min(low, block_low[a]);
      high = std::max(high, block_high[a]);
    }
    extents[a] = high - low;
  }
  return extents;
}

}  // namespace lehr::md
