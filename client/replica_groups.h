#ifndef LEHR_CLIENT_REPLICA_GROUPS_H_
#define LEHR_CLIENT_REPLICA_GROUPS_H_

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/statistics.h"
#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// A PointGroup is the points that only differ in what scatters. It refers to
// the points it was made of.
struct PointGroup {
  std::vector<const v1::PointResult*> points;  // at least one
};

// The points in groups of one treatment and one combination of values, so the
// replicas of each; groups and points in the order in which they first come.
std::vector<PointGroup> GroupReplicas(std::span<const v1::PointResult> points);

// In groups for which `key` is equal.
std::vector<PointGroup> GroupPoints(
    std::span<const v1::PointResult* const> points,
    const std::function<std::string(const v1::PointResult&)>& key);

// The observable, nullptr if the point has none of this name. The first one, if
// the point has several.
const v1::Observable* FindObservable(const v1::PointResult& point,
                                     std::string_view name);

// The value of a parameter, if the point has it.
std::optional<double> FindParameter(const v1::PointResult& point,
                                    std::string_view name);

// A GroupEstimate is what a group says about one observable.
struct GroupEstimate {
  std::string unit;
  MeanEstimate estimate;  // over replicas; n is 0 if no point has it
  // The standard error within the run (block averages), of the only point that
  // has a value; unset if there are several or it has none. It says nothing of
  // how samples differ.
  std::optional<double> error_within_run;
};
GroupEstimate EstimateObservable(const PointGroup& group,
                                 std::string_view observable);

// Baselines finds, for each point, the point that it is compared with: of
// treatment `baseline`, the same replica and the same values of all parameters
// that the baseline has, which is how the server does it. Refers to `points`.
class Baselines {
 public:
  Baselines(std::span<const v1::PointResult> points, std::string baseline);

  // nullptr if there is none; a baseline's own is itself.
  const v1::PointResult* Of(const v1::PointResult& point) const;

 private:
  std::map<int, std::vector<const v1::PointResult*>> by_replica_;
};

// How much the group's points differ from their baselines. Points that share a
// baseline are no independent pairs: their mean is one pair. Of the baselines
// themselves there is no pair.
PairedDifference CompareToBaseline(const PointGroup& group,
                                   const Baselines& baselines,
                                   std::string_view observable);
// The same with baselines that are known; `baseline_of` may return nullptr.
PairedDifference CompareToBaseline(
    const PointGroup& group,
    const std::function<const v1::PointResult*(const v1::PointResult&)>&
        baseline_of,
    std::string_view observable);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_REPLICA_GROUPS_H_
