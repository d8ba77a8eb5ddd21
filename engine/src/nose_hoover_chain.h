#ifndef LEHR_ENGINE_SRC_NOSE_HOOVER_CHAIN_H_
#define LEHR_ENGINE_SRC_NOSE_HOOVER_CHAIN_H_

#include "lehr/md/state.h"

namespace lehr::md {

// NoseHooverChain couples g degrees of freedom to M thermostats in a row with
//   Q_1 = g k_B T τ²,  Q_k = k_B T τ² (k > 1),
// masses that follow the target T when it changes, so that the period stays.
// Martyna, Klein and Tuckerman, J. Chem. Phys. 97, 2635 (1992),
// doi:10.1063/1.463940, with 1/τ for their ω. The variables are in ChainState;
// this has only the constants.
class NoseHooverChain {
 public:
  NoseHooverChain(double degrees_of_freedom, double relaxation_time)
      : degrees_of_freedom_(degrees_of_freedom),
        relaxation_time_(relaxation_time) {}

  // Moves the chain by time_step/2 with target `kt` = k_B T [eV] while what it
  // couples to has `twice_kinetic` = Σ m v² [eV]. Returns the factor by which
  // those velocities are to be multiplied.
  double HalfStep(double kt, double twice_kinetic, double time_step,
                  ChainState* chain) const;

  // What the chain adds to the constant of motion [eV]:
  //   Σ ½ Q_k v_k² + g k_B T η_1 + k_B T Σ_{k>1} η_k.
  double Energy(double kt, const ChainState& chain) const;

 private:
  double Mass(std::size_t k, double kt) const;

  double degrees_of_freedom_;
  double relaxation_time_;
};

}  // namespace lehr::md

#endif  // LEHR_ENGINE_SRC_NOSE_HOOVER_CHAIN_H_
