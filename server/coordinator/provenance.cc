#include "server/coordinator/provenance.h"

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "proto/support/version.h"
#include "server/coordinator/result_report.h"
#include "server/coordinator/segment_report.h"
#include "server/store/artifact_table.h"
#include "server/store/provenance_table.h"
#include "server/store/segment_table.h"

namespace lehr::server {
namespace {

// What is needed for some segments, parents and measured numbers first.
class Ancestry {
 public:
  explicit Ancestry(Database& database) : database_(database) {}

  // Not by recursion: a path of many cycles is long.
  void Add(std::int64_t segment_id) {
    std::vector<std::int64_t> open = {segment_id};
    while (!open.empty()) {
      const std::int64_t last = open.back();
      const std::size_t before = open.size();
      if (!known_.contains(last)) OpenNeeds(last, &open);
      if (open.size() > before) continue;
      open.pop_back();
      if (known_.insert(last).second) order_.push_back(last);
    }
  }

  const std::vector<std::int64_t>& order() const { return order_; }

 private:
  void OpenNeeds(std::int64_t segment_id, std::vector<std::int64_t>* open) {
    const auto row = FindSegment(database_, segment_id);
    if (!row.has_value()) return;
    std::vector<std::int64_t> needs = ReferencesOf(database_, segment_id);
    if (row->plan.parent_id != 0) needs.push_back(row->plan.parent_id);
    for (const std::int64_t need : needs) {
      if (!known_.contains(need)) open->push_back(need);
    }
  }

  Database& database_;
  std::set<std::int64_t> known_;
  std::vector<std::int64_t> order_;
};

absl::StatusOr<v1::PointResult> PointNumbered(Database& database,
                                              std::int64_t sweep_id,
                                              int point) {
  v1::ListResultsRequest request;
  request.set_sweep_id(sweep_id);
  request.set_page_size(1);
  request.set_page_token(absl::StrCat(point));
  auto results = ReportResults(database, request);
  if (!results.ok()) return results.status();
  if (results->points_size() > 0) return results->points(0);
  return absl::NotFoundError(
      absl::StrFormat("sweep %d has no point %d", sweep_id, point));
}

absl::StatusOr<v1::ProvenanceStep> StepOf(Database& database,
                                          const Roster& roster,
                                          std::int64_t sweep_id,
                                          std::int64_t segment_id) {
  v1::GetSweepRequest request;
  request.set_sweep_id(sweep_id);
  request.set_segment_id(segment_id);
  auto report = ReportSweep(database, roster, request);
  if (!report.ok()) return report.status();
  v1::ProvenanceStep step;
  const auto row = FindSegment(database, segment_id);
  if (!row.has_value() || report->segments_size() == 0) return step;
  *step.mutable_segment() = std::move(*report->mutable_segments(0));
  *step.mutable_work() = row->work();
  if (row->plan.parent_id != 0) {
    const auto parent = FindSegment(database, row->plan.parent_id);
    if (parent.has_value()) step.set_start_state_key(parent->physical_key);
  }
  for (v1::Attempt& attempt : HistoryOf(database, segment_id)) {
    *step.add_attempts() = std::move(attempt);
  }
  return step;
}

v1::PotentialRef PotentialOf(Database& database, const SegmentRow& segment) {
  for (v1::PotentialRef& known : ListPotentials(database)) {
    if (known.sha256() == segment.plan.potential_sha256) return known;
  }
  v1::PotentialRef potential;
  potential.set_name(segment.plan.potential_name);
  potential.set_sha256(segment.plan.potential_sha256);
  return potential;
}

}  // namespace

absl::StatusOr<v1::GetProvenanceResponse> ReportProvenance(
    Database& database, const Roster& roster,
    const v1::GetProvenanceRequest& request) {
  auto point = PointNumbered(database, request.sweep_id(), request.point());
  if (!point.ok()) return point.status();
  v1::GetProvenanceResponse response;
  *response.mutable_point() = *std::move(point);
  v1::GetSweepRequest one_page;
  one_page.set_sweep_id(request.sweep_id());
  one_page.set_page_size(1);
  auto sweep = ReportSweep(database, roster, one_page);
  if (!sweep.ok()) return sweep.status();
  *response.mutable_sweep() = std::move(*sweep->mutable_sweep());
  *response.mutable_spec() = std::move(*sweep->mutable_spec());
  response.set_numerics_version(kNumericsVersion);
  response.set_software_version(kSoftwareVersion);
  Ancestry ancestry(database);
  for (const std::int64_t id :
       PathOf(database, request.sweep_id(), request.point())) {
    ancestry.Add(id);
  }
  for (const std::int64_t id : ancestry.order()) {
    auto step = StepOf(database, roster, request.sweep_id(), id);
    if (!step.ok()) return step.status();
    *response.add_steps() = *std::move(step);
  }
  if (!ancestry.order().empty()) {
    const auto first = FindSegment(database, ancestry.order().front());
    if (first.has_value()) {
      *response.mutable_potential() = PotentialOf(database, *first);
    }
  }
  return response;
}

}  // namespace lehr::server
