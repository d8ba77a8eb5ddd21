#include "server/store/memory_table.h"

namespace lehr::server {
namespace {

std::int64_t NumberOf(Statement row) { return row.Step() ? row.Int(0) : 0; }

}  // namespace

std::int64_t MemoryOf(Database& database, std::int64_t worker_id) {
  return NumberOf(database.Query(
      "SELECT memory_bytes FROM workers WHERE worker_id = ?1", worker_id));
}

std::int64_t MemoryThatRanOut(Database& database, std::int64_t segment_id) {
  return NumberOf(database.Query(R"sql(
      SELECT max(memory_bytes)
      FROM attempts JOIN segments USING (segment_id) JOIN workers
        USING (worker_id)
      WHERE segment_id = ?1 AND attempts.failure_class = 'RESOURCE'
        AND attempts.attempt > segments.forgiven_attempts)sql",
                                 segment_id));
}

std::int64_t LargestMemoryFor(Database& database, std::int64_t segment_id) {
  return NumberOf(database.Query(R"sql(
      SELECT max(memory_bytes)
      FROM workers
      WHERE state = 'LIVE' AND drain_us IS NULL
        AND engine IN (SELECT sweeps.engine
                       FROM sweep_segments JOIN sweeps USING (sweep_id)
                       WHERE segment_id = ?1
                         AND sweeps.state = 'RUNNING'))sql",
                                 segment_id));
}

}  // namespace lehr::server
