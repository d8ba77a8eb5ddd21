#include "client/measuring_steps.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include <absl/strings/str_format.h>

#include "proto/plan/observables.h"
#include "proto/support/nearest_name.h"

namespace lehr::client {
namespace {

bool Has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string KindOf(const v1::Measurement& measurement) {
  const auto* field = v1::Measurement::descriptor()->FindFieldByNumber(
      static_cast<int>(measurement.kind_case()));
  return field == nullptr ? "" : field->name();
}

bool LacksObservables(const v1::Segment& segment) {
  // A measurement that is done always has some.
  return segment.state() == v1::SEGMENT_STATE_DONE &&
         segment.observables_size() == 0;
}

// Whether one of the names may still come.
bool MayFind(const MeasuringStep& step, const std::vector<std::string>& names) {
  const bool known = step.segment != nullptr &&
                     step.segment->state() == v1::SEGMENT_STATE_DONE &&
                     !LacksObservables(*step.segment);
  if (known) return false;
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    const auto number = plan::ObservableNumber(name);
    return number.has_value() &&
           plan::Produces(step.planned->work.measurement(), *number);
  });
}

// Fills in what was found out; whether the step is wanted.
bool TakeObservables(const StepWish& wish, MeasuringStep* step) {
  if (step->segment != nullptr) {
    for (const v1::Observable& observable : step->segment->observables()) {
      if (wish.observables.empty() ||
          Has(wish.observables, observable.name())) {
        step->observables.push_back(&observable);
      }
    }
  }
  return wish.observables.empty() || !step->observables.empty() ||
         MayFind(*step, wish.observables);
}

absl::Status CheckNames(const v1::GetSweepResponse& sweep,
                        const SweepPaths& paths, const StepWish& wish) {
  std::set<std::string> found;
  for (std::size_t i = 0; i < paths.plan()->segments.size(); ++i) {
    const int position = paths.PositionOf(static_cast<int>(i));
    if (position < 0 || !paths.plan()->segments[i].work.has_measurement()) {
      continue;
    }
    for (const auto& observable : sweep.segments(position).observables()) {
      found.insert(observable.name());
    }
  }
  if (found.empty()) return absl::OkStatus();
  const std::vector<std::string> names(found.begin(), found.end());
  for (const std::string& name : wish.observables) {
    if (found.contains(name) || plan::ObservableNumber(name).has_value()) {
      continue;
    }
    const std::string near = NearestName(name, names);
    return absl::InvalidArgumentError(absl::StrFormat(
        "--observable: expected what a measure of this sweep has found out, "
        "found \"%s\"%s",
        name, near.empty() ? "" : ": did you mean \"" + near + "\"?"));
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> MeasureKinds() {
  std::vector<std::string> kinds;
  const auto* oneof = v1::Measurement::descriptor()->FindOneofByName("kind");
  for (int i = 0; i < oneof->field_count(); ++i) {
    kinds.push_back(oneof->field(i)->name());
  }
  return kinds;
}

absl::StatusOr<MeasuringSteps> ListMeasuringSteps(
    const v1::GetSweepResponse& sweep, const SweepPaths& paths,
    const StepWish& wish) {
  if (!paths.plan().ok()) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "sweep %d (%s): expected one that this release can plan: %s",
        sweep.sweep().sweep_id(), sweep.sweep().name(),
        std::string(paths.plan().status().message())));
  }
  const plan::Plan& plan = *paths.plan();
  const absl::Status names = CheckNames(sweep, paths, wish);
  if (!names.ok()) return names;
  const PathHistory history(plan);
  MeasuringSteps result;
  std::set<int> left_out;
  for (std::size_t point = 0; point < plan.points.size(); ++point) {
    for (const int index : plan.points[point].segments) {
      const auto& planned = plan.segments[static_cast<std::size_t>(index)];
      if (!planned.work.has_measurement()) continue;
      if (!wish.measures.empty() &&
          !Has(wish.measures, KindOf(planned.work.measurement()))) {
        continue;
      }
      const int position = paths.PositionOf(index);
      MeasuringStep step{static_cast<std::int64_t>(point),
                         &plan.points[point],
                         &planned,
                         position < 0 ? nullptr : &sweep.segments(position),
                         history.EndOf(index),
                         {}};
      if (!TakeObservables(wish, &step)) continue;
      if (step.segment == nullptr || LacksObservables(*step.segment)) {
        const bool is_new = left_out.insert(index).second;
        int& count = step.segment == nullptr ? result.segments_left_out
                                             : result.observables_left_out;
        count += is_new ? 1 : 0;
      }
      result.steps.push_back(std::move(step));
    }
  }
  return result;
}

std::string LeftOutText(const MeasuringSteps& steps) {
  std::string text;
  const auto add = [&text](int count, const char* what) {
    if (count == 0) return;
    absl::StrAppendFormat(
        &text,
        "The sweep is so large that the server's answer has no room for %s %d "
        "measuring segment%s; `lehr results` without --steps has the last of "
        "each kind.\n",
        what, count, count == 1 ? "" : "s");
  };
  add(steps.segments_left_out, "all of");
  add(steps.observables_left_out, "what was found out by");
  return text;
}

}  // namespace lehr::client
