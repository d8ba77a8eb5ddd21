#ifndef LEHR_TESTS_SUPPORT_LENNARD_JONES_H_
#define LEHR_TESTS_SUPPORT_LENNARD_JONES_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/str_format.h>

#include "lehr/md/box.h"
#include "lehr/md/potential.h"
#include "lehr/md/vec3.h"

namespace lehr::md {

// LennardJones is the plain reference for all that moves atoms: the pair sum
// over all pairs, cut so that energy and force end at zero,
//   φ(r) = u(r) − u(r_c) − (r − r_c) u'(r_c),
//   u(r) = 4 ε [(σ/r)^12 − (σ/r)^6],
// which LAMMPS calls lj/smooth/linear. The defaults are a metal-like solid:
// fcc, a = 1.55 σ, about 3 eV/atom. Pair forces are rounded to 2^-44 eV/Å
// before they are added, so that they sum to exactly zero in any order.
class LennardJones final : public Potential {
 public:
  LennardJones() = default;
  LennardJones(double epsilon, double sigma, double cutoff)
      : epsilon_(epsilon), sigma_(sigma), cutoff_(cutoff) {}

  double cutoff() const override { return cutoff_; }
  double epsilon() const { return epsilon_; }
  double sigma() const { return sigma_; }

  std::unique_ptr<ForceField> MakeForceField(
      std::span<const std::int32_t> species, int /*threads*/, double /*skin*/,
      Precision /*precision*/) const override {
    return std::make_unique<Field>(*this, species.size());
  }

 private:
  struct Pair {
    double energy = 0;
    double force = 0;  // −φ'(r) / r [eV/Å²]
  };

  Pair Untruncated(double r) const {
    const double s2 = sigma_ * sigma_ / (r * r);
    const double s6 = s2 * s2 * s2;
    return {4 * epsilon_ * (s6 * s6 - s6),
            24 * epsilon_ * (2 * s6 * s6 - s6) / (r * r)};
  }

  class Field final : public ForceField {
   public:
    Field(const LennardJones& lj, std::size_t atoms)
        : lj_(lj), at_cutoff_(lj.Untruncated(lj.cutoff_)), energies_(atoms) {}

    absl::StatusOr<Interaction> Compute(const Box& box,
                                        std::span<const Vec3> positions,
                                        std::span<Vec3> forces) override;
    std::vector<double> AtomEnergies() const override { return energies_; }
    std::int64_t rebuilds() const override { return 0; }

   private:
    const LennardJones& lj_;
    const Pair at_cutoff_;
    std::vector<double> energies_;
    std::vector<std::array<std::int64_t, 3>> sums_;
  };

  double epsilon_ = 0.4;  // eV
  double sigma_ = 2.3;    // Å
  double cutoff_ = 4.6;   // Å
};

// r_i − r_j to the nearest image, right as far as half the shortest edge.
inline Vec3 NearestImage(const Box& box, const Vec3& ri, const Vec3& rj) {
  Vec3 d = {ri[0] - rj[0], ri[1] - rj[1], ri[2] - rj[2]};
  for (std::size_t k = 3; k-- > 0;) {
    if (!box.periodic[k]) continue;
    const double turns = std::nearbyint(d[k] / box.lengths[k]);
    d[k] -= turns * box.lengths[k];
    if (k == 2) {
      d[1] -= turns * box.tilts[0];
      d[0] -= turns * box.tilts[1];
    } else if (k == 1) {
      d[0] -= turns * box.tilts[2];
    }
  }
  return d;
}

inline absl::StatusOr<Interaction> LennardJones::Field::Compute(
    const Box& box, std::span<const Vec3> positions, std::span<Vec3> forces) {
  constexpr double kUnit = 0x1p-44;
  for (std::size_t a = 0; a < 3; ++a) {
    if (box.periodic[a] && box.lengths[a] < 2 * lj_.cutoff_) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "box edge %g Å is shorter than twice the cutoff (%g Å)",
          box.lengths[a], 2 * lj_.cutoff_));
    }
  }
  const double square_cutoff = lj_.cutoff_ * lj_.cutoff_;
  Interaction sum;
  energies_.assign(positions.size(), 0.0);
  sums_.assign(positions.size(), {});
  for (std::size_t i = 0; i < positions.size(); ++i) {
    for (std::size_t j = i + 1; j < positions.size(); ++j) {
      const Vec3 d = NearestImage(box, positions[i], positions[j]);
      const double square = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
      if (square >= square_cutoff) continue;
      const double r = std::sqrt(square);
      if (r < 0.5 * lj_.sigma_) {
        return absl::OutOfRangeError(
            absl::StrFormat("atoms %d and %d are %g Å apart", i, j, r));
      }
      const Pair pair = lj_.Untruncated(r);
      const double end_force = at_cutoff_.force * lj_.cutoff_;
      const double energy =
          pair.energy - at_cutoff_.energy + (r - lj_.cutoff_) * end_force;
      sum.energy += energy;
      energies_[i] += 0.5 * energy;
      energies_[j] += 0.5 * energy;
      const double factor = pair.force - end_force / r;
      for (std::size_t a = 0; a < 3; ++a) {
        const auto f = std::llround(factor * d[a] / kUnit);
        sums_[i][a] += f;
        sums_[j][a] -= f;
      }
      sum.virial[0] += factor * d[0] * d[0];
      sum.virial[1] += factor * d[1] * d[1];
      sum.virial[2] += factor * d[2] * d[2];
      sum.virial[3] += factor * d[1] * d[2];
      sum.virial[4] += factor * d[0] * d[2];
      sum.virial[5] += factor * d[0] * d[1];
    }
  }
  for (std::size_t i = 0; i < positions.size(); ++i) {
    for (std::size_t a = 0; a < 3; ++a) {
      forces[i][a] = static_cast<double>(sums_[i][a]) * kUnit;
    }
  }
  return sum;
}

}  // namespace lehr::md

#endif  // LEHR_TESTS_SUPPORT_LENNARD_JONES_H_
