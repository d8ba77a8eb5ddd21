#include "server/coordinator/sweep_reports.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "server/coordinator/page_token.h"
#include "server/coordinator/proto_time.h"
#include "server/coordinator/submission.h"
#include "server/core/lease_order.h"
#include "server/store/segment_table.h"

namespace lehr::server {
namespace {

// Below gRPC's 4 MiB, with room for what stands around a list.
constexpr std::size_t kMostListBytes = 3 << 20;
// Most that stands before a message of a list: its tag, and its length.
constexpr std::size_t kFieldBytes = 6;
constexpr int kMostErrors = 10;
constexpr int kUsualSweeps = 100;
constexpr int kMostSweeps = 1000;

int ToInt(std::int64_t value) {
  return static_cast<int>(
      std::min<std::int64_t>(value, std::numeric_limits<std::int32_t>::max()));
}

absl::StatusOr<SweepRow> SweepOf(Database& database, std::int64_t sweep_id) {
  auto sweep = FindSweep(database, sweep_id);
  if (sweep.has_value()) return *std::move(sweep);
  return absl::NotFoundError(absl::StrFormat("no sweep %d", sweep_id));
}

v1::Segment Describe(Database& database, const SweepSegment& wanted,
                     const SegmentRow& row) {
  v1::Segment segment;
  segment.set_segment_id(row.id);
  segment.set_parent_segment_id(row.plan.parent_id);
  segment.set_label(wanted.label);
  segment.set_state(row.state);
  segment.set_attempts(row.attempts);
  segment.set_atoms(row.plan.atoms);
  segment.set_steps(row.plan.steps);
  segment.set_error(row.error);
  segment.set_worker(LastWorkerOf(database, row.id));
  if (row.state == v1::SEGMENT_STATE_DONE) {
    *segment.mutable_run_time() = ToProto(row.run_time);
  }
  segment.set_key(row.plan.key);
  if (row.work().has_advance()) segment.set_state_key(row.physical_key);
  segment.set_end_state_sha256(row.end_state_sha256);
  segment.set_curve_sha256(row.curve_sha256);
  segment.set_points(wanted.points);
  segment.set_failed_state_sha256(row.failed_state_sha256);
  return segment;
}

// Adds what the segments found out, as far as there is room: that every segment
// is in the answer is worth more.
void AddObservables(Database& database, std::size_t bytes,
                    v1::GetSweepResponse* response) {
  for (v1::Segment& segment : *response->mutable_segments()) {
    if (segment.state() != v1::SEGMENT_STATE_DONE) continue;
    const std::vector<v1::Observable> observables =
        LoadObservables(database, segment.segment_id());
    for (const v1::Observable& observable : observables) {
      bytes += observable.ByteSizeLong() + kFieldBytes;
    }
    if (bytes > kMostListBytes) return;
    segment.mutable_observables()->Assign(observables.begin(),
                                          observables.end());
  }
}

v1::Progress ProgressOf(const Roster& roster, const RunningRow& running) {
  const v1::Progress* reported =
      roster.ProgressOf(running.session, {running.segment_id, running.attempt});
  if (reported != nullptr) return *reported;
  v1::Progress progress;
  progress.mutable_id()->set_segment_id(running.segment_id);
  progress.mutable_id()->set_attempt(running.attempt);
  progress.set_steps_done(
      std::max(running.checkpoint_step, running.head_steps));
  progress.set_steps_total(running.steps);
  progress.set_atoms(running.atoms);
  return progress;
}

v1::RunningSegment Describe(const Roster& roster, const RunningRow& running) {
  v1::RunningSegment segment;
  segment.set_label(running.label);
  segment.set_worker(running.worker);
  *segment.mutable_progress() = ProgressOf(roster, running);
  return segment;
}

// The share of its own work that is done. A minimization's steps are only known
// at its end, so shares are used, not steps.
double ShareDone(const RunningRow& running, const v1::Progress& progress) {
  const std::int64_t to_take = progress.steps_total() - running.head_steps;
  if (to_take <= 0) return 0;
  const double share =
      static_cast<double>(progress.steps_done() - running.head_steps) /
      static_cast<double>(to_take);
  return std::clamp(share, 0.0, 1.0);
}

}  // namespace

v1::Sweep Glance(Database& database, const SweepRow& row) {
  v1::Sweep sweep;
  sweep.set_sweep_id(row.id);
  sweep.set_name(row.name);
  sweep.set_state(row.state);
  *sweep.mutable_created() = ToProto(row.created);
  if (row.ended.has_value()) *sweep.mutable_ended() = ToProto(*row.ended);
  sweep.set_points(row.points);
  sweep.set_points_done(row.points_done);
  SweepCounts counts = CountsOf(database, row.id);
  const auto count = [&counts](v1::SegmentState state) {
    return ToInt(counts[state].segments);
  };
  v1::SegmentCounts* const segments = sweep.mutable_segments();
  segments->set_waiting(count(v1::SEGMENT_STATE_WAITING));
  segments->set_ready(count(v1::SEGMENT_STATE_READY));
  segments->set_leased(count(v1::SEGMENT_STATE_LEASED));
  segments->set_done(count(v1::SEGMENT_STATE_DONE));
  segments->set_failed(count(v1::SEGMENT_STATE_FAILED));
  segments->set_cancelled(count(v1::SEGMENT_STATE_CANCELLED));
  return sweep;
}

v1::PlanSweepResponse DescribePlan(Database& database,
                                   const v1::SweepSpec& spec,
                                   const plan::Plan& plan,
                                   const Roster& roster) {
  v1::PlanSweepResponse response;
  const std::vector<v1::SegmentState> states = StatesOf(database, plan);
  const std::vector<std::int64_t> heads = HeadStepsOf(database, spec, plan);
  const PoolTimes times(database, roster, spec.material().potential().sha256());
  *response.mutable_summary() = Summarize(plan, states, heads, times);
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < plan.segments.size(); ++i) {
    const plan::PlannedSegment& planned = plan.segments[i];
    v1::PlannedSegment segment;
    segment.set_parent(planned.parent);
    segment.set_label(planned.label);
    segment.set_atoms(planned.atoms);
    segment.set_steps(planned.steps);
    segment.set_state(states[i]);
    segment.set_points(planned.points);
    segment.set_key(planned.key);
    if (const auto time =
            times.Of(planned.work, planned.atoms, planned.steps - heads[i])) {
      *segment.mutable_estimated_time() = *time;
    }
    bytes += segment.ByteSizeLong();
    if (bytes > kMostListBytes) break;
    *response.add_segments() = std::move(segment);
  }
  return response;
}

absl::StatusOr<v1::ListSweepsResponse> ReportSweeps(
    Database& database, const v1::ListSweepsRequest& request) {
  const auto size =
      ReadPageSize(request.page_size(), kUsualSweeps, kMostSweeps);
  if (!size.ok()) return size.status();
  const auto before = ReadPageToken(request.page_token(),
                                    std::numeric_limits<std::int64_t>::max());
  if (!before.ok()) return before.status();
  v1::ListSweepsResponse response;
  // One more tells whether there is another page.
  const std::vector<SweepRow> sweeps = ListSweeps(database, *before, *size + 1);
  for (const SweepRow& sweep : sweeps) {
    if (response.sweeps_size() == *size) {
      response.set_next_page_token(
          absl::StrCat(response.sweeps(*size - 1).sweep_id()));
      break;
    }
    *response.add_sweeps() = Glance(database, sweep);
  }
  return response;
}

absl::StatusOr<v1::GetSweepResponse> ReportSweep(
    Database& database, const Roster& roster,
    const v1::GetSweepRequest& request) {
  const auto sweep = SweepOf(database, request.sweep_id());
  if (!sweep.ok()) return sweep.status();
  v1::GetSweepResponse response;
  *response.mutable_sweep() = Glance(database, *sweep);
  response.mutable_spec()->ParseFromString(sweep->spec);
  std::size_t bytes = sweep->spec.size();
  const PoolTimes times(database, roster,
                        response.spec().material().potential().sha256());
  const auto names = SavedStatesOf(database, sweep->id);
  for (const SweepSegment& wanted : SegmentsOf(database, sweep->id)) {
    const auto row = FindSegment(database, wanted.segment_id);
    if (!row.has_value()) break;
    v1::Segment segment = Describe(database, wanted, *row);
    if (row->state != v1::SEGMENT_STATE_DONE) {
      const auto time = times.Of(row->work(), row->plan.atoms,
                                 row->plan.steps - row->plan.head_steps);
      if (time.has_value()) *segment.mutable_estimated_time() = *time;
    }
    if (const auto named = names.find(row->id); named != names.end()) {
      segment.mutable_saved_as()->Assign(named->second.begin(),
                                         named->second.end());
    }
    bytes += segment.ByteSizeLong() + kFieldBytes;
    if (bytes > kMostListBytes) break;
    *response.add_segments() = std::move(segment);
  }
  AddObservables(database, bytes, &response);
  return response;
}

absl::StatusOr<v1::WatchSweepResponse> ReportProgress(
    Database& database, const Roster& roster,
    const v1::WatchSweepRequest& request) {
  const auto sweep = SweepOf(database, request.sweep_id());
  if (!sweep.ok()) return sweep.status();
  v1::WatchSweepResponse response;
  *response.mutable_sweep() = Glance(database, *sweep);
  std::int64_t total = 0;
  std::int64_t done = 0;
  for (const auto& [state, count] : CountsOf(database, sweep->id)) {
    total += count.atom_steps;
    if (state == v1::SEGMENT_STATE_DONE) done += count.atom_steps;
  }
  double speed = 0;
  std::map<std::int64_t, double> shares_done;
  for (const RunningRow& running : RunningOfSweep(database, sweep->id)) {
    const v1::RunningSegment& segment =
        (*response.add_running() = Describe(roster, running));
    speed += segment.progress().atom_steps_per_second();
    const double share = ShareDone(running, segment.progress());
    shares_done[running.segment_id] = share;
    done += static_cast<std::int64_t>(
        share * static_cast<double>(AtomStepsOf(
                    running.atoms, running.steps - running.head_steps)));
  }
  response.set_atom_steps_total(total);
  response.set_atom_steps_done(done);
  response.set_atom_steps_per_second(speed);
  if (sweep->state == v1::SWEEP_STATE_RUNNING) {
    auto left = TimeLeft(database, roster, sweep->id, shares_done);
    if (!left.has_value() && speed > 0) {
      left = DurationOf(static_cast<double>(total - done) / speed);
    }
    if (left.has_value()) *response.mutable_time_left() = *left;
  }
  // Looks at all segments, so not without need.
  if (response.sweep().segments().failed() > 0) {
    for (std::string& error : ErrorsOf(database, sweep->id, kMostErrors)) {
      response.add_errors(std::move(error));
    }
  }
  response.set_workers(static_cast<int>(roster.members().size()));
  return response;
}

v1::ListWorkersResponse ReportWorkers(Database& database,
                                      const Roster& roster) {
  v1::ListWorkersResponse response;
  for (const WorkerRow& row : ListWorkers(database)) {
    v1::Worker& worker = *response.add_workers();
    worker.set_name(row.name);
    worker.set_threads(row.threads);
    worker.set_live(row.live);
    *worker.mutable_registered() = ToProto(row.registered);
    const auto member = roster.members().find(row.session);
    *worker.mutable_last_heard() =
        ToProto(member == roster.members().end() ? row.last_heard
                                                 : member->second.last_heard);
    for (const RunningRow& running : RunningOfWorker(database, row.id)) {
      *worker.add_running() = Describe(roster, running);
    }
    worker.set_segments_done(row.segments_done);
    worker.set_software_version(row.software_version);
    worker.set_instruction_set(row.instruction_set);
  }
  return response;
}

}  // namespace lehr::server
