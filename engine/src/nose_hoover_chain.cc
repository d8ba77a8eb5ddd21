#include "engine/src/nose_hoover_chain.h"

#include <cstddef>
#include <vector>

#include "engine/src/portable_math.h"

namespace lehr::md {

double NoseHooverChain::Mass(std::size_t k, double kt) const {
  const double mass = kt * relaxation_time_ * relaxation_time_;
  return k == 0 ? degrees_of_freedom_ * mass : mass;
}

// The Trotter splitting of Tuckerman, Alejandre, López-Rendón, Jochim and
// Martyna, J. Phys. A 39, 5629 (2006), doi:10.1088/0305-4470/39/19/S18, with
// one Suzuki-Yoshida step of h = time_step/2:
//   for k = M ... 1:  v_k <- e^{-h v_{k+1}/4} (e^{-h v_{k+1}/4} v_k + h/2 G_k)
//   s = e^{-h v_1}, η_k <- η_k + h v_k
//   for k = 1 ... M:  v_k <- e^{-h v_{k+1}/4} (e^{-h v_{k+1}/4} v_k + h/2 G_k)
// with G_1 = (Σ m v² - g k_B T)/Q_1, G_k = (Q_{k-1} v_{k-1}² - k_B T)/Q_k and
// v_{M+1} = 0.
double NoseHooverChain::HalfStep(double kt, double twice_kinetic,
                                 double time_step, ChainState* chain) const {
  std::vector<double>& v = chain->velocities;
  const std::size_t length = v.size();
  const double h = 0.5 * time_step;
  const auto kick = [&](std::size_t k, double kinetic) {
    const double force =
        k == 0 ? (kinetic - degrees_of_freedom_ * kt) / Mass(0, kt)
               : (Mass(k - 1, kt) * v[k - 1] * v[k - 1] - kt) / Mass(k, kt);
    const double friction = k + 1 < length ? Exp(-0.25 * h * v[k + 1]) : 1.0;
    v[k] = friction * (friction * v[k] + 0.5 * h * force);
  };
  for (std::size_t k = length; k-- > 0;) kick(k, twice_kinetic);
  const double scale = Exp(-h * v[0]);
  for (std::size_t k = 0; k < length; ++k) chain->positions[k] += h * v[k];
  const double scaled_kinetic = scale * scale * twice_kinetic;
  for (std::size_t k = 0; k < length; ++k) kick(k, scaled_kinetic);
  return scale;
}

double NoseHooverChain::Energy(double kt, const ChainState& chain) const {
  double energy = 0;
  for (std::size_t k = 0; k < chain.velocities.size(); ++k) {
    const double v = chain.velocities[k];
    energy += 0.5 * Mass(k, kt) * v * v +
              (k == 0 ? degrees_of_freedom_ : 1.0) * kt * chain.positions[k];
  }
  return energy;
}

}  // namespace lehr::md
