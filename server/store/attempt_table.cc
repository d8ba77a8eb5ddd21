#include "server/store/attempt_table.h"

#include "server/store/state_names.h"

namespace lehr::server {
namespace {

struct NamedState {
  AttemptState state;
  std::string_view name;
};

constexpr NamedState kNames[] = {
    {AttemptState::kRunning, "RUNNING"},
    {AttemptState::kSucceeded, "SUCCEEDED"},
    {AttemptState::kFailed, "FAILED"},
    {AttemptState::kLost, "LOST"},
    {AttemptState::kReturned, "RETURNED"},
    {AttemptState::kCancelled, "CANCELLED"},
};

std::string_view NameOf(AttemptState state) {
  for (const NamedState& named : kNames) {
    if (named.state == state) return named.name;
  }
  return {};
}

AttemptState StateOf(std::string_view name) {
  for (const NamedState& named : kNames) {
    if (named.name == name) return named.state;
  }
  return AttemptState::kLost;  // the column has a CHECK
}

AttemptRow RowOf(const Statement& row) {
  return {.segment_id = row.Int(0),
          .attempt = static_cast<int>(row.Int(1)),
          .worker_id = row.Int(2),
          .state = StateOf(row.Text(3)),
          .started = row.Time(4)};
}

}  // namespace

void InsertAttempt(Database& database, std::int64_t segment_id, int attempt,
                   std::int64_t worker_id, absl::Time now) {
  database.Run(R"sql(
      INSERT INTO attempts (segment_id, attempt, worker_id, state, started_us)
      VALUES (?1, ?2, ?3, 'RUNNING', ?4))sql",
               segment_id, attempt, worker_id, now);
}

std::optional<AttemptRow> FindAttempt(Database& database,
                                      std::int64_t segment_id, int attempt) {
  Statement row = database.Query(R"sql(
      SELECT segment_id, attempt, worker_id, state, started_us
      FROM attempts
      WHERE segment_id = ?1 AND attempt = ?2)sql",
                                 segment_id, attempt);
  if (!row.Step()) return std::nullopt;
  return RowOf(row);
}

std::optional<AttemptRow> FindRunningAttempt(Database& database,
                                             std::int64_t segment_id) {
  Statement row = database.Query(R"sql(
      SELECT segment_id, attempt, worker_id, state, started_us
      FROM attempts
      WHERE segment_id = ?1 AND state = 'RUNNING')sql",
                                 segment_id);
  if (!row.Step()) return std::nullopt;
  return RowOf(row);
}

std::vector<AttemptRow> RunningAttempts(Database& database) {
  std::vector<AttemptRow> attempts;
  Statement row = database.Query(R"sql(
      SELECT segment_id, attempt, worker_id, state, started_us
      FROM attempts INDEXED BY attempts_running
      WHERE state = 'RUNNING')sql");
  while (row.Step()) attempts.push_back(RowOf(row));
  return attempts;
}

std::vector<AttemptRow> RunningAttemptsOf(Database& database,
                                          std::int64_t worker_id) {
  std::vector<AttemptRow> attempts;
  Statement row = database.Query(R"sql(
      SELECT segment_id, attempt, worker_id, state, started_us
      FROM attempts
      WHERE worker_id = ?1 AND state = 'RUNNING'
      ORDER BY segment_id)sql",
                                 worker_id);
  while (row.Step()) attempts.push_back(RowOf(row));
  return attempts;
}

std::vector<AttemptRow> AttemptsToHandBack(Database& database) {
  std::vector<AttemptRow> attempts;
  Statement row = database.Query(R"sql(
      SELECT segment_id, attempt, worker_id, state, started_us
      FROM attempts INDEXED BY attempts_running
      WHERE state = 'RUNNING'
        AND NOT EXISTS (SELECT 1
                        FROM sweep_segments JOIN sweeps USING (sweep_id)
                        JOIN segments USING (segment_id)
                        WHERE sweep_segments.segment_id = attempts.segment_id
                          AND segments.state <> 'DONE'
                          AND sweeps.state = 'RUNNING'
                          AND (pause_reason IS NULL OR finish_running))
        AND NOT EXISTS (SELECT 1
                        FROM reruns JOIN sweep_reruns USING (rerun_id)
                        JOIN sweeps USING (sweep_id)
                        WHERE reruns.segment_id = attempts.segment_id
                          AND reruns.state = 'OPEN'
                          AND sweeps.state = 'RUNNING'
                          AND (pause_reason IS NULL OR finish_running))
      ORDER BY segment_id)sql");
  while (row.Step()) attempts.push_back(RowOf(row));
  return attempts;
}

void StoreAttemptEnding(Database& database, const AttemptRow& attempt,
                        const AttemptEnding& ending, absl::Time now) {
  database.Run(R"sql(
      UPDATE attempts
      SET state = ?3, ended_us = ?4, code = ?5, message = ?6,
          failure_class = ?7, log = nullif(?8, '')
      WHERE segment_id = ?1 AND attempt = ?2)sql",
               attempt.segment_id, attempt.attempt, NameOf(ending.state), now,
               ending.code, ending.message, NameOf(ending.failure_class),
               ending.log);
}

int CountFailures(Database& database, std::int64_t segment_id,
                  v1::FailureClass failure) {
  Statement row = database.Query(R"sql(
      SELECT COUNT(*)
      FROM attempts JOIN segments USING (segment_id)
      WHERE segment_id = ?1 AND attempts.failure_class = ?2
        AND attempts.attempt > segments.forgiven_attempts)sql",
                                 segment_id, NameOf(failure));
  return row.Step() ? static_cast<int>(row.Int(0)) : 0;
}

void StoreAttemptSuccess(Database& database, const AttemptRow& attempt,
                         std::int64_t steps_taken, absl::Duration run_time,
                         absl::Time now) {
  database.Run(R"sql(
      UPDATE attempts
      SET state = 'SUCCEEDED', ended_us = ?3, code = NULL, message = NULL,
          failure_class = '',
          steps_taken = ?4, run_time_us = ?5
      WHERE segment_id = ?1 AND attempt = ?2)sql",
               attempt.segment_id, attempt.attempt, now, steps_taken,
               absl::ToInt64Microseconds(run_time));
}

void StoreAttemptAdopted(Database& database, const AttemptRow& attempt) {
  database.Run(R"sql(
      UPDATE attempts
      SET state = 'RUNNING', ended_us = NULL, message = NULL,
          failure_class = ''
      WHERE segment_id = ?1 AND attempt = ?2)sql",
               attempt.segment_id, attempt.attempt);
}

std::map<std::string, std::int64_t> CountAttempts(Database& database) {
  std::map<std::string, std::int64_t> counts;
  Statement row =
      database.Query("SELECT state, COUNT(*) FROM attempts GROUP BY state");
  while (row.Step()) counts[row.Text(0)] = row.Int(1);
  return counts;
}

}  // namespace lehr::server
