#include "client/plot/sweep_data.h"

#include <algorithm>
#include <map>
#include <utility>

#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "client/export_download.h"

namespace lehr::client {
namespace {

// The proto's comment on SweepSpec.baseline.
std::string BaselineOf(const v1::SweepSpec& spec) {
  if (!spec.baseline().empty()) return spec.baseline();
  for (const v1::Treatment& treatment : spec.treatments()) {
    if (treatment.name() == "as_cast") return treatment.name();
  }
  return "";
}

bool IsStrained(const PathState& state) {
  return std::any_of(state.strained.begin(), state.strained.end(),
                     [](bool strained) { return strained; });
}

bool Measures(const MeasuringStep& step, std::string_view measure) {
  const auto& work = step.planned->work.measurement();
  const auto* field = v1::Measurement::descriptor()->FindFieldByNumber(
      static_cast<int>(work.kind_case()));
  return field != nullptr && field->name() == measure;
}

}  // namespace

SweepData::SweepData(v1::GetSweepResponse sweep,
                     std::vector<v1::PointResult> results, Fetch fetch)
    : sweep_(std::move(sweep)),
      paths_(sweep_),
      fetch_(std::move(fetch)),
      points_(std::move(results)),
      baseline_(BaselineOf(sweep_.spec())) {
  ListSteps();
  TakeValuesBeforeStrain();
  groups_ = GroupReplicas(points_);
}

void SweepData::ListSteps() {
  auto steps = ListMeasuringSteps(sweep_, paths_, {});
  if (steps.ok()) steps_ = *std::move(steps);
}

void SweepData::TakeValuesBeforeStrain() {
  std::map<std::pair<std::int64_t, std::string>, const v1::Observable*> before;
  for (const MeasuringStep& step : steps_.steps) {
    if (IsStrained(step.state)) continue;
    for (const v1::Observable* observable : step.observables) {
      before[{step.point, observable->name()}] = observable;
    }
  }
  for (v1::PointResult& point : points_) {
    for (v1::Observable& observable : *point.mutable_observables()) {
      const auto found = before.find({point.point(), observable.name()});
      if (found != before.end()) observable = *found->second;
    }
  }
}

std::vector<const MeasuringStep*> SweepData::StepsOf(
    const v1::PointResult& point, std::string_view measure) const {
  std::vector<const MeasuringStep*> found;
  for (const MeasuringStep& step : steps_.steps) {
    if (step.point != point.point() || step.segment == nullptr) continue;
    if (step.segment->state() != v1::SEGMENT_STATE_DONE) continue;
    if (Measures(step, measure)) found.push_back(&step);
  }
  return found;
}

const MeasuringStep* SweepData::StepOf(const v1::PointResult& point,
                                       std::string_view measure) const {
  const MeasuringStep* last = nullptr;
  for (const MeasuringStep* step : StepsOf(point, measure)) {
    if (last == nullptr || !IsStrained(step->state) ||
        IsStrained(last->state)) {
      last = step;
    }
  }
  return last;
}

absl::StatusOr<v1::Curve> SweepData::CurveOf(const v1::Segment& segment) const {
  if (segment.curve_sha256().empty()) {
    return absl::NotFoundError(
        absl::StrFormat("segment %d (%s): expected a curve, found none",
                        segment.segment_id(), segment.label()));
  }
  const auto content = fetch_(segment.curve_sha256());
  if (!content.ok()) return content.status();
  v1::Curve curve;
  if (!curve.ParseFromString(*content)) {
    return absl::DataLossError(absl::StrFormat(
        "segment %d: curve: expected a lehr.v1.Curve, found %d other bytes",
        segment.segment_id(), content->size()));
  }
  return curve;
}

std::vector<const v1::Segment*> SweepData::SegmentsBefore(
    const MeasuringStep& step, int count) const {
  std::vector<const v1::Segment*> segments;
  const auto& planned = paths_.plan()->segments;
  for (int at = step.planned->parent; at >= 0 && count > 0; --count) {
    const int position = paths_.PositionOf(at);
    if (position < 0) break;
    segments.push_back(&sweep_.segments(position));
    at = planned[static_cast<std::size_t>(at)].parent;
  }
  std::reverse(segments.begin(), segments.end());
  return segments;
}

absl::StatusOr<std::unique_ptr<SweepData>> FetchSweepData(
    ServerConnection& server, const std::string& sweep) {
  auto found = GetSweepNamed(server, sweep);
  if (!found.ok()) return found.status();
  auto results = server.Results(found->sweep().sweep_id());
  if (!results.ok()) return results.status();
  return std::make_unique<SweepData>(
      *std::move(found), *std::move(results),
      [&server](const std::string& sha256) { return server.Download(sha256); });
}

absl::StatusOr<std::vector<double>> ColumnOf(const v1::Curve& curve,
                                             std::string_view name) {
  for (const v1::Column& column : curve.columns()) {
    if (column.name() != name) continue;
    return std::vector<double>(column.values().begin(), column.values().end());
  }
  return absl::NotFoundError(absl::StrFormat(
      "curve: expected a column %s, found %s", std::string(name),
      absl::StrJoin(curve.columns(), ", ",
                    [](std::string* out, const v1::Column& column) {
                      out->append(column.name());
                    })));
}

}  // namespace lehr::client
