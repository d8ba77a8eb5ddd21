#include "engine/src/mttk_barostat.h"

#include "engine/src/portable_math.h"
#include "lehr/md/units.h"

namespace lehr::md {
namespace {

int CountStressAxes(const DynamicsLaw& law) {
  int count = 0;
  for (const AxisLaw& axis : law.axes) count += axis.mode == AxisMode::kStress;
  return count;
}

}  // namespace

MttkBarostat::MttkBarostat(const DynamicsLaw& law, std::size_t atoms)
    : laws_(law.axes),
      axes_(CountStressAxes(law)),
      iso_(law.coupling == Coupling::kIso),
      reference_(law.stress_measure == StressMeasure::kReference),
      time_step_(law.time_step),
      relaxation_time_(law.barostat_time),
      drag_(law.barostat_drag),
      atoms_(static_cast<double>(atoms)),
      degrees_of_freedom_(3.0 * static_cast<double>(atoms) - 3.0),
      // One ω, in three equal copies, is one degree of freedom.
      chain_(iso_ ? 1.0 : static_cast<double>(axes_), law.barostat_time) {
  for (std::size_t a = 0; a < 3; ++a) {
    has_stress_[a] = laws_[a].mode == AxisMode::kStress;
  }
}

double MttkBarostat::Mass(double kt) const {
  return (atoms_ + 1.0) * kt * relaxation_time_ * relaxation_time_;
}

double MttkBarostat::TargetPressure(std::size_t axis, double time) const {
  const AxisLaw& law = laws_[axis];
  return -(law.stress_start + law.stress_rate * time) /
         kEvPerCubicAngstromToBar;
}

double MttkBarostat::MeanTarget(double time) const {
  double sum = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    if (has_stress_[a]) sum += TargetPressure(a, time);
  }
  return sum / static_cast<double>(axes_);
}

Vec3 MttkBarostat::TargetPressureVolume(
    double time, const InternalPressure& pressure) const {
  Vec3 product = {};
  for (std::size_t a = 0; a < 3; ++a) {
    product[a] = TargetPressure(a, time) * pressure.volume;
  }
  if (!reference_) return product;
  // Over V: p_h + (P_a − p_h) (V_0/V) (L_a/L_a0)².
  const Vec3& stretch = pressure.stretches;
  const double start_volume =
      pressure.volume / (stretch[0] * stretch[1] * stretch[2]);
  const double mean = MeanTarget(time);
  for (std::size_t a = 0; a < 3; ++a) {
    product[a] = mean * pressure.volume + (TargetPressure(a, time) - mean) *
                                              start_volume * stretch[a] *
                                              stretch[a];
  }
  return product;
}

void MttkBarostat::ThermostatHalfStep(double kt, BarostatState* state) const {
  if (state->chain.velocities.empty()) return;
  double twice_kinetic = 0;
  for (const double omega : state->velocities) {
    twice_kinetic += Mass(kt) * omega * omega;
  }
  const double scale =
      chain_.HalfStep(kt, twice_kinetic, time_step_, &state->chain);
  for (double& omega : state->velocities) omega *= scale;
}

void MttkBarostat::KickHalfStep(double kt, double time,
                                const InternalPressure& pressure,
                                BarostatState* state) const {
  const double twice_kinetic =
      pressure.kinetic[0] + pressure.kinetic[1] + pressure.kinetic[2];
  const Vec3 target = TargetPressureVolume(time, pressure);
  Vec3 force = {};
  for (std::size_t a = 0; a < 3; ++a) {
    force[a] = pressure.kinetic[a] + pressure.virial[a] - target[a] +
               twice_kinetic / degrees_of_freedom_;
  }
  if (iso_) {
    const double mean = (force[0] + force[1] + force[2]) / 3.0;
    force = {mean, mean, mean};
  }
  const double drag = drag_ > 0 ? Exp(-0.25 * drag_ * time_step_) : 1.0;
  for (std::size_t a = 0; a < 3; ++a) {
    if (!has_stress_[a]) continue;
    double& omega = state->velocities[a];
    omega = drag * (drag * omega + 0.5 * time_step_ * force[a] / Mass(kt));
  }
}

Vec3 MttkBarostat::VelocityFactors(const BarostatState& state) const {
  const Vec3& omega = state.velocities;
  const double mean = (omega[0] + omega[1] + omega[2]) / degrees_of_freedom_;
  Vec3 factors = {};
  for (std::size_t a = 0; a < 3; ++a) {
    factors[a] = Exp(-0.5 * time_step_ * (omega[a] + mean));
  }
  return factors;
}

double MttkBarostat::LengthFactor(std::size_t axis,
                                  const BarostatState& state) const {
  return Exp(0.5 * time_step_ * state.velocities[axis]);
}

double MttkBarostat::Energy(double kt, double time, double volume,
                            const BarostatState& state) const {
  double energy = chain_.Energy(kt, state.chain);
  for (std::size_t a = 0; a < 3; ++a) {
    if (!has_stress_[a]) continue;
    energy += 0.5 * Mass(kt) * state.velocities[a] * state.velocities[a];
  }
  return energy + MeanTarget(time) * volume;
}

}  // namespace lehr::md
