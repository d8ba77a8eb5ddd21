#ifndef LEHR_ENGINE_SRC_MTTK_BAROSTAT_H_
#define LEHR_ENGINE_SRC_MTTK_BAROSTAT_H_

#include <array>
#include <cstddef>

#include "engine/src/nose_hoover_chain.h"
#include "lehr/md/law.h"
#include "lehr/md/state.h"
#include "lehr/md/vec3.h"

namespace lehr::md {

// What the barostat feels: the internal stress as P V.
struct InternalPressure {
  // Σ m v_a v_a and W_aa of each axis [eV].
  Vec3 kinetic = {};
  Vec3 virial = {};
  double volume = 0;  // Å³
  // Edges over those where the law began.
  Vec3 stretches = {1, 1, 1};
};

// MttkBarostat moves the edges of the box so that the true stress of each axis
// with AxisMode::kStress follows its target: for such an axis a,
//   W dω_a/dt = V (P_aa − P_a) + (1/N_f) Σ_i m_i v_i² − W γ ω_a,
//   dL_a/dt = ω_a L_a,  dr_a/dt = v_a + ω_a r_a,
//   dv_a/dt = f_a/m − [ω_a + (1/N_f) Σ_b ω_b] v_a,
// with W = (N + 1) k_B T τ_P², P_a = −σ_a and γ the drag; ω_a = 0 for the other
// axes. With Coupling::kIso the three axes have one ω, driven by the mean of
// their right-hand sides. A chain of its own thermostats ω. Martyna, Tobias and
// Klein, J. Chem. Phys. 101, 4177 (1994), doi:10.1063/1.467468, eq. 2.9 for the
// diagonal of the box alone. (LAMMPS' fix nh has 3N for their N_f.) With
// StressMeasure::kReference P_a is as described there.
class MttkBarostat {
 public:
  MttkBarostat(const DynamicsLaw& law, std::size_t atoms);

  // Whether any axis has a barostat; if not, nothing below is to be called.
  bool active() const { return axes_ > 0; }

  // Moves the barostat's own chain by time_step/2; kt = k_B T [eV].
  void ThermostatHalfStep(double kt, BarostatState* state) const;

  // Moves ω by time_step/2, targets taken at `time` [ps] of the law.
  void KickHalfStep(double kt, double time, const InternalPressure& pressure,
                    BarostatState* state) const;

  // Factor of the velocities along each axis over time_step/2.
  Vec3 VelocityFactors(const BarostatState& state) const;

  // Factor of axis a's length, and of positions along it, over time_step/2.
  double LengthFactor(std::size_t axis, const BarostatState& state) const;

  // What the barostat adds to the constant of motion [eV]: ½ W Σ ω² + P V and
  // its chain's. P is the mean of the targets; where they differ, no function
  // of the state alone is constant, and this is the running value.
  double Energy(double kt, double time, double volume,
                const BarostatState& state) const;

 private:
  double Mass(double kt) const;
  // −σ_a(time) [eV/Å³].
  double TargetPressure(std::size_t axis, double time) const;
  // Mean of the targets of the axes under stress control [eV/Å³].
  double MeanTarget(double time) const;
  // The true pressure that the barostat is to hold, times the volume [eV].
  Vec3 TargetPressureVolume(double time,
                            const InternalPressure& pressure) const;

  std::array<AxisLaw, 3> laws_;
  std::array<bool, 3> has_stress_;
  int axes_ = 0;
  bool iso_;
  bool reference_;
  double time_step_;
  double relaxation_time_;
  double drag_;
  double atoms_;
  double degrees_of_freedom_;  // N_f
  NoseHooverChain chain_;
};

}  // namespace lehr::md

#endif  // LEHR_ENGINE_SRC_MTTK_BAROSTAT_H_
