#include "server/coordinator/segment_report.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "server/coordinator/measured_numbers.h"
#include "server/coordinator/page_token.h"
#include "server/coordinator/pool_times.h"
#include "server/coordinator/proto_time.h"
#include "server/coordinator/running_progress.h"
#include "server/coordinator/sweep_reports.h"
#include "server/core/lease_order.h"
#include "server/core/work_numbers.h"
#include "server/store/divergence_table.h"
#include "server/store/rerun_table.h"
#include "server/store/segment_table.h"

namespace lehr::server {
namespace {

// Below gRPC's 4 MiB, with room for what stands around a list.
constexpr std::size_t kMostListBytes = 3 << 20;
// Most that stands before a message of a list: its tag, and its length.
constexpr std::size_t kFieldBytes = 6;
// So that one question does not hold up the others for long.
constexpr int kMostSegments = 5000;

// Segments of one sweep, as they stand now.
class SegmentReport {
 public:
  SegmentReport(Database& database, const Roster& roster, std::int64_t sweep_id,
                bool with_observables)
      : database_(database),
        roster_(roster),
        sweep_id_(sweep_id),
        with_observables_(with_observables) {
    for (const RunningRow& running : RunningOfSweep(database, sweep_id)) {
      steps_done_[running.segment_id] =
          ProgressOf(roster, running).steps_done();
    }
  }

  v1::Segment Of(const SweepSegment& wanted, const SegmentRow& row) {
    v1::Segment segment;
    DescribePlan(wanted, row, &segment);
    DescribeResult(row, &segment);
    DescribeTime(row, &segment);
    if (with_observables_ && row.state == v1::SEGMENT_STATE_DONE) {
      for (v1::Observable& observable : LoadObservables(database_, row.id)) {
        *segment.add_observables() = std::move(observable);
      }
    }
    return segment;
  }

 private:
  // What it is in this sweep.
  void DescribePlan(const SweepSegment& wanted, const SegmentRow& row,
                    v1::Segment* segment) {
    segment->set_segment_id(row.id);
    segment->set_parent_segment_id(row.plan.parent_id);
    segment->set_label(wanted.label);
    segment->set_atoms(row.plan.atoms);
    segment->set_steps(row.plan.steps);
    segment->set_key(row.plan.key);
    segment->set_points(wanted.points);
    segment->set_measurement(row.plan.work.has_measurement());
    segment->set_physical_time_ps(
        PhysicalTimePs(row.plan.work, row.plan.steps));
    segment->set_continues_segment_id(wanted.continues_id);
    if (wanted.continues_id != 0) {
      const auto head = FindSegment(database_, wanted.continues_id);
      if (head.has_value()) segment->set_head_steps(head->plan.steps);
    }
    segment->set_atom_steps(
        AtomStepsOf(row.plan.atoms, row.plan.steps - segment->head_steps()));
    for (std::string& name : SavedStatesOf(database_, sweep_id_, row.id)) {
      segment->add_saved_as(std::move(name));
    }
    for (v1::MeasuredNumber& number : MeasuredNumbersOf(
             database_, row.plan.work, [this](const std::string& key) {
               const SegmentIdAndState known = FindSegmentByKey(database_, key);
               return PositionOf(database_, sweep_id_, known.id).value_or(-1);
             })) {
      *segment->add_measured() = std::move(number);
    }
  }

  // How it goes.
  void DescribeResult(const SegmentRow& row, v1::Segment* segment) {
    segment->set_state(row.state);
    segment->set_attempts(row.attempts);
    segment->set_error(row.error);
    segment->set_failure_class(row.failure_class);
    segment->set_worker(LastWorkerOf(database_, row.id));
    const bool done = row.state == v1::SEGMENT_STATE_DONE;
    const auto running = steps_done_.find(row.id);
    segment->set_steps_done(done                           ? row.plan.steps
                            : running == steps_done_.end() ? row.checkpoint_step
                                                           : running->second);
    if (done) *segment->mutable_run_time() = ToProto(row.run_time);
    if (row.work().has_advance()) segment->set_state_key(row.physical_key);
    segment->set_end_state_sha256(row.end_state_sha256);
    segment->set_curve_sha256(row.curve_sha256);
    segment->set_failed_state_sha256(row.failed_state_sha256);
    segment->set_confirmations(ConfirmationsOf(database_, row.id));
    for (v1::Divergence& divergence : DivergencesOf(database_, row.id)) {
      *segment->add_divergences() = std::move(divergence);
    }
  }

  // How long it would take.
  void DescribeTime(const SegmentRow& row, v1::Segment* segment) {
    if (row.state == v1::SEGMENT_STATE_DONE) return;
    // A sweep has one potential.
    if (!times_.has_value()) {
      times_.emplace(database_, roster_, row.plan.potential_sha256);
    }
    const auto time = times_->Of(row.work(), row.plan.atoms,
                                 row.plan.steps - row.plan.head_steps);
    if (time.has_value()) *segment->mutable_estimated_time() = *time;
  }

  Database& database_;
  const Roster& roster_;
  std::optional<PoolTimes> times_;
  std::int64_t sweep_id_;
  bool with_observables_;
  std::map<std::int64_t, std::int64_t> steps_done_;  // of those that run
};

// What a request asks for, in positions of the sweep.
struct Page {
  int first = 0;
  int size = 0;
};

absl::StatusOr<Page> PageOf(Database& database,
                            const v1::GetSweepRequest& request) {
  if (request.segment_id() != 0) {
    const auto position =
        PositionOf(database, request.sweep_id(), request.segment_id());
    if (position.has_value()) return Page{.first = *position, .size = 1};
    return absl::NotFoundError(absl::StrFormat("sweep %d has no segment %d",
                                               request.sweep_id(),
                                               request.segment_id()));
  }
  const auto first = ReadPageToken(request.page_token(), 0);
  if (!first.ok()) return first.status();
  const auto size =
      ReadPageSize(request.page_size(), kMostSegments, kMostSegments);
  if (!size.ok()) return size.status();
  return Page{.first = static_cast<int>(*first), .size = *size};
}

}  // namespace

absl::StatusOr<v1::GetSweepResponse> ReportSweep(
    Database& database, const Roster& roster,
    const v1::GetSweepRequest& request) {
  const auto sweep = SweepNumbered(database, request.sweep_id());
  if (!sweep.ok()) return sweep.status();
  const auto page = PageOf(database, request);
  if (!page.ok()) return page.status();
  v1::GetSweepResponse response;
  *response.mutable_sweep() = Glance(database, *sweep);
  if (request.page_token().empty()) {
    response.mutable_spec()->ParseFromString(sweep->spec);
  }
  std::size_t bytes = response.ByteSizeLong();
  SegmentReport report(database, roster, sweep->id,
                       !request.without_observables());
  // One more tells whether there is another page.
  const std::vector<SweepSegment> segments =
      SegmentsOf(database, sweep->id, page->first, page->size + 1);
  for (const SweepSegment& wanted : segments) {
    if (response.segments_size() == page->size) break;
    const auto row = FindSegment(database, wanted.segment_id);
    if (!row.has_value()) break;
    v1::Segment segment = report.Of(wanted, *row);
    bytes += segment.ByteSizeLong() + kFieldBytes;
    // Never an empty page, or nobody would get on.
    if (bytes > kMostListBytes && response.segments_size() > 0) break;
    *response.add_segments() = std::move(segment);
  }
  if (request.segment_id() == 0 &&
      response.segments_size() < static_cast<int>(segments.size())) {
    response.set_next_page_token(
        absl::StrCat(page->first + response.segments_size()));
  }
  return response;
}

}  // namespace lehr::server
