#ifndef LEHR_CLIENT_PLOT_SWEEP_DATA_H_
#define LEHR_CLIENT_PLOT_SWEEP_DATA_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "client/measuring_steps.h"
#include "client/replica_groups.h"
#include "client/server_connection.h"
#include "client/sweep_paths.h"
#include "lehr/v1/observable.pb.h"
#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// SweepData is what figures and reports of a sweep are made of: what the server
// says, and what follows from the plan. What it points to is its own.
class SweepData {
 public:
  // The artifact with this hash.
  using Fetch = std::function<absl::StatusOr<std::string>(const std::string&)>;

  SweepData(v1::GetSweepResponse sweep, std::vector<v1::PointResult> results,
            Fetch fetch);
  SweepData(const SweepData&) = delete;
  SweepData& operator=(const SweepData&) = delete;

  const v1::GetSweepResponse& sweep() const { return sweep_; }
  const SweepPaths& paths() const { return paths_; }

  // The points as the treatment left them: where an observable is also measured
  // while the box is strained, the last value before that, otherwise as in the
  // table of results, the last.
  const std::vector<v1::PointResult>& points() const { return points_; }

  // The points without regard to replicas.
  const std::vector<PointGroup>& groups() const { return groups_; }

  // The treatment that others are compared to; empty if there is none.
  const std::string& baseline() const { return baseline_; }

  // Every measurement of every point; none if the sweep cannot be planned.
  const std::vector<MeasuringStep>& steps() const { return steps_.steps; }

  // Steps of one point that are done and measure this ("stress_strain").
  std::vector<const MeasuringStep*> StepsOf(const v1::PointResult& point,
                                            std::string_view measure) const;

  // The last of them before the box is strained; else, as for those that read a
  // deformation, the last. Null if there is none.
  const MeasuringStep* StepOf(const v1::PointResult& point,
                              std::string_view measure) const;

  // The curve that a segment recorded. NOT_FOUND if it has none; DATA_LOSS if
  // what it has is no curve; errors of Fetch.
  absl::StatusOr<v1::Curve> CurveOf(const v1::Segment& segment) const;

  // The last `count` segments that lead to the state which `step` measures, in
  // the order of the path; fewer where the path or the answer begins later.
  std::vector<const v1::Segment*> SegmentsBefore(const MeasuringStep& step,
                                                 int count) const;

 private:
  void ListSteps();
  void TakeValuesBeforeStrain();

  const v1::GetSweepResponse sweep_;
  const SweepPaths paths_;
  const Fetch fetch_;
  std::vector<v1::PointResult> points_;
  MeasuringSteps steps_;
  std::vector<PointGroup> groups_;
  std::string baseline_;
};

// Everything of the sweep that a person means by a number or a name, except
// curves, which are fetched when they are asked for. `server` must outlive the
// result. Errors as ResolveSweep and ServerConnection::Get.
absl::StatusOr<std::unique_ptr<SweepData>> FetchSweepData(
    ServerConnection& server, const std::string& sweep);

// The values of a column. NOT_FOUND, naming the curve's columns, if there is
// none of this name.
absl::StatusOr<std::vector<double>> ColumnOf(const v1::Curve& curve,
                                             std::string_view name);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PLOT_SWEEP_DATA_H_
