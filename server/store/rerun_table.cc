#include "server/store/rerun_table.h"

#include <algorithm>
#include <string_view>

#include "server/core/lease_order.h"
#include "server/store/state_names.h"

namespace lehr::server {
namespace {

constexpr std::string_view kReasons[] = {"RECORDING", "RECOMPUTE", "AUDIT"};
constexpr std::string_view kEnds[] = {"CONFIRMED", "DIVERGED", "FAILED",
                                      "CANCELLED"};

std::string_view NameOf(RerunReason reason) {
  return kReasons[static_cast<int>(reason)];
}

RerunReason ReasonOf(std::string_view name) {
  for (const RerunReason reason :
       {RerunReason::kRecording, RerunReason::kRecompute}) {
    if (NameOf(reason) == name) return reason;
  }
  return RerunReason::kAudit;  // the column has a CHECK
}

std::vector<RerunRow> RowsOf(Statement row) {
  std::vector<RerunRow> reruns;
  while (row.Step()) {
    reruns.push_back({.id = row.Int(0),
                      .segment_id = row.Int(1),
                      .reason = ReasonOf(row.Text(2)),
                      .record_steps = row.Int(3),
                      .failures = static_cast<int>(row.Int(4))});
  }
  return reruns;
}

std::optional<RerunRow> First(std::vector<RerunRow> reruns) {
  if (reruns.empty()) return std::nullopt;
  return reruns.front();
}

}  // namespace

std::optional<RerunRow> FindRerun(Database& database, std::int64_t segment_id) {
  return First(RowsOf(database.Query(R"sql(
      SELECT rerun_id, segment_id, reason, record_steps, failures
      FROM reruns
      WHERE segment_id = ?1 AND state = 'OPEN')sql",
                                     segment_id)));
}

bool WasRerun(Database& database, std::int64_t segment_id) {
  return database
      .Query(R"sql(
      SELECT 1
      FROM reruns
      WHERE segment_id = ?1 AND state IN ('CONFIRMED', 'DIVERGED'))sql",
             segment_id)
      .Step();
}

int ConfirmationsOf(Database& database, std::int64_t segment_id) {
  Statement row = database.Query(R"sql(
      SELECT COUNT(*)
      FROM segments JOIN segments AS twin USING (physical_key)
      JOIN reruns ON reruns.segment_id = twin.segment_id
      WHERE segments.segment_id = ?1 AND reruns.state = 'CONFIRMED')sql",
                                 segment_id);
  return row.Step() ? static_cast<int>(row.Int(0)) : 0;
}

void WantRerun(Database& database, std::int64_t sweep_id, const RerunRow& rerun,
               absl::Time now) {
  const auto known = FindRerun(database, rerun.segment_id);
  std::int64_t id = known.has_value() ? known->id : 0;
  if (!known.has_value()) {
    database.Run(R"sql(
        INSERT INTO reruns (segment_id, reason, record_steps, state, failures,
                            not_before_us, created_us)
        VALUES (?1, ?2, ?3, 'OPEN', 0, 0, ?4))sql",
                 rerun.segment_id, NameOf(rerun.reason), rerun.record_steps,
                 now);
    id = database.last_insert_id();
  } else if (rerun.reason < known->reason ||
             rerun.record_steps < known->record_steps) {
    database.Run(R"sql(
        UPDATE reruns
        SET reason = ?2, record_steps = min(record_steps, ?3)
        WHERE rerun_id = ?1)sql",
                 id, NameOf(std::min(rerun.reason, known->reason)),
                 rerun.record_steps);
  }
  database.Run(R"sql(
      INSERT OR IGNORE INTO sweep_reruns (sweep_id, rerun_id)
      VALUES (?1, ?2))sql",
               sweep_id, id);
}

std::optional<RerunRow> FirstRerun(Database& database, const WorkerRow& worker,
                                   absl::Time now) {
  for (const RerunReason reason :
       {RerunReason::kRecording, RerunReason::kRecompute,
        RerunReason::kAudit}) {
    const auto first = First(RowsOf(database.Query(
        R"sql(
        SELECT rerun_id, segment_id, reason, record_steps, failures
        FROM reruns INDEXED BY reruns_open
        WHERE state = 'OPEN' AND reason = ?1 AND not_before_us <= ?2
          AND NOT EXISTS (SELECT 1
                          FROM attempts
                          WHERE attempts.segment_id = reruns.segment_id
                            AND attempts.state = 'RUNNING')
          AND EXISTS (SELECT 1
                      FROM sweep_reruns JOIN sweeps USING (sweep_id)
                      WHERE sweep_reruns.rerun_id = reruns.rerun_id
                        AND sweeps.state = 'RUNNING'
                        AND sweeps.pause_reason IS NULL
                        AND sweeps.engine = ?4)
          AND (reason <> 'AUDIT'
               OR NOT EXISTS (SELECT 1
                              FROM attempts
                              WHERE attempts.segment_id = reruns.segment_id
                                AND attempts.state = 'SUCCEEDED'
                                AND attempts.worker_id = ?3)
               OR NOT EXISTS (
                   SELECT 1
                   FROM workers
                   WHERE workers.state = 'LIVE'
                     AND NOT EXISTS (
                         SELECT 1
                         FROM attempts
                         WHERE attempts.segment_id = reruns.segment_id
                           AND attempts.state = 'SUCCEEDED'
                           AND attempts.worker_id = workers.worker_id)))
        ORDER BY rerun_id
        LIMIT 1)sql",
        NameOf(reason), now, worker.id, NameOf(worker.engine))));
    if (first.has_value()) return first;
  }
  return std::nullopt;
}

bool HasOpenAudits(Database& database) {
  return database
      .Query(R"sql(
      SELECT 1
      FROM reruns INDEXED BY reruns_open
      WHERE state = 'OPEN' AND reason = 'AUDIT'
      LIMIT 1)sql")
      .Step();
}

bool HasOpenReruns(Database& database) {
  return database
      .Query(R"sql(
      SELECT 1
      FROM reruns INDEXED BY reruns_open
      WHERE state = 'OPEN'
      LIMIT 1)sql")
      .Step();
}

int PriorityOf(Database& database, const RerunRow& rerun) {
  Statement row = database.Query(R"sql(
      SELECT coalesce(max(priority), 0)
      FROM sweep_reruns JOIN sweeps USING (sweep_id)
      WHERE rerun_id = ?1 AND sweeps.state = 'RUNNING'
        AND sweeps.pause_reason IS NULL)sql",
                                 rerun.id);
  return row.Step() ? static_cast<int>(row.Int(0)) : 0;
}

void StoreRerunFailure(Database& database, std::int64_t rerun_id, int failures,
                       absl::Time not_before) {
  database.Run(R"sql(
      UPDATE reruns
      SET failures = ?2, not_before_us = ?3
      WHERE rerun_id = ?1)sql",
               rerun_id, failures, not_before);
}

void StoreRerunEnd(Database& database, std::int64_t rerun_id, RerunEnd end,
                   absl::Time now) {
  database.Run(R"sql(
      UPDATE reruns
      SET state = ?2, ended_us = ?3
      WHERE rerun_id = ?1)sql",
               rerun_id, kEnds[static_cast<int>(end)], now);
}

std::vector<std::int64_t> SweepsWaitingFor(Database& database,
                                           std::int64_t rerun_id) {
  std::vector<std::int64_t> ids;
  Statement row = database.Query(R"sql(
      SELECT sweep_id
      FROM sweep_reruns JOIN sweeps USING (sweep_id)
      WHERE rerun_id = ?1 AND sweeps.state = 'RUNNING'
      ORDER BY sweep_id)sql",
                                 rerun_id);
  while (row.Step()) ids.push_back(row.Int(0));
  return ids;
}

std::vector<RerunRow> UnwantedReruns(Database& database,
                                     std::int64_t sweep_id) {
  return RowsOf(database.Query(R"sql(
      SELECT rerun_id, segment_id, reason, record_steps, failures
      FROM sweep_reruns JOIN reruns USING (rerun_id)
      WHERE sweep_id = ?1 AND reruns.state = 'OPEN'
        AND NOT EXISTS (SELECT 1
                        FROM sweep_reruns AS other JOIN sweeps USING (sweep_id)
                        WHERE other.rerun_id = reruns.rerun_id
                          AND sweeps.state = 'RUNNING')
      ORDER BY rerun_id)sql",
                               sweep_id));
}

bool HasOpenReruns(Database& database, std::int64_t sweep_id) {
  // Those that were wanted last are mostly executed last.
  return database
      .Query(R"sql(
      SELECT 1
      FROM sweep_reruns CROSS JOIN reruns USING (rerun_id)
      WHERE sweep_id = ?1 AND reruns.state = 'OPEN'
      ORDER BY sweep_reruns.rerun_id DESC
      LIMIT 1)sql",
             sweep_id)
      .Step();
}

RerunWork RerunWorkOf(Database& database, std::int64_t sweep_id) {
  RerunWork work;
  Statement row = database.Query(R"sql(
      SELECT reruns.state = 'OPEN', atoms, steps
      FROM sweep_reruns JOIN reruns USING (rerun_id)
      JOIN segments USING (segment_id)
      WHERE sweep_id = ?1)sql",
                                 sweep_id);
  while (row.Step()) {
    const std::int64_t atom_steps = AtomStepsOf(row.Int(1), row.Int(2));
    work.atom_steps += atom_steps;
    if (row.Int(0) == 0) work.atom_steps_done += atom_steps;
  }
  return work;
}

std::vector<std::int64_t> MeasurementsBelow(Database& database,
                                            std::int64_t segment_id) {
  std::vector<std::int64_t> ids;
  Statement row = database.Query(R"sql(
      WITH RECURSIVE below (segment_id, depth) AS (
        SELECT twin.segment_id, 0
        FROM segments JOIN segments AS twin USING (physical_key)
        WHERE segments.segment_id = ?1
        UNION ALL
        SELECT child.segment_id, below.depth + 1
        FROM below JOIN segments AS child
          ON child.parent_segment_id = below.segment_id
        WHERE below.depth < 100)
      SELECT segment_id
      FROM below JOIN segments USING (segment_id)
      WHERE kind <> 'ADVANCE' AND state = 'WAITING'
      ORDER BY segment_id)sql",
                                 segment_id);
  while (row.Step()) ids.push_back(row.Int(0));
  return ids;
}

}  // namespace lehr::server
