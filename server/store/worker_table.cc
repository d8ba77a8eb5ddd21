#include "server/store/worker_table.h"

#include <absl/strings/str_format.h>
#include <google/protobuf/util/time_util.h>

#include "server/store/state_names.h"

namespace lehr::server {

using ::google::protobuf::util::TimeUtil;

namespace {

std::optional<absl::Time> OptionalTime(const Statement& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return row.Time(column);
}

WorkerRow RowOf(const Statement& row) {
  return {.id = row.Int(0),
          .session = row.Bytes(1),
          .name = row.Text(2),
          .threads = static_cast<int>(row.Int(3)),
          .software_version = row.Text(4),
          .instruction_set = row.Text(5),
          .live = row.Text(6) == "LIVE",
          .registered = row.Time(7),
          .last_heard = row.Time(8),
          .segments_done = static_cast<int>(row.Int(9)),
          .lease_sequence = row.Int(10),
          .lease_segment_id = row.Int(11),
          .lease_attempt = static_cast<int>(row.Int(12)),
          .processor = row.Text(13),
          .host = row.Text(14),
          .drain = OptionalTime(row, 15),
          .leave = OptionalTime(row, 16),
          .engine = EngineOf(row.Text(17))};
}

std::vector<WorkerRow> RowsOf(Statement rows) {
  std::vector<WorkerRow> workers;
  while (rows.Step()) workers.push_back(RowOf(rows));
  return workers;
}

}  // namespace

std::string HostOf(const WorkerRow& worker) {
  return worker.host.empty() ? worker.name : worker.host;
}

std::string KindOf(const WorkerRow& worker) {
  return absl::StrFormat("%s, %s, %d threads, lehr %s%s", worker.processor,
                         worker.instruction_set, worker.threads,
                         worker.software_version,
                         worker.engine == v1::ENGINE_LAMMPS ? ", LAMMPS" : "");
}

void UpsertWorker(Database& database, const v1::RegisterWorkerRequest& request,
                  absl::Time now) {
  std::optional<absl::Time> leave;
  if (request.has_time_left()) {
    leave = now + absl::Microseconds(
                      TimeUtil::DurationToMicroseconds(request.time_left()));
  }
  database.Run(R"sql(
      INSERT INTO workers (session, name, threads, memory_bytes,
                           software_version, instruction_set, state,
                           registered_us, last_heard_us, segments_done,
                           lease_sequence, processor, host, leave_us,
                           engine)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'LIVE', ?7, ?7, 0, 0, ?8, ?9, ?10, ?11)
      ON CONFLICT (session) DO UPDATE
      SET name = excluded.name, threads = excluded.threads,
          memory_bytes = excluded.memory_bytes,
          software_version = excluded.software_version,
          instruction_set = excluded.instruction_set,
          processor = excluded.processor, host = excluded.host,
          leave_us = excluded.leave_us, engine = excluded.engine,
          state = 'LIVE',
          last_heard_us = excluded.last_heard_us)sql",
               Blob{request.session()}, request.name(), request.threads(),
               static_cast<std::int64_t>(request.memory_bytes()),
               request.software_version(), request.instruction_set(), now,
               request.processor(), request.host(), leave,
               NameOf(request.engine()));
}

std::optional<WorkerRow> FindWorker(Database& database,
                                    std::string_view session) {
  std::vector<WorkerRow> found = RowsOf(database.Query(R"sql(
      SELECT worker_id, session, name, threads, software_version,
             instruction_set, state, registered_us, last_heard_us,
             segments_done, lease_sequence,
             lease_segment_id, lease_attempt, processor, host, drain_us,
             leave_us, engine
      FROM workers
      WHERE session = ?1)sql",
                                                       Blob{session}));
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::optional<WorkerRow> FindWorkerById(Database& database,
                                        std::int64_t worker_id) {
  std::vector<WorkerRow> found = RowsOf(database.Query(R"sql(
      SELECT worker_id, session, name, threads, software_version,
             instruction_set, state, registered_us, last_heard_us,
             segments_done, lease_sequence,
             lease_segment_id, lease_attempt, processor, host, drain_us,
             leave_us, engine
      FROM workers
      WHERE worker_id = ?1)sql",
                                                       worker_id));
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::vector<WorkerRow> LiveWorkers(Database& database) {
  return RowsOf(database.Query(R"sql(
      SELECT worker_id, session, name, threads, software_version,
             instruction_set, state, registered_us, last_heard_us,
             segments_done, lease_sequence,
             lease_segment_id, lease_attempt, processor, host, drain_us,
             leave_us, engine
      FROM workers
      WHERE state = 'LIVE'
      ORDER BY worker_id)sql"));
}

std::vector<WorkerRow> ListWorkers(Database& database) {
  return RowsOf(database.Query(R"sql(
      SELECT worker_id, session, name, threads, software_version,
             instruction_set, state, registered_us, last_heard_us,
             segments_done, lease_sequence,
             lease_segment_id, lease_attempt, processor, host, drain_us,
             leave_us, engine
      FROM workers
      ORDER BY state = 'LIVE' DESC, worker_id DESC
      LIMIT 1000)sql"));
}

void StoreWorkerLost(Database& database, std::int64_t worker_id,
                     absl::Time last_heard) {
  database.Run(R"sql(
      UPDATE workers
      SET state = 'LOST', last_heard_us = ?2
      WHERE worker_id = ?1)sql",
               worker_id, last_heard);
}

void StoreDrain(Database& database, std::int64_t worker_id,
                std::optional<absl::Time> since) {
  database.Run(R"sql(
      UPDATE workers
      SET drain_us = ?2
      WHERE worker_id = ?1)sql",
               worker_id, since);
}

void StoreLeaseAnswer(Database& database, std::int64_t worker_id,
                      std::int64_t sequence, std::int64_t segment_id,
                      int attempt) {
  database.Run(R"sql(
      UPDATE workers
      SET lease_sequence = ?2, lease_segment_id = ?3, lease_attempt = ?4
      WHERE worker_id = ?1)sql",
               worker_id, sequence, segment_id, attempt);
}

void StoreWorkerSuccess(Database& database, std::int64_t worker_id) {
  database.Run(R"sql(
      UPDATE workers
      SET segments_done = segments_done + 1
      WHERE worker_id = ?1)sql",
               worker_id);
}

}  // namespace lehr::server
