#include "client/replica_groups.h"

#include <cmath>
#include <map>
#include <string_view>
#include <utility>

#include <absl/strings/str_cat.h>

#include "client/number_format.h"

namespace lehr::client {
namespace {

std::string ReplicaKey(const v1::PointResult& point) {
  // A name cannot have a line feed in it.
  std::string key = point.treatment();
  for (const v1::ParameterValue& parameter : point.parameters()) {
    absl::StrAppend(&key, "\n", parameter.name(), "=",
                    FormatExact(parameter.value()));
  }
  return key;
}

bool HasAllValuesOf(const v1::PointResult& point,
                    const v1::PointResult& baseline) {
  for (const v1::ParameterValue& parameter : baseline.parameters()) {
    if (FindParameter(point, parameter.name()) != parameter.value()) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::vector<PointGroup> GroupPoints(
    std::span<const v1::PointResult* const> points,
    const std::function<std::string(const v1::PointResult&)>& key) {
  std::vector<PointGroup> groups;
  std::map<std::string, std::size_t> places;
  for (const v1::PointResult* point : points) {
    const auto [place, is_new] = places.emplace(key(*point), groups.size());
    if (is_new) groups.emplace_back();
    groups[place->second].points.push_back(point);
  }
  return groups;
}

std::vector<PointGroup> GroupReplicas(std::span<const v1::PointResult> points) {
  std::vector<const v1::PointResult*> all;
  for (const v1::PointResult& point : points) all.push_back(&point);
  return GroupPoints(all, ReplicaKey);
}

const v1::Observable* FindObservable(const v1::PointResult& point,
                                     std::string_view name) {
  for (const v1::Observable& observable : point.observables()) {
    if (observable.name() == name) return &observable;
  }
  return nullptr;
}

std::optional<double> FindParameter(const v1::PointResult& point,
                                    std::string_view name) {
  for (const v1::ParameterValue& parameter : point.parameters()) {
    if (parameter.name() == name) return parameter.value();
  }
  return std::nullopt;
}

GroupEstimate EstimateObservable(const PointGroup& group,
                                 std::string_view observable) {
  GroupEstimate found;
  std::vector<double> values;
  std::optional<double> error;
  for (const v1::PointResult* point : group.points) {
    const v1::Observable* const value = FindObservable(*point, observable);
    if (value == nullptr) continue;
    found.unit = value->unit();
    values.push_back(value->value());
    if (std::isfinite(value->value()) && value->has_standard_error()) {
      error = value->standard_error();
    }
  }
  found.estimate = EstimateMean(values);
  if (found.estimate.n == 1) found.error_within_run = error;
  return found;
}

Baselines::Baselines(std::span<const v1::PointResult> points,
                     std::string baseline) {
  for (const v1::PointResult& point : points) {
    if (point.treatment() == baseline) {
      by_replica_[point.replica()].push_back(&point);
    }
  }
}

const v1::PointResult* Baselines::Of(const v1::PointResult& point) const {
  const auto found = by_replica_.find(point.replica());
  if (found == by_replica_.end()) return nullptr;
  for (const v1::PointResult* baseline : found->second) {
    if (HasAllValuesOf(point, *baseline)) return baseline;
  }
  return nullptr;
}

PairedDifference CompareToBaseline(const PointGroup& group,
                                   const Baselines& baselines,
                                   std::string_view observable) {
  return CompareToBaseline(
      group,
      [&baselines](const v1::PointResult& point) {
        return baselines.Of(point);
      },
      observable);
}

PairedDifference CompareToBaseline(
    const PointGroup& group,
    const std::function<const v1::PointResult*(const v1::PointResult&)>&
        baseline_of,
    std::string_view observable) {
  std::vector<double> before;
  std::vector<std::vector<double>> after;  // of each baseline
  std::map<const v1::PointResult*, std::size_t> places;
  for (const v1::PointResult* point : group.points) {
    const v1::PointResult* const baseline = baseline_of(*point);
    if (baseline == nullptr || baseline == point) continue;
    const v1::Observable* const start = FindObservable(*baseline, observable);
    const v1::Observable* const end = FindObservable(*point, observable);
    if (start == nullptr || end == nullptr) continue;
    const auto [place, is_new] = places.emplace(baseline, before.size());
    if (is_new) {
      before.push_back(start->value());
      after.emplace_back();
    }
    after[place->second].push_back(end->value());
  }
  std::vector<double> means;
  for (const std::vector<double>& values : after) {
    means.push_back(EstimateMean(values).mean);
  }
  return ComparePairs(means, before);
}

}  // namespace lehr::client
