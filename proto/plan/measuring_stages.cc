// Stages that find something out about a state.

#include <cmath>

#include <absl/strings/str_format.h>

#include "proto/plan/curves_read.h"
#include "proto/plan/stage_visitor.h"

namespace lehr::plan {
namespace {

// Elastic constants are a small-strain limit.
constexpr Limits kElasticStrain = {
    .what = "a strain", .unit = "", .most = 0.05, .fallback = 1e-3};
constexpr Limits kForceTolerance = {
    .what = "a largest force", .unit = "eV/Å", .most = 10, .fallback = 1e-5};
constexpr Limits kSmoothing = {.what = "a width",
                               .unit = "",
                               .least_allowed = true,
                               .most = 10,
                               .fallback = 0.002};
constexpr Limits kWindow = {
    .what = "a strain", .unit = "", .most = 10, .fallback = 0.12};
constexpr Limits kModulusStrain = {
    .what = "a strain", .unit = "", .most = 0.1, .fallback = 0.01};
constexpr Limits kFraction = {.what = "a part of the hold",
                              .unit = "",
                              .least_allowed = true,
                              .most = 0.99,
                              .fallback = 0.25};
constexpr Limits kSpan = {
    .what = "a time", .unit = "ps", .most = 1e12, .fallback = 1};
constexpr Limits kDistance = {
    .what = "a distance", .unit = "Å", .most = 100, .fallback = 1};
constexpr Limits kFlowFrom = {.what = "a strain",
                              .unit = "",
                              .least_allowed = true,
                              .most = 10,
                              .fallback = 0};

// Room for the last digit: 0.2 may be written in two ways.
constexpr double kTolerance = 1e-9;

constexpr double kPsPerFs = 1e-3;

// The elastic strain is a mean over a tenth of its time to both sides, so that
// a part has to be this much longer.
constexpr double kElasticRoom = 1.1;

// A line through fewer bins says nothing of its error.
constexpr double kFewestBins = 3;

bool Cools(const v1::DynamicsLaw& law) {
  return law.temperature().rate_kelvin_per_ps() < 0;
}

// Whether `is_so` holds for one of the axes under stress control.
template <typename IsSo>
bool AnyStress(const v1::DynamicsLaw& law, const IsSo& is_so) {
  for (const v1::AxisLaw* axis : {&law.x(), &law.y(), &law.z()}) {
    if (axis->has_stress() && is_so(axis->stress())) return true;
  }
  return false;
}

bool ChangesStress(const v1::DynamicsLaw& law) {
  return AnyStress(law, [](const v1::StressAxis& axis) {
    return axis.rate_gpa_per_ps().value() != 0;
  });
}

bool IsStrained(const v1::DynamicsLaw& law) {
  return law.x().has_rate() || law.y().has_rate() || law.z().has_rate() ||
         law.has_shear();
}

// Whether everything is kept: what a `hold` does.
bool Holds(const v1::DynamicsLaw& law) {
  return !IsStrained(law) && !ChangesStress(law) &&
         law.temperature().rate_kelvin_per_ps() == 0;
}

bool HoldsStress(const v1::DynamicsLaw& law) {
  return Holds(law) && AnyStress(law, [](const v1::StressAxis& axis) {
           return axis.start_gpa().value() != 0;
         });
}

bool HoldsNothing(const v1::DynamicsLaw& law) {
  return Holds(law) && !HoldsStress(law);
}

bool Same(const v1::AxisLaw& a, const v1::AxisLaw& b) {
  if (a.mode_case() != b.mode_case()) return false;
  const v1::Number& start = a.stress().start_gpa();
  const v1::Number& other = b.stress().start_gpa();
  return start.value() == other.value() &&
         start.reference().segment_key() == other.reference().segment_key() &&
         start.reference().observable() == other.reference().observable();
}

// Whether two laws that hold a stress hold the same one.
bool SameStress(const v1::DynamicsLaw& a, const v1::DynamicsLaw& b) {
  return Same(a.x(), b.x()) && Same(a.y(), b.y()) && Same(a.z(), b.z());
}

// Temperature after `steps` under the law [K].
double EndKelvin(const v1::DynamicsLaw& law, std::int64_t steps) {
  return law.temperature().start_kelvin() +
         law.temperature().rate_kelvin_per_ps() * static_cast<double>(steps) *
             law.time_step_fs() * kPsPerFs;
}

}  // namespace

DynamicsProgramme StageVisitor::PresentHold(const Quantity& temperature) const {
  DynamicsProgramme programme;
  programme.start_kelvin = TemperatureOf(temperature);
  programme.axes = HoldAxes(state_, state_.stress);
  programme.coupling = state_.coupling;
  return programme;
}

void StageVisitor::operator()(const MeasureEnergy& stage) {
  if (state_.at_rest) {
    numbers_.Violate(node_.field,
                     "expected atoms that move, because the energy is that of "
                     "a hold: put a `hold` before, or measure before "
                     "`minimize`");
    return;
  }
  const DynamicsProgramme programme = PresentHold(stage.temperature);
  const double time = numbers_.Number(stage.time, kTime);
  const double settle = numbers_.Number(stage.settle, kTime);
  v1::Measurement measurement;
  v1::EnergyMeasurement* energy = measurement.mutable_energy();
  *energy->mutable_dynamics() = LawOf(programme, settings(), laws_.segments_);
  energy->set_settle_steps(StepsOf(settle, stage.settle.field));
  energy->set_steps(StepsOf(time, stage.time.field));
  energy->set_force_tolerance_ev_per_angstrom(kInherentForceTolerance);
  if (energy->steps() == 0) {
    numbers_.Violate(stage.time.field,
                     absl::StrFormat("expected at least one step of %g fs, "
                                     "found %s",
                                     settings().time_step_fs,
                                     numbers_.Found(stage.time, time, "ps")));
  }
  Measure(measurement, energy->settle_steps() + energy->steps(), "energy",
          ReferencesOf(programme));
}

void StageVisitor::operator()(const MeasureElastic& stage) {
  if (state_.has_surface()) {
    numbers_.Violate(node_.field,
                     "expected a box that is periodic along all axes, found "
                     "free surfaces: measure before `surface`");
    return;
  }
  v1::Measurement measurement;
  v1::ElasticMeasurement* elastic = measurement.mutable_elastic();
  elastic->set_strain(numbers_.Number(stage.strain, kElasticStrain));
  elastic->set_force_tolerance_ev_per_angstrom(
      numbers_.Number(stage.force_tolerance, kForceTolerance));
  Measure(measurement, kElasticEvaluations, "elastic");
}

void StageVisitor::operator()(const MeasureStressStrain& stage) {
  if (state_.deformed == v1::AXIS_UNSPECIFIED) {
    numbers_.Violate(node_.field,
                     "expected a `deform` of an axis right before, whose curve "
                     "is read");
    return;
  }
  v1::Measurement measurement;
  v1::StressStrainMeasurement* curve = measurement.mutable_stress_strain();
  curve->set_axis(state_.deformed);
  curve->set_smoothing_strain(numbers_.Number(stage.smoothing, kSmoothing));
  curve->set_yield_window_strain(numbers_.Number(stage.yield_window, kWindow));
  curve->set_flow_from_strain(numbers_.Number(stage.flow_from, kFlowFrom));
  curve->set_flow_to_strain(numbers_.Number(stage.flow_to, kWindow));
  const double end = std::abs(state_.deformed_to);
  const double from = curve->flow_from_strain();
  const double to = curve->flow_to_strain();
  if (to > end + kTolerance) {
    numbers_.Violate(
        stage.flow_to.field,
        absl::StrFormat("expected at most the strain at which the "
                        "deformation ends (%g), found %s",
                        end, numbers_.Found(stage.flow_to, to, "")));
  } else if (from >= to) {
    numbers_.Violate(
        stage.flow_from.field,
        absl::StrFormat("expected less than flow_to_strain (%g), found %s", to,
                        numbers_.Found(stage.flow_from, from, "")));
  }
  Measure(measurement, 0, "stress_strain");
}

void StageVisitor::operator()(const MeasureModulus& stage) {
  const bool shear = state_.sheared != v1::SHEAR_PLANE_UNSPECIFIED;
  if (!shear && state_.deformed == v1::AXIS_UNSPECIFIED) {
    numbers_.Violate(node_.field,
                     "expected a `deform` right before, whose curve is read");
    return;
  }
  v1::Measurement measurement;
  v1::ModulusMeasurement* modulus = measurement.mutable_modulus();
  modulus->set_axis(state_.deformed);
  modulus->set_shear(state_.sheared);
  modulus->set_to_strain(numbers_.Number(stage.to, kModulusStrain));
  const double end = std::abs(state_.deformed_to);
  if (modulus->to_strain() > end + kTolerance) {
    numbers_.Violate(
        stage.to.field,
        absl::StrFormat("expected at most the strain at which the deformation "
                        "ends (%g), found %s",
                        end,
                        numbers_.Found(stage.to, modulus->to_strain(), "")));
  }
  Measure(measurement, 0, "modulus");
}

void StageVisitor::operator()(const MeasureGlassTransition& stage) {
  v1::Measurement measurement;
  v1::GlassTransitionMeasurement* glass =
      measurement.mutable_glass_transition();
  glass->set_segments(CountBack(state_.segment, Cools));
  if (glass->segments() == 0) {
    numbers_.Violate(
        node_.field,
        "expected a cooling `ramp` right before, whose curve is read");
    return;
  }
  if (ReadsTooMany(measurement)) return;
  glass->set_bin_kelvin(numbers_.Number(stage.bin, kTemperature));
  glass->set_glass_from_kelvin(numbers_.Number(stage.glass_from, kTemperature));
  glass->set_glass_to_kelvin(numbers_.Number(stage.glass_to, kTemperature));
  glass->set_liquid_from_kelvin(
      numbers_.Number(stage.liquid_from, kTemperature));
  glass->set_liquid_to_kelvin(numbers_.Number(stage.liquid_to, kTemperature));
  CheckWindow(stage.glass_from, glass->glass_from_kelvin(), stage.glass_to,
              glass->glass_to_kelvin(), kFewestBins * glass->bin_kelvin());
  CheckWindow(stage.glass_to, glass->glass_to_kelvin(), stage.liquid_from,
              glass->liquid_from_kelvin(), 0);
  CheckWindow(stage.liquid_from, glass->liquid_from_kelvin(), stage.liquid_to,
              glass->liquid_to_kelvin(), kFewestBins * glass->bin_kelvin());
  CheckCooled(stage, *glass);
  Measure(measurement, 0, "glass_transition");
}

bool StageVisitor::ReadsTooMany(const v1::Measurement& measurement) const {
  if (CurvesRead(measurement) <= kMostCurves) return false;
  numbers_.Violate(node_.field,
                   absl::StrFormat("expected at most %d stages whose curves "
                                   "are read, found more right before",
                                   kMostCurves));
  return true;
}

void StageVisitor::CheckWindow(const Quantity& low, double from,
                               const Quantity& high, double to,
                               double least) const {
  if (to - from >= least) return;
  numbers_.Violate(
      low.field,
      absl::StrFormat("expected at most %g K, %g K below %s, found %s",
                      to - least, least, numbers_.Found(high, to, "K"),
                      numbers_.Found(low, from, "K")));
}

// Found now rather than after the cooling.
void StageVisitor::CheckCooled(
    const MeasureGlassTransition& stage,
    const v1::GlassTransitionMeasurement& glass) const {
  const v1::Advance& last = laws_.segments_.at(state_.segment).work.advance();
  int first = state_.segment;
  for (int i = 1; i < glass.segments(); ++i) {
    first = laws_.segments_.at(first).parent;
  }
  const double start =
      EndKelvin(laws_.segments_.at(first).work.advance().law().dynamics(), 0);
  const double end = EndKelvin(last.law().dynamics(), last.steps());
  // A ramp has whole steps, so it may end a step too early.
  const double step = std::abs(EndKelvin(last.law().dynamics(), 1) -
                               EndKelvin(last.law().dynamics(), 0));
  if (glass.glass_from_kelvin() < end - step - kTolerance) {
    numbers_.Violate(
        stage.glass_from.field,
        absl::StrFormat(
            "expected at least the temperature at which the "
            "cooling ends (%g K), found %s",
            end,
            numbers_.Found(stage.glass_from, glass.glass_from_kelvin(), "K")));
  }
  if (glass.liquid_to_kelvin() > start + kTolerance) {
    numbers_.Violate(
        stage.liquid_to.field,
        absl::StrFormat(
            "expected at most the temperature at which the "
            "cooling begins (%g K), found %s",
            start,
            numbers_.Found(stage.liquid_to, glass.liquid_to_kelvin(), "K")));
  }
}

void StageVisitor::operator()(const MeasureCreep& stage) {
  v1::Measurement measurement;
  v1::CreepMeasurement* creep = measurement.mutable_creep();
  const CreepEnds ends = CountCreep(creep);
  if (ReadsTooMany(measurement)) return;
  if (creep->hold_segments() == 0) {
    numbers_.Violate(node_.field,
                     "expected a hold under stress right before, or one "
                     "followed by its unloading and relaxation: "
                     "`biaxial_tension`, or `load` and `hold`");
    return;
  }
  if (creep->before_segments() == 0) {
    numbers_.Violate(node_.field,
                     "expected a `hold` without stress before the loading, "
                     "because strains are counted from it");
    return;
  }
  const v1::Work& before = laws_.segments_.at(ends.before).work;
  if (before.advance().law().dynamics().coupling() != v1::COUPLING_NONE) {
    numbers_.Violate(
        node_.field,
        "expected a `hold` with `couple: none` before the loading, "
        "found iso: the stress along single axes is not zero "
        "there, and what they relax by would count as creep");
    return;
  }
  creep->set_reference_ps(numbers_.Number(stage.reference, kSpan));
  creep->set_elastic_ps(numbers_.Number(stage.elastic, kSpan));
  creep->set_fit_from(numbers_.Number(stage.fit_from, kFraction));
  CheckLength(stage.reference, creep->reference_ps(), 1,
              LengthOf(ends.before, 1), "`hold` before the loading");
  CheckLength(stage.elastic, creep->elastic_ps(), kElasticRoom,
              LengthOf(ends.hold, creep->hold_segments()), "hold under stress");
  if (creep->relax_segments() > 0) {
    CheckLength(stage.elastic, creep->elastic_ps(), kElasticRoom,
                LengthOf(state_.segment, creep->relax_segments()),
                "relaxation after it");
  }
  Measure(measurement, 0, "creep");
}

// From the last stage back to the one before the loading.
StageVisitor::CreepEnds StageVisitor::CountCreep(
    v1::CreepMeasurement* creep) const {
  CreepEnds ends;
  creep->set_relax_segments(CountBack(state_.segment, HoldsNothing));
  const int unload = Before(state_.segment, creep->relax_segments());
  creep->set_unload_segments(CountBack(unload, ChangesStress));
  ends.hold = Before(unload, creep->unload_segments());
  // One hold in several stages has the same stress in all of them.
  creep->set_hold_segments(CountBack(ends.hold, [this,
                                                 &ends](const v1::DynamicsLaw&
                                                            law) {
    return HoldsStress(law) &&
           SameStress(
               law,
               laws_.segments_.at(ends.hold).work.advance().law().dynamics());
  }));
  const int load = Before(ends.hold, creep->hold_segments());
  creep->set_load_segments(CountBack(load, ChangesStress));
  ends.before = Before(load, creep->load_segments());
  creep->set_before_segments(CountBack(ends.before, HoldsNothing) > 0 ? 1 : 0);
  return ends;
}

void StageVisitor::CheckLength(const Quantity& quantity, double time_ps,
                               double room, double length_ps,
                               const char* what) const {
  // A stage has whole steps, so it may be half a step short.
  const double step = settings().time_step_fs * kPsPerFs;
  if (room * time_ps <= length_ps + step) return;
  numbers_.Violate(
      quantity.field,
      absl::StrFormat("expected at most %.4g ps, because the %s takes %g ps, "
                      "found %s",
                      length_ps / room, what, length_ps,
                      numbers_.Found(quantity, time_ps, "ps")));
}

void StageVisitor::operator()(const MeasureReplicaOverlap& stage) {
  const auto [x, y, z] = state_.copies;
  if (x * y * z == 1) {
    numbers_.Violate(
        node_.field,
        "expected a `replicate` before, whose copies are compared");
    return;
  }
  v1::Measurement measurement;
  v1::ReplicaOverlapMeasurement* overlap =
      measurement.mutable_replica_overlap();
  overlap->mutable_counts()->set_x(x);
  overlap->mutable_counts()->set_y(y);
  overlap->mutable_counts()->set_z(z);
  overlap->set_threshold_angstrom(numbers_.Number(stage.threshold, kDistance));
  Measure(measurement, 0, "replica_overlap");
}

template <typename IsSo>
int StageVisitor::CountBack(int segment, const IsSo& is_so) const {
  int count = 0;
  // One more tells that there are too many.
  while (segment >= 0 && count <= kMostCurves) {
    const PlannedSegment& at = laws_.segments_.at(segment);
    const v1::Law& law = at.work.advance().law();
    if (!law.has_dynamics() || !is_so(law.dynamics())) break;
    ++count;
    segment = at.parent;
  }
  return count;
}

int StageVisitor::Before(int segment, int count) const {
  for (; count > 0; --count) segment = laws_.segments_.at(segment).parent;
  return segment;
}

double StageVisitor::LengthOf(int segment, int count) const {
  double length = 0;
  for (; count > 0; --count) {
    const PlannedSegment& at = laws_.segments_.at(segment);
    length += static_cast<double>(at.work.advance().steps()) *
              settings().time_step_fs * kPsPerFs;
    segment = at.parent;
  }
  return length;
}

}  // namespace lehr::plan
