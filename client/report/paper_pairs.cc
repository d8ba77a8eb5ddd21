#include "client/report/paper_pairs.h"

#include <vector>

namespace lehr::client {
namespace {

std::optional<double> LastOnTheWay(const SweepData& data,
                                   const v1::PointResult& point,
                                   const std::string& observable) {
  std::optional<double> last;
  for (const MeasuringStep& step : data.steps()) {
    if (step.point != point.point()) continue;
    for (const v1::Observable* found : step.observables) {
      if (found->name() == observable) last = found->value();
    }
  }
  return last;
}

}  // namespace

ValueOfPoint ObservableOf(const SweepData& data, const std::string& observable,
                          bool strained) {
  if (strained) {
    return [&data, observable](const v1::PointResult& point) {
      return LastOnTheWay(data, point, observable);
    };
  }
  return [observable](const v1::PointResult& point) {
    const v1::Observable* found = FindObservable(point, observable);
    return found == nullptr ? std::nullopt
                            : std::optional<double>(found->value());
  };
}

PairedDifference BetweenConditions(const PointGroup& low,
                                   const PointGroup& high,
                                   const ValueOfPoint& value_of) {
  std::vector<double> before;
  std::vector<double> after;
  for (const v1::PointResult* first : low.points) {
    for (const v1::PointResult* second : high.points) {
      if (first->replica() != second->replica()) continue;
      const auto start = value_of(*first);
      const auto end = value_of(*second);
      if (!start.has_value() || !end.has_value()) continue;
      before.push_back(*start);
      after.push_back(*end);
    }
  }
  return ComparePairs(after, before);
}

PairedDifference AgainstZero(const PointGroup& group,
                             const ValueOfPoint& value_of) {
  std::vector<double> values;
  for (const v1::PointResult* point : group.points) {
    const auto value = value_of(*point);
    if (value.has_value()) values.push_back(*value);
  }
  return ComparePairs(values, std::vector<double>(values.size(), 0));
}

bool IsDifference(const std::string& observable) {
  return observable.starts_with("delta_");
}

PairedDifference AgainstBaseline(const SweepData& data, const PointGroup& group,
                                 const std::string& observable) {
  return IsDifference(observable)
             ? AgainstZero(group, ObservableOf(data, observable, false))
             : CompareToBaseline(group,
                                 Baselines(data.points(), data.baseline()),
                                 observable);
}

}  // namespace lehr::client
