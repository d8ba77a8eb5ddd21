#include "server/web/overview_json.h"

#include <string>

#include "server/coordinator/proto_time.h"
#include "server/coordinator/sweep_reports.h"
#include "server/store/sweep_table.h"

namespace lehr::server {
namespace {

constexpr int kMostSweeps = 200;

Json RunningJson(const v1::RunningSegment& running) {
  return {
      {"label", running.label()},
      {"worker", running.worker()},
      {"segment_id", running.progress().id().segment_id()},
      {"steps_done", running.progress().steps_done()},
      {"steps_total", running.progress().steps_total()},
      {"atom_steps_per_second", running.progress().atom_steps_per_second()}};
}

template <typename List>
Json RunningListJson(const List& list) {
  Json json = Json::array();
  for (const v1::RunningSegment& running : list) {
    json.push_back(RunningJson(running));
  }
  return json;
}

Json CountsJson(const v1::SegmentCounts& counts) {
  return {{"waiting", counts.waiting()}, {"ready", counts.ready()},
          {"leased", counts.leased()},   {"done", counts.done()},
          {"failed", counts.failed()},   {"cancelled", counts.cancelled()}};
}

int Sum(const v1::SegmentCounts& counts) {
  return counts.waiting() + counts.ready() + counts.leased() + counts.done() +
         counts.failed() + counts.cancelled();
}

Json SweepJson(const v1::WatchSweepResponse& picture) {
  const v1::Sweep& sweep = picture.sweep();
  Json json = {{"id", sweep.sweep_id()},
               {"name", sweep.name()},
               {"state", Word(sweep.state())},
               {"reason", sweep.reason()},
               {"user", sweep.user()},
               {"tags", sweep.tags()},
               {"created", IsoTime(FromProto(sweep.created()))},
               {"points", sweep.points()},
               {"points_done", sweep.points_done()},
               {"segments", CountsJson(sweep.segments())},
               {"segments_total", Sum(sweep.segments())},
               {"atom_steps_total", picture.atom_steps_total()},
               {"atom_steps_done", picture.atom_steps_done()},
               {"atom_steps_per_second", picture.atom_steps_per_second()},
               {"running", RunningListJson(picture.running())}};
  if (sweep.has_points_stored()) json["points_stored"] = sweep.points_stored();
  if (sweep.has_ended()) json["ended"] = IsoTime(FromProto(sweep.ended()));
  if (picture.has_time_left()) {
    json["time_left_seconds"] =
        absl::ToDoubleSeconds(FromProto(picture.time_left()));
  }
  return json;
}

absl::StatusOr<Json> SweepsJson(Database& database, const Roster& roster) {
  v1::ListSweepsRequest request;
  request.set_page_size(kMostSweeps);
  const auto list = ReportSweeps(database, roster, request);
  if (!list.ok()) return list.status();
  Json json = Json::array();
  for (const v1::Sweep& sweep : list->sweeps()) {
    v1::WatchSweepRequest watch;
    watch.set_sweep_id(sweep.sweep_id());
    const auto picture = ReportProgress(database, roster, watch);
    if (!picture.ok()) return picture.status();
    json.push_back(SweepJson(*picture));
  }
  return json;
}

Json WorkersJson(Database& database, const Roster& roster, absl::Time now) {
  Json json = Json::array();
  const v1::ListWorkersResponse list = ReportWorkers(database, roster, now);
  for (const v1::Worker& worker : list.workers()) {
    json.push_back({{"name", worker.name()},
                    {"threads", worker.threads()},
                    {"live", worker.live()},
                    {"aside", worker.aside()},
                    {"last_heard", IsoTime(FromProto(worker.last_heard()))},
                    {"segments_done", worker.segments_done()},
                    {"software_version", worker.software_version()},
                    {"instruction_set", worker.instruction_set()},
                    {"running", RunningListJson(worker.running())}});
  }
  return json;
}

Json QueueJson(Database& database) {
  Json json = Json::object();
  for (const auto& [state, count] : CountRunning(database)) {
    json[Word(state)] = count;
  }
  return json;
}

}  // namespace

absl::StatusOr<Json> OverviewJson(Database& database, const Roster& roster,
                                  absl::Time now) {
  auto sweeps = SweepsJson(database, roster);
  if (!sweeps.ok()) return sweeps.status();
  return Json{{"now", IsoTime(now)},
              {"sweeps", *std::move(sweeps)},
              {"workers", WorkersJson(database, roster, now)},
              {"queue", QueueJson(database)}};
}

}  // namespace lehr::server
