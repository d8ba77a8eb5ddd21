#include "server/coordinator/sweep_reports.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "server/coordinator/page_token.h"
#include "server/coordinator/pool_times.h"
#include "server/coordinator/proto_time.h"
#include "server/coordinator/running_progress.h"
#include "server/store/rerun_table.h"
#include "server/store/state_names.h"
#include "server/store/submission_table.h"
#include "server/store/sweep_tag_table.h"

namespace lehr::server {
namespace {

constexpr int kMostErrors = 10;
constexpr int kUsualSweeps = 100;
constexpr int kMostSweeps = 1000;

int ToInt(std::int64_t value) {
  return static_cast<int>(
      std::min<std::int64_t>(value, std::numeric_limits<std::int32_t>::max()));
}

SweepFilter FilterOf(const v1::ListSweepsRequest& request) {
  google::protobuf::ListValue states;
  for (const int state : request.states()) {
    states.add_values()->set_string_value(
        std::string(NameOf(static_cast<v1::SweepState>(state))));
  }
  google::protobuf::ListValue tags;
  for (const std::string& tag : request.tags()) {
    tags.add_values()->set_string_value(tag);
  }
  SweepFilter filter = {.user = request.user(),
                        .name_contains = request.name_contains()};
  filter.states.clear();
  filter.tags.clear();
  // They fail for text that is not UTF-8, which no proto3 string is.
  (void)google::protobuf::util::MessageToJsonString(states, &filter.states);
  (void)google::protobuf::util::MessageToJsonString(tags, &filter.tags);
  return filter;
}

}  // namespace

absl::StatusOr<SweepRow> SweepNumbered(Database& database,
                                       std::int64_t sweep_id) {
  auto sweep = FindSweep(database, sweep_id);
  if (sweep.has_value()) return *std::move(sweep);
  return absl::NotFoundError(absl::StrFormat("no sweep %d", sweep_id));
}

v1::Sweep Glance(Database& database, const SweepRow& row) {
  v1::Sweep sweep;
  sweep.set_sweep_id(row.id);
  sweep.set_name(row.name);
  sweep.set_state(row.pause_reason.has_value() ? v1::SWEEP_STATE_PAUSED
                                               : row.state);
  sweep.set_reason(row.pause_reason.value_or(row.cancel_reason));
  sweep.set_user(row.user);
  for (std::string& tag : TagsOf(database, row.id)) {
    sweep.add_tags(std::move(tag));
  }
  sweep.set_priority(row.priority);
  sweep.set_max_running(row.max_running);
  sweep.set_max_failures(row.max_failures);
  *sweep.mutable_created() = ToProto(row.created);
  if (row.ended.has_value()) *sweep.mutable_ended() = ToProto(*row.ended);
  sweep.set_points(row.points);
  sweep.set_points_done(row.points_done);
  if (const auto stored = FindSubmission(database, row.id)) {
    sweep.set_points_stored(ToInt(stored->points_stored));
  }
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

absl::StatusOr<v1::ListSweepsResponse> ReportSweeps(
    Database& database, const Roster& roster,
    const v1::ListSweepsRequest& request) {
  const auto size =
      ReadPageSize(request.page_size(), kUsualSweeps, kMostSweeps);
  if (!size.ok()) return size.status();
  const auto before = ReadPageToken(request.page_token(),
                                    std::numeric_limits<std::int64_t>::max());
  if (!before.ok()) return before.status();
  v1::ListSweepsResponse response;
  response.set_notice(roster.notice());
  // One more tells whether there is another page.
  const std::vector<SweepRow> sweeps =
      ListSweeps(database, FilterOf(request), *before, *size + 1);
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

absl::StatusOr<v1::WatchSweepResponse> ReportProgress(
    Database& database, const Roster& roster,
    const v1::WatchSweepRequest& request) {
  const auto sweep = SweepNumbered(database, request.sweep_id());
  if (!sweep.ok()) return sweep.status();
  v1::WatchSweepResponse response;
  *response.mutable_sweep() = Glance(database, *sweep);
  std::int64_t total = 0;
  std::int64_t done = 0;
  for (const auto& [state, count] : CountsOf(database, sweep->id)) {
    total += count.atom_steps;
    if (state == v1::SEGMENT_STATE_DONE) done += count.atom_steps;
  }
  const RerunWork reruns = RerunWorkOf(database, sweep->id);
  total += reruns.atom_steps;
  done += reruns.atom_steps_done;
  double speed = 0;
  std::map<std::int64_t, double> shares_done;
  for (const RunningRow& running : RunningOfSweep(database, sweep->id)) {
    const v1::RunningSegment& segment =
        (*response.add_running() = DescribeRunning(roster, running));
    speed += segment.progress().atom_steps_per_second();
    done += DoneAtomSteps(running, segment.progress());
    shares_done[running.segment_id] = ShareDone(running, segment.progress());
  }
  response.set_atom_steps_total(total);
  response.set_atom_steps_done(done);
  response.set_atom_steps_per_second(speed);
  // Of a sweep that is being submitted nobody knows what is to come.
  if (response.sweep().state() == v1::SWEEP_STATE_RUNNING &&
      !response.sweep().has_points_stored()) {
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
  response.set_notice(roster.notice());
  return response;
}

v1::ListWorkersResponse ReportWorkers(Database& database, const Roster& roster,
                                      absl::Time now) {
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
      *worker.add_running() = DescribeRunning(roster, running);
    }
    if (row.live) worker.set_aside(roster.hosts().WhyAside(HostOf(row), now));
    worker.set_segments_done(row.segments_done);
    worker.set_software_version(row.software_version);
    worker.set_instruction_set(row.instruction_set);
    worker.set_engine(row.engine);
    worker.set_draining(row.live && row.drain.has_value());
    if (row.live && row.leave.has_value()) {
      *worker.mutable_time_left() =
          ToProto(std::max(*row.leave - now, absl::ZeroDuration()));
    }
  }
  return response;
}

}  // namespace lehr::server
