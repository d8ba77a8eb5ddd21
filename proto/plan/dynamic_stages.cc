// Stages that integrate the equations of motion.

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "proto/plan/observables.h"
#include "proto/plan/stage_visitor.h"
#include "proto/support/decimal.h"

namespace lehr::plan {
namespace {

constexpr Limits kRate = {.what = "a rate", .unit = "K/ps", .most = 1e6};

// Engineering strain ends where the box has no length.
constexpr Limits kStrain = {
    .what = "a strain", .unit = "", .least = -1, .most = 10, .fallback = 0.2};

// A box that is tilted by more than half an edge is the same as one tilted to
// the other side.
constexpr Limits kShearStrain = {.what = "a shear strain",
                                 .unit = "",
                                 .least = -0.5,
                                 .least_allowed = true,
                                 .most = 0.5,
                                 .fallback = 0.01};

// Both signs are allowed, and checked apart.
constexpr Limits kStrainRate = {.what = "a strain rate",
                                .unit = "1/s",
                                .least = -1e15,
                                .most = 1e15,
                                .fallback = 1e9};

constexpr double kPsPerSecond = 1e12;

// A rate of temperature or stress as it stands in a law: with 12 digits. One
// that was given as a change and a time is so the same number as one that was
// written, and one for all ends that are reached at this rate: 2.3 GPa in 23 ps
// and 2.6 GPa in 26 ps. The end is missed by 1e-12 of the change at most.
double LawRate(double rate) { return RoundToDigits(rate, 12); }

const char* PlaneName(v1::ShearPlane plane) {
  switch (plane) {
    case v1::SHEAR_PLANE_XZ:
      return "xz";
    case v1::SHEAR_PLANE_YZ:
      return "yz";
    default:
      return "xy";
  }
}

// "1.5 GPa", "0.9 yield_stress".
std::string Shown(const LawNumber& number) {
  if (number.segment < 0) return absl::StrFormat("%g GPa", number.value);
  return absl::StrFormat(
      "%g %s", number.value,
      Observables()[static_cast<std::size_t>(number.observable)].name);
}

}  // namespace

void StageVisitor::operator()(const Hold& stage) {
  if (stage.isolated) return HoldIsolated(stage);
  DynamicsProgramme programme;
  programme.start_kelvin = TemperatureOf(stage.temperature);
  const Stresses stress = TakeStress(stage.stress);
  programme.axes = HoldAxes(state_, stress);
  programme.coupling = CouplingOf(stage.coupling);
  const double time = numbers_.Number(stage.time, kTime);
  Run(programme, StepsOf(time, stage.time.field),
      absl::StrFormat("hold %g K", programme.start_kelvin));
  state_.temperature = programme.start_kelvin;
  state_.stress = stress;
}

void StageVisitor::HoldIsolated(const Hold& stage) {
  if (state_.at_rest && !stage.temperature.is_set()) {
    numbers_.Violate(node_.field,
                     "expected atoms that move, because nothing sets them "
                     "going: give a temperature, or put `velocities` before");
    return;
  }
  DynamicsProgramme programme;
  programme.isolated = true;
  // Read by SetMoving alone.
  if (state_.at_rest) programme.start_kelvin = TemperatureOf(stage.temperature);
  for (std::size_t k = 0; k < programme.axes.size(); ++k) {
    programme.axes[k].mode = state_.free[k] ? AxisProgramme::Mode::kFree
                                            : AxisProgramme::Mode::kFixed;
  }
  const v1::Coupling coupling = state_.coupling;
  Run(programme, StepsOf(numbers_.Number(stage.time, kTime), stage.time.field),
      "hold isolated");
  state_.coupling = coupling;
}

void StageVisitor::operator()(const Ramp& stage) {
  DynamicsProgramme programme;
  programme.start_kelvin = TemperatureOf(stage.from);
  const double end = numbers_.Number(stage.to, kTemperature);
  const double change = end - programme.start_kelvin;
  double time = 0;
  // A rate that is given is not computed from the ends, so that ramps to
  // different ends have the same law.
  if (stage.rate.is_set()) {
    const double rate = numbers_.Number(stage.rate, kRate);
    programme.rate_kelvin_per_ps = LawRate(std::copysign(rate, change));
    time = std::abs(change) / rate;
  } else if (stage.time.is_set()) {
    time = numbers_.Number(stage.time, kTime);
    programme.rate_kelvin_per_ps = time > 0 ? LawRate(change / time) : 0;
  }
  const Stresses stress = TakeStress(stage.stress);
  programme.axes = HoldAxes(state_, stress);
  programme.coupling = CouplingOf(stage.coupling);
  Run(programme,
      StepsOf(time, (stage.rate.is_set() ? stage.rate : stage.time).field),
      absl::StrFormat("ramp to %g K", end));
  state_.temperature = end;
  state_.stress = stress;
}

void StageVisitor::operator()(const Load& stage) {
  DynamicsProgramme programme;
  programme.start_kelvin = TemperatureOf(stage.temperature);
  programme.changes_stress = true;
  CheckLoadable(stage.stress);
  const Stresses end = TakeStress(stage.stress);
  programme.coupling = CouplingOf(stage.coupling);
  const double time = numbers_.Number(stage.time, kTime);
  const std::int64_t steps = StepsOf(time, stage.time.field);
  if (steps > 0) programme.axes = LoadAxes(stage.stress, end, time);
  Run(programme, steps, stage.unload ? "unload" : "load to " + LabelOf(end));
  state_.temperature = programme.start_kelvin;
  state_.stress = end;
}

void StageVisitor::operator()(const Deform& stage) {
  const bool shear = stage.shear != v1::SHEAR_PLANE_UNSPECIFIED;
  const double rate = numbers_.Number(stage.rate, kStrainRate);
  const double end = numbers_.Number(stage.to, shear ? kShearStrain : kStrain);
  if (!CheckDeform(stage, rate, end)) {
    // Whatever reads the curve is not wrong for that.
    state_.deformed = stage.axis;
    state_.sheared = stage.shear;
    state_.deformed_to = kStrain.most;
    return;
  }
  DynamicsProgramme programme;
  programme.start_kelvin = TemperatureOf(stage.temperature);
  const Stresses stress = TakeStress(stage.stress);
  programme.axes = HoldAxes(state_, stress);
  if (shear) {
    programme.coupling = state_.coupling;
    programme.shear = stage.shear;
    programme.shear_rate_per_ps = rate / kPsPerSecond;
  } else {
    AxisProgramme& axis = programme.axes[AxisIndex(stage.axis)];
    axis = {};
    axis.mode = AxisProgramme::Mode::kRate;
    axis.strain_rate_per_ps = rate / kPsPerSecond;
    axis.measure = stage.measure;
  }
  const double time = std::abs(end / rate) * kPsPerSecond;
  const std::int64_t steps = StepsOf(time, stage.rate.field);
  Run(programme, steps,
      shear ? absl::StrFormat("shear %s to %g", PlaneName(stage.shear), end)
            : absl::StrFormat("deform %c to %g", AxisLetter(stage.axis), end));
  state_.temperature = programme.start_kelvin;
  state_.stress = stress;
  if (steps == 0) return;
  state_.edges = {};
  state_.deformed = stage.axis;
  state_.sheared = stage.shear;
  state_.deformed_to = end;
}

void StageVisitor::CheckLoadable(const StressTarget& target) const {
  for (std::size_t k = 0; k < target.fixed.size(); ++k) {
    if (!state_.fixed[k] || target.fixed[k]) continue;
    numbers_.Violate(
        node_.field,
        absl::StrFormat("expected axes under stress control, found "
                        "%c, which is fixed: put a `hold` with a "
                        "stress before",
                        "xyz"[k]));
  }
}

bool StageVisitor::CheckDeform(const Deform& stage, double rate,
                               double end) const {
  if (stage.shear != v1::SHEAR_PLANE_UNSPECIFIED) {
    if (state_.has_surface()) {
      numbers_.Violate(node_.field + ".shear",
                       "expected a box that is periodic along all axes, found "
                       "free surfaces");
      return false;
    }
  } else if (state_.free[AxisIndex(stage.axis)]) {
    numbers_.Violate(node_.field + ".axis",
                     absl::StrFormat("expected a periodic axis, found %c, "
                                     "which has free surfaces",
                                     AxisLetter(stage.axis)));
    return false;
  }
  if (rate == 0) {
    numbers_.Violate(stage.rate.field,
                     "expected a strain rate that is not 0, found " +
                         numbers_.Found(stage.rate, rate, "1/s"));
    return false;
  }
  if (end * rate < 0) {
    numbers_.Violate(
        stage.to.field,
        absl::StrFormat("expected a strain with the sign of the rate (%g 1/s), "
                        "found %s",
                        rate, numbers_.Found(stage.to, end, "")));
    return false;
  }
  return true;
}

void StageVisitor::Run(const DynamicsProgramme& programme, std::int64_t steps,
                       const std::string& label) {
  state_.coupling = programme.coupling;
  if (steps == 0) return;
  if (programme.coupling == v1::COUPLING_ISO &&
      (programme.axes[0] != programme.axes[1] ||
       programme.axes[1] != programme.axes[2])) {
    numbers_.Violate(node_.field,
                     "expected the same stress along x, y and z, because the "
                     "axes change together (coupling iso, which stages keep "
                     "from the one before): set the coupling to none");
  }
  SetMoving(programme.start_kelvin);
  v1::Law law;
  *law.mutable_dynamics() = LawOf(programme, settings(), laws_.segments_);
  Advance(std::move(law), steps, steps, label, ReferencesOf(programme));
}

void StageVisitor::TakeFixed(const StressTarget& target) {
  for (std::size_t k = 0; k < target.fixed.size(); ++k) {
    state_.fixed[k] = target.fixed[k] && !state_.free[k];
    if (!target.fixed[k] || !state_.free[k]) continue;
    numbers_.Violate(node_.field + ".stress",
                     absl::StrFormat("expected a periodic axis to fix, found "
                                     "%c, which has free surfaces",
                                     "xyz"[k]));
  }
}

StageVisitor::Stresses StageVisitor::TakeStress(const StressTarget& target) {
  if (target.kind == StressTarget::Kind::kUnset) return state_.stress;
  TakeFixed(target);
  Stresses stress;
  for (std::size_t k = 0; k < stress.size(); ++k) {
    const bool hydrostatic = target.kind == StressTarget::Kind::kPressure;
    const Quantity& quantity = hydrostatic ? target.pressure : target.axes[k];
    // Pressure is positive in compression, stress in tension.
    stress[k] = Times(numbers_.Stress(quantity), hydrostatic ? -1 : 1);
    if (state_.free[k] && !stress[k].is_zero()) {
      CheckFree(k, stress[k], quantity);
      stress[k] = {};
    }
  }
  return stress;
}

void StageVisitor::CheckFree(std::size_t axis, const LawNumber& stress,
                             const Quantity& quantity) const {
  numbers_.Violate(
      quantity.field,
      absl::StrFormat("expected no stress along %c, where the box has free "
                      "surfaces, found %s",
                      "xyz"[axis], Shown(stress)));
}

v1::Coupling StageVisitor::CouplingOf(v1::Coupling wanted) const {
  if (wanted == v1::COUPLING_UNSPECIFIED) {
    return state_.has_fixed() ? v1::COUPLING_NONE : state_.coupling;
  }
  if (wanted == v1::COUPLING_ISO && state_.has_fixed()) {
    numbers_.Violate(node_.field + ".coupling",
                     "expected coupling none, because an axis is fixed, found "
                     "iso");
    return v1::COUPLING_NONE;
  }
  if (wanted == v1::COUPLING_ISO && state_.has_surface()) {
    numbers_.Violate(node_.field + ".coupling",
                     "expected coupling none, because the box has free "
                     "surfaces, found iso");
    return v1::COUPLING_NONE;
  }
  return wanted;
}

std::array<AxisProgramme, 3> StageVisitor::LoadAxes(const StressTarget& target,
                                                    const Stresses& end,
                                                    double time_ps) {
  std::array<AxisProgramme, 3> axes = HoldAxes(state_, state_.stress);
  for (std::size_t k = 0; k < axes.size(); ++k) {
    if (axes[k].mode != AxisProgramme::Mode::kStress) continue;
    const Quantity& quantity = target.kind == StressTarget::Kind::kPressure
                                   ? target.pressure
                                   : target.axes[k];
    axes[k].rate = StressRate(state_.stress[k], end[k], time_ps,
                              quantity.is_set() ? quantity.field : node_.field);
  }
  return axes;
}

LawNumber StageVisitor::StressRate(const LawNumber& start, const LawNumber& end,
                                   double time_ps,
                                   const std::string& field) const {
  const bool same_kind =
      start.segment == end.segment && start.observable == end.observable;
  if (same_kind || start.is_zero() || end.is_zero()) {
    LawNumber rate = end.is_zero() ? start : end;
    rate.value = LawRate((end.value - start.value) / time_ps);
    return Times(rate, 1);
  }
  numbers_.Violate(
      field, absl::StrFormat(
                 "expected a stress that starts from 0 or from a multiple of "
                 "the same measurement, found a change from %s to %s: put an "
                 "`unload` between",
                 Shown(start), Shown(end)));
  return {};
}

std::string StageVisitor::LabelOf(const Stresses& stress) {
  if (stress[0] == stress[1] && stress[1] == stress[2]) {
    return Shown(Times(stress[0], -1));
  }
  std::vector<std::string> parts;
  for (std::size_t k = 0; k < stress.size(); ++k) {
    if (stress[k].is_zero()) continue;
    parts.push_back(absl::StrFormat("%c %s", "xyz"[k], Shown(stress[k])));
  }
  return absl::StrJoin(parts, ", ");
}

}  // namespace lehr::plan
