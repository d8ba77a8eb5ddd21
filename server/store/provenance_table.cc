#include "server/store/provenance_table.h"

#include <google/protobuf/util/time_util.h>

#include "server/store/state_names.h"

namespace lehr::server {

using ::google::protobuf::util::TimeUtil;

std::vector<std::int64_t> PathOf(Database& database, std::int64_t sweep_id,
                                 int point) {
  std::vector<std::int64_t> path;
  Statement row = database.Query(R"sql(
      SELECT segment_id
      FROM point_segments
      WHERE sweep_id = ?1 AND point = ?2
      ORDER BY position)sql",
                                 sweep_id, point);
  while (row.Step()) path.push_back(row.Int(0));
  return path;
}

std::vector<v1::Attempt> HistoryOf(Database& database,
                                   std::int64_t segment_id) {
  std::vector<v1::Attempt> attempts;
  Statement row = database.Query(R"sql(
      SELECT attempts.attempt, workers.name, workers.software_version,
             workers.instruction_set, workers.threads, attempts.state,
             attempts.started_us, attempts.ended_us, attempts.run_time_us,
             attempts.message, attempts.failure_class, attempts.log
      FROM attempts JOIN workers USING (worker_id)
      WHERE attempts.segment_id = ?1
      ORDER BY attempts.attempt)sql",
                                 segment_id);
  while (row.Step()) {
    v1::Attempt& attempt = attempts.emplace_back();
    attempt.set_attempt(static_cast<int>(row.Int(0)));
    attempt.set_worker(row.Text(1));
    attempt.set_software_version(row.Text(2));
    attempt.set_instruction_set(row.Text(3));
    attempt.set_threads(static_cast<int>(row.Int(4)));
    attempt.set_state(row.Text(5));
    *attempt.mutable_started() = TimeUtil::MicrosecondsToTimestamp(row.Int(6));
    if (!row.IsNull(7)) {
      *attempt.mutable_ended() = TimeUtil::MicrosecondsToTimestamp(row.Int(7));
    }
    if (!row.IsNull(8)) {
      *attempt.mutable_run_time() =
          TimeUtil::MicrosecondsToDuration(row.Int(8));
    }
    attempt.set_message(row.Text(9));
    attempt.set_failure_class(FailureClassOf(row.Text(10)));
    attempt.set_log(row.Text(11));
  }
  return attempts;
}

}  // namespace lehr::server
