#include "server/coordinator/result_report.h"

#include <map>
#include <vector>

#include <absl/strings/str_cat.h>

#include "server/coordinator/page_token.h"
#include "server/coordinator/sweep_reports.h"
#include "server/core/derived_observables.h"
#include "server/store/point_table.h"
#include "server/store/sweep_table.h"

namespace lehr::server {
namespace {

// A point has a few dozen numbers of some 50 bytes: a page stays below 4 MiB.
constexpr int kMostPoints = 1000;

v1::SweepState StateOf(const SweepRow& sweep, const PointRow& point,
                       const PointTrouble& trouble) {
  if (point.open_segments == 0) return v1::SWEEP_STATE_DONE;
  if (trouble.state == v1::SEGMENT_STATE_FAILED ||
      sweep.state == v1::SWEEP_STATE_FAILED) {
    return v1::SWEEP_STATE_FAILED;
  }
  if (trouble.state == v1::SEGMENT_STATE_CANCELLED ||
      sweep.state == v1::SWEEP_STATE_CANCELLED) {
    return v1::SWEEP_STATE_CANCELLED;
  }
  return v1::SWEEP_STATE_RUNNING;
}

// Baselines are shared by many points of a page.
class Observed {
 public:
  Observed(Database& database, std::int64_t sweep_id)
      : database_(database), sweep_id_(sweep_id) {}

  const std::vector<v1::Observable>& Of(int point) {
    const auto [entry, is_new] = known_.try_emplace(point);
    if (is_new) entry->second = ObservablesOf(database_, sweep_id_, point);
    return entry->second;
  }

 private:
  Database& database_;
  std::int64_t sweep_id_;
  std::map<int, std::vector<v1::Observable>> known_;
};

v1::PointResult Describe(Database& database, const SweepRow& sweep,
                         const PointRow& point, Observed& observed) {
  v1::PointResult result;
  result.set_point(point.point);
  result.set_treatment(point.treatment);
  for (const v1::ParameterValue& parameter : point.parameters) {
    *result.add_parameters() = parameter;
  }
  result.set_replica(point.replica);
  const PointTrouble trouble = TroubleOf(database, sweep.id, point.point);
  result.set_state(StateOf(sweep, point, trouble));
  result.set_error(trouble.error);
  if (result.state() == v1::SWEEP_STATE_FAILED && trouble.error.empty()) {
    result.set_error("what it waits for has failed");
  }
  for (const v1::Observable& observable : observed.Of(point.point)) {
    *result.add_observables() = observable;
  }
  if (point.baseline.has_value() && *point.baseline != point.point) {
    for (v1::Observable& derived : DerivedObservables(
             observed.Of(point.point), observed.Of(*point.baseline))) {
      *result.add_observables() = std::move(derived);
    }
  }
  return result;
}

}  // namespace

absl::StatusOr<v1::ListResultsResponse> ReportResults(
    Database& database, const v1::ListResultsRequest& request) {
  const auto sweep = SweepNumbered(database, request.sweep_id());
  if (!sweep.ok()) return sweep.status();
  const auto size = ReadPageSize(request.page_size(), kMostPoints, kMostPoints);
  if (!size.ok()) return size.status();
  const auto first = ReadPageToken(request.page_token(), 0);
  if (!first.ok()) return first.status();
  v1::ListResultsResponse response;
  if (*first >= sweep->points) return response;
  Observed observed(database, sweep->id);
  for (const PointRow& point :
       ListPoints(database, sweep->id, static_cast<int>(*first), *size)) {
    *response.add_points() = Describe(database, *sweep, point, observed);
  }
  const std::int64_t next = *first + response.points_size();
  if (next < sweep->points) response.set_next_page_token(absl::StrCat(next));
  return response;
}

}  // namespace lehr::server
