#ifndef LEHR_SERVER_STORE_RERUN_TABLE_H_
#define LEHR_SERVER_STORE_RERUN_TABLE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include <absl/time/time.h>

#include "server/store/database.h"
#include "server/store/worker_table.h"

namespace lehr::server {

// Rows of `reruns` and `sweep_reruns`.

// Why a segment that is DONE is executed again, the most urgent reason first.
enum class RerunReason { kRecording, kRecompute, kAudit };

// How a rerun ended.
enum class RerunEnd { kConfirmed, kDiverged, kFailed, kCancelled };

// A rerun that is OPEN.
struct RerunRow {
  std::int64_t id = 0;
  std::int64_t segment_id = 0;
  RerunReason reason = RerunReason::kAudit;
  std::int64_t record_steps = 0;
  int failures = 0;
};

// The segment's OPEN rerun, if any.
std::optional<RerunRow> FindRerun(Database& database, std::int64_t segment_id);
// Whether it was executed again with a result, the same or another.
bool WasRerun(Database& database, std::int64_t segment_id);
// Times that the physics of the segment gave the same result again.
int ConfirmationsOf(Database& database, std::int64_t segment_id);

// Adds an OPEN rerun that the sweep waits for; one that is OPEN already becomes
// as urgent and its recording as fine.
void WantRerun(Database& database, std::int64_t sweep_id, const RerunRow& rerun,
               absl::Time now);

// The OPEN rerun to lease first to the worker, if any: by reason, then by age.
// None for which only paused sweeps wait.
// An audit goes to a worker that has not executed the segment, if one lives.
std::optional<RerunRow> FirstRerun(Database& database, const WorkerRow& worker,
                                   absl::Time now);
bool HasOpenAudits(Database& database);
// Whether there is any that is OPEN.
bool HasOpenReruns(Database& database);
// The largest priority of the running sweeps that wait for it and are not
// paused.
int PriorityOf(Database& database, const RerunRow& rerun);

void StoreRerunFailure(Database& database, std::int64_t rerun_id, int failures,
                       absl::Time not_before);
void StoreRerunEnd(Database& database, std::int64_t rerun_id, RerunEnd end,
                   absl::Time now);

// The running sweeps that wait for it.
std::vector<std::int64_t> SweepsWaitingFor(Database& database,
                                           std::int64_t rerun_id);
// OPEN reruns that the sweep, and no running sweep, waits for.
std::vector<RerunRow> UnwantedReruns(Database& database, std::int64_t sweep_id);

// Whether the sweep waits for a rerun.
bool HasOpenReruns(Database& database, std::int64_t sweep_id);

// Work of the reruns that a sweep waits or has waited for.
struct RerunWork {
  std::int64_t atom_steps = 0;
  std::int64_t atom_steps_done = 0;
};
RerunWork RerunWorkOf(Database& database, std::int64_t sweep_id);

// WAITING measurements that read the curve of a segment with this physics, or
// of one of its descendants.
std::vector<std::int64_t> MeasurementsBelow(Database& database,
                                            std::int64_t segment_id);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_RERUN_TABLE_H_
