#ifndef LEHR_PROTO_PLAN_DYNAMICS_H_
#define LEHR_PROTO_PLAN_DYNAMICS_H_

#include <array>
#include <vector>

#include "lehr/v1/law.pb.h"
#include "proto/plan/planned_state.h"
#include "proto/plan/segment_table.h"
#include "proto/plan/settings.h"

namespace lehr::plan {

// What an axis of the box does in a stage of dynamics.
struct AxisProgramme {
  enum class Mode { kFree, kFixed, kStress, kRate };

  Mode mode = Mode::kStress;
  LawNumber start;                // kStress [GPa]
  LawNumber rate;                 // kStress [GPa/ps]
  double strain_rate_per_ps = 0;  // kRate
  v1::StrainMeasure measure = v1::STRAIN_MEASURE_ENGINEERING;  // kRate

  bool operator==(const AxisProgramme&) const = default;
};

// A stage of dynamics. It has no end, as a law has none.
struct DynamicsProgramme {
  double start_kelvin = 0;
  double rate_kelvin_per_ps = 0;
  std::array<AxisProgramme, 3> axes;
  v1::Coupling coupling = v1::COUPLING_NONE;
  v1::ShearPlane shear = v1::SHEAR_PLANE_UNSPECIFIED;
  double shear_rate_per_ps = 0;
  bool isolated = false;        // without a thermostat
  bool changes_stress = false;  // then the barostat is damped by default
};

// The axes of a hold of `stress` in `state`.
std::array<AxisProgramme, 3> HoldAxes(const PlannedState& state,
                                      const std::array<LawNumber, 3>& stress);

// The law, with all numbers of the settings.
v1::DynamicsLaw LawOf(const DynamicsProgramme& programme,
                      const Settings& settings, const SegmentTable& segments);

// The segments whose measurements the programme needs, each once, rising.
std::vector<int> ReferencesOf(const DynamicsProgramme& programme);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_DYNAMICS_H_
