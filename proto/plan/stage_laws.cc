#include "proto/plan/stage_laws.h"

#include <algorithm>
#include <cassert>
#include <utility>
#include <variant>

#include <absl/strings/str_format.h>

#include "proto/plan/sample.h"
#include "proto/plan/stage_visitor.h"

namespace lehr::plan {

std::vector<int> StageLaws::Apply(const StageNode& node, const PointView& point,
                                  std::string_view place, PlannedState* state) {
  StageVisitor visitor(*this, node, point, place, state);
  std::visit(visitor, node.kind);
  return visitor.segments();
}

void StageVisitor::operator()(const Cycle&) {
  assert(false && "cycles are unrolled before");
}

void StageVisitor::operator()(const Branch&) {
  assert(false && "branches are followed before");
}

void StageVisitor::operator()(const RememberTemperature&) {
  state_.remembered_temperature = TemperatureOf({});
}

void StageVisitor::operator()(const Save& stage) {
  // A cycle that gives one name again and again leaves one entry.
  int before = state_.saved;
  if (before >= 0 && laws_.SavedAt(before).name == stage.name) {
    before = laws_.SavedAt(before).before;
  }
  state_.saved = static_cast<int>(laws_.saved_.size());
  laws_.saved_.push_back(
      {stage.name, state_.depth, state_.atoms, state_.free, before});
  if (state_.segment < 0) return;
  std::vector<std::string>& names = laws_.segments_.at(state_.segment).saved_as;
  if (std::find(names.begin(), names.end(), stage.name) == names.end()) {
    names.push_back(stage.name);
  }
}

double StageVisitor::TemperatureOf(const Quantity& quantity) const {
  if (quantity.is_set()) return numbers_.Number(quantity, kTemperature);
  if (state_.temperature.has_value()) return *state_.temperature;
  numbers_.Violate(node_.field,
                   "expected a temperature, because no stage before has one");
  return kTemperature.fallback;
}

std::int64_t StageVisitor::StepsOf(double time_ps,
                                   const std::string& field) const {
  const double steps = settings().StepsOf(time_ps);
  if (steps <= kMaxSteps) return static_cast<std::int64_t>(steps);
  numbers_.Violate(
      field,
      absl::StrFormat("expected at most %g steps, found %g ps, which is "
                      "%g steps of %g fs",
                      kMaxSteps, time_ps, steps, settings().time_step_fs));
  return 1;
}

std::uint64_t StageVisitor::NextSeed(std::optional<std::int64_t> given) {
  const int ordinal = state_.random_stages++;
  if (given.has_value()) return ExplicitSeed(*given, state_.replica);
  return DerivedSeed(laws_.spec_.seed(), state_.replica, ordinal);
}

void StageVisitor::Advance(v1::Law law, std::int64_t steps, std::int64_t cost,
                           const std::string& label,
                           std::vector<int> references) {
  v1::Work work;
  *work.mutable_advance()->mutable_law() = std::move(law);
  work.mutable_advance()->set_steps(steps);
  state_.segment =
      AddSegment(std::move(work), cost, label, std::move(references));
  ++state_.depth;
  state_.deformed = v1::AXIS_UNSPECIFIED;
  state_.sheared = v1::SHEAR_PLANE_UNSPECIFIED;
}

void StageVisitor::Measure(v1::Measurement measurement, std::int64_t cost,
                           const std::string& label,
                           std::vector<int> references) {
  v1::Work work;
  *work.mutable_measurement() = std::move(measurement);
  AddSegment(std::move(work), cost, label, std::move(references));
}

int StageVisitor::AddSegment(v1::Work work, std::int64_t cost,
                             const std::string& label,
                             std::vector<int> references) {
  const bool is_dynamics =
      work.advance().law().has_dynamics() || work.measurement().has_energy();
  PlannedSegment segment;
  segment.parent = state_.segment;
  segment.work = std::move(work);
  segment.references = std::move(references);
  segment.atoms = state_.atoms;
  segment.steps = cost;
  segment.record_steps = is_dynamics ? settings().RecordSteps() : 0;
  segment.label = absl::StrFormat("%s/%s", place_, label);
  segments_.push_back(laws_.segments_.Add(std::move(segment)));
  return segments_.back();
}

std::size_t AxisIndex(v1::Axis axis) {
  return static_cast<std::size_t>(axis - v1::AXIS_X);
}

char AxisLetter(v1::Axis axis) { return "xyz"[AxisIndex(axis)]; }

}  // namespace lehr::plan
