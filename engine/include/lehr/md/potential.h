#ifndef LEHR_MD_POTENTIAL_H_
#define LEHR_MD_POTENTIAL_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/box.h"
#include "lehr/md/precision.h"
#include "lehr/md/vec3.h"

namespace lehr::md {

// What a force evaluation gives besides the forces.
struct Interaction {
  double energy = 0;  // eV
  // W_ab = ½ Σ_{i≠j} (r_i − r_j)_a f_ij,b [eV]; f_ij is the force on i from j.
  // Pressure is (Σ m v_a v_b + W_ab) / V.
  SymmetricTensor virial = {};
  // Atoms whose host density was above the table and was extrapolated.
  std::int64_t density_overflows = 0;
};

// ForceField evaluates a potential for one set of atoms, again and again as
// they move. It owns the neighbor list and rebuilds it when, and only when, an
// atom could have come within the cutoff unseen; results do not depend on when
// that happens: each pair's contribution is rounded to a fixed-point number and
// these are added as integers, so neither order nor threads nor instruction set
// can change a bit, and the forces sum to exactly zero.
class ForceField {
 public:
  virtual ~ForceField() = default;

  // Writes forces [N, eV/Å]. OUT_OF_RANGE, with atom, pair and values, if a
  // pair is closer than the table allows or a contribution exceeds the range of
  // the fixed-point sums; INVALID_ARGUMENT if the box is too small:
  // a periodic edge must be at least twice the cutoff.
  virtual absl::StatusOr<Interaction> Compute(const Box& box,
                                              std::span<const Vec3> positions,
                                              std::span<Vec3> forces) = 0;

  // Energy of each atom at the last Compute [N, eV]: F(ρ_i) + ½ Σ φ.
  virtual std::vector<double> AtomEnergies() const = 0;

  // Neighbor lists made so far.
  virtual std::int64_t rebuilds() const = 0;
};

// How far a neighbor list reaches beyond the cutoff unless it is said [Å].
inline constexpr double kUsualSkin = 1.0;

// Potential is an interaction between atoms, as read from its file.
class Potential {
 public:
  virtual ~Potential() = default;

  // [Å]
  virtual double cutoff() const = 0;

  // A force field for atoms of these species (indices into the elements that
  // the potential was made with), evaluated on `threads` threads. The potential
  // must outlive it. `skin` [Å] is how far the neighbor list reaches beyond the
  // cutoff; it changes speed only. A potential that has no fast path gives its
  // reference path.
  virtual std::unique_ptr<ForceField> MakeForceField(
      std::span<const std::int32_t> species, int threads,
      double skin = kUsualSkin,
      Precision precision = Precision::kReference) const = 0;
};

}  // namespace lehr::md

#endif  // LEHR_MD_POTENTIAL_H_
