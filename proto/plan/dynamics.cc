#include "proto/plan/dynamics.h"

#include <algorithm>
#include <set>

#include "proto/plan/observables.h"

namespace lehr::plan {
namespace {

void SetNumber(const LawNumber& number, const SegmentTable& segments,
               v1::Number* out) {
  out->set_value(number.value);
  if (number.segment < 0) return;
  v1::MeasuredReference* reference = out->mutable_reference();
  reference->set_segment_key(segments.at(number.segment).key);
  reference->set_observable(
      Observables()[static_cast<std::size_t>(number.observable)].name);
}

void SetAxis(const AxisProgramme& programme, const SegmentTable& segments,
             v1::AxisLaw* law) {
  switch (programme.mode) {
    case AxisProgramme::Mode::kFree:
      law->mutable_free();
      return;
    case AxisProgramme::Mode::kFixed:
      law->mutable_fixed();
      return;
    case AxisProgramme::Mode::kStress: {
      v1::StressAxis* stress = law->mutable_stress();
      // A number that is not set is 0, for keys too. Most are, and six set ones
      // would be a third of a law's memory.
      if (!programme.start.is_zero()) {
        SetNumber(programme.start, segments, stress->mutable_start_gpa());
      }
      if (!programme.rate.is_zero()) {
        SetNumber(programme.rate, segments, stress->mutable_rate_gpa_per_ps());
      }
      return;
    }
    case AxisProgramme::Mode::kRate:
      law->mutable_rate()->set_rate_per_ps(programme.strain_rate_per_ps);
      law->mutable_rate()->set_measure(programme.measure);
      return;
  }
}

// Whether the targets differ from their mean, now or later: only then it
// matters which stress they mean.
bool HasDifferentTargets(const DynamicsProgramme& programme) {
  const AxisProgramme* first = nullptr;
  for (const AxisProgramme& axis : programme.axes) {
    if (axis.mode != AxisProgramme::Mode::kStress) continue;
    if (first == nullptr) first = &axis;
    if (axis.start != first->start || axis.rate != first->rate) return true;
  }
  return false;
}

// A barostat whose target moves is damped, so that it does not overshoot; not
// LAMMPS', whose drag damps the thermostat as well, which then lets the work
// that is done heat the atoms: without it LAMMPS goes through a load as our
// engine does with its own.
double DragOf(const DynamicsProgramme& programme, const Settings& settings) {
  const bool is_damped =
      programme.changes_stress && settings.engine == v1::ENGINE_LEHR;
  return settings.barostat_drag_per_ps.value_or(
      is_damped ? 1 / settings.barostat_time_ps : 0);
}

}  // namespace

std::array<AxisProgramme, 3> HoldAxes(const PlannedState& state,
                                      const std::array<LawNumber, 3>& stress) {
  std::array<AxisProgramme, 3> axes;
  for (std::size_t k = 0; k < axes.size(); ++k) {
    if (state.free[k]) {
      axes[k].mode = AxisProgramme::Mode::kFree;
    } else if (state.fixed[k]) {
      axes[k].mode = AxisProgramme::Mode::kFixed;
    } else {
      axes[k].start = stress[k];
    }
  }
  return axes;
}

v1::DynamicsLaw LawOf(const DynamicsProgramme& programme,
                      const Settings& settings, const SegmentTable& segments) {
  v1::DynamicsLaw law;
  law.set_time_step_fs(settings.time_step_fs);
  if (!programme.isolated) {
    v1::TemperatureLaw* temperature = law.mutable_temperature();
    temperature->set_start_kelvin(programme.start_kelvin);
    temperature->set_rate_kelvin_per_ps(programme.rate_kelvin_per_ps);
    temperature->set_relaxation_time_ps(settings.thermostat_time_ps);
    temperature->set_chain_length(settings.chain_length);
  }
  if (settings.precision == v1::PRECISION_FAST) {
    law.set_precision(v1::PRECISION_FAST);
  }
  law.set_lammps_numerics(settings.lammps_numerics());
  SetAxis(programme.axes[0], segments, law.mutable_x());
  SetAxis(programme.axes[1], segments, law.mutable_y());
  SetAxis(programme.axes[2], segments, law.mutable_z());
  law.set_coupling(programme.coupling);
  if (programme.shear != v1::SHEAR_PLANE_UNSPECIFIED) {
    law.mutable_shear()->set_plane(programme.shear);
    law.mutable_shear()->set_rate_per_ps(programme.shear_rate_per_ps);
  }
  const bool has_barostat = std::any_of(
      programme.axes.begin(), programme.axes.end(), [](const auto& axis) {
        return axis.mode == AxisProgramme::Mode::kStress;
      });
  if (!has_barostat) return law;  // what has no effect stays 0: one key
  if (settings.stress_measure == v1::STRESS_MEASURE_REFERENCE &&
      HasDifferentTargets(programme)) {
    law.set_stress_measure(v1::STRESS_MEASURE_REFERENCE);
  }
  law.set_barostat_time_ps(settings.barostat_time_ps);
  law.set_barostat_chain_length(settings.chain_length);
  law.set_barostat_drag_per_ps(DragOf(programme, settings));
  return law;
}

std::vector<int> ReferencesOf(const DynamicsProgramme& programme) {
  std::set<int> references;
  for (const AxisProgramme& axis : programme.axes) {
    references.insert(axis.start.segment);
    references.insert(axis.rate.segment);
  }
  references.erase(-1);
  return {references.begin(), references.end()};
}

}  // namespace lehr::plan
