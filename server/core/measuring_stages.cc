// Stages that find something out about a state.

#include <cmath>

#include <absl/strings/str_format.h>

#include "server/core/stage_visitor.h"

namespace lehr::server {
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
constexpr Limits kFlowFrom = {.what = "a strain",
                              .unit = "",
                              .least_allowed = true,
                              .most = 10,
                              .fallback = 0};

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
                     "expected a `deform` right before, whose curve is read");
    return;
  }
  v1::Measurement measurement;
  v1::StressStrainMeasurement* curve = measurement.mutable_stress_strain();
  curve->set_axis(state_.deformed);
  curve->set_smoothing_strain(numbers_.Number(stage.smoothing, kSmoothing));
  curve->set_yield_window_strain(numbers_.Number(stage.yield_window, kWindow));
  curve->set_flow_from_strain(numbers_.Number(stage.flow_from, kFlowFrom));
  curve->set_flow_to_strain(numbers_.Number(stage.flow_to, kWindow));
  // Room for the last digit: 0.2 may be written in two ways.
  constexpr double kTolerance = 1e-9;
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

}  // namespace lehr::server
