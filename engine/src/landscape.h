#ifndef LEHR_ENGINE_SRC_LANDSCAPE_H_
#define LEHR_ENGINE_SRC_LANDSCAPE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <absl/status/status.h>

#include "lehr/md/potential.h"
#include "lehr/md/state.h"
#include "lehr/md/vec3.h"

namespace lehr::md {

// Landscape is the potential energy of a state as a function of N + 1 vectors:
// the positions u_i of the atoms in the start box, and a vector c ε of the
// logarithmic strains of the three edges, so that
//   r_i,a = u_i,a e^{ε_a},  L_a = L_a(start) e^{ε_a},
//   ∂E/∂u_i,a = −f_i,a e^{ε_a},  ∂E/∂(c ε_a) = −W_aa / c.
// The scale c = 1.25 Å √N makes a strain about as stiff as an atom:
// ∂²E/∂ε² = V C ~ N 16 eV for C ~ 1 eV/Å³ and 16 Å³ an atom, against some
// 10 eV/Å² for an atom. Where the box is not to move, that gradient is zero.
// (Tadmor, Smith, Bernstein and Kaxiras, Phys. Rev. B 59, 235 (1999),
// doi:10.1103/PhysRevB.59.235, have the same variables with a full strain.)
class Landscape {
 public:
  using Point = std::vector<Vec3>;  // [N + 1] Å

  // What an evaluation gives besides the gradient.
  struct Value {
    double energy = 0;            // eV
    double largest_force = 0;     // largest |f_i|, eV/Å
    double largest_stress = 0;    // largest |σ_aa| of an edge that moves, bar
    SymmetricTensor stress = {};  // −W/V, bar
  };

  // `field` must be for the atoms of `start` and outlive this.
  Landscape(ForceField* field, State start, bool moves_box, int threads);

  // The point of the start.
  Point Start() const;

  absl::Status Evaluate(const Point& point, Value* value, Point* gradient);

  // The start with positions (wrapped), images and box of `point`, at rest.
  State At(const Point& point) const;

  std::size_t atoms() const { return start_.atoms.size(); }
  std::int64_t evaluations() const { return evaluations_; }

 private:
  void Place(const Point& point, State* state) const;

  ForceField* field_;
  State start_;
  std::array<bool, 3> moves_edge_;
  int threads_;
  double strain_scale_;  // c
  std::int64_t evaluations_ = 0;
  State trial_;
  std::vector<Vec3> forces_;
};

// The longest of `vectors`; 0 if there is none.
double LargestNorm(std::span<const Vec3> vectors);

}  // namespace lehr::md

#endif  // LEHR_ENGINE_SRC_LANDSCAPE_H_
