#ifndef LEHR_SERVER_STORE_SWEEP_TABLE_H_
#define LEHR_SERVER_STORE_SWEEP_TABLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/time.h>

#include "lehr/v1/sweep_service.pb.h"
#include "server/store/database.h"
#include "server/store/sweep_tallies.h"

namespace lehr::server {

// Rows of `sweeps`, `sweep_segments`, `saved_states` and `sweep_counts`.

// A sweep as it is kept.
struct SweepRow {
  std::int64_t id = 0;
  std::string request_id;
  std::string name;
  std::string spec;         // serialized
  std::string spec_sha256;  // of that
  std::string summary;      // serialized lehr.v1.PlanSummary
  v1::SweepState state = v1::SWEEP_STATE_RUNNING;
  int priority = 0;
  double audit_fraction = 0;
  bool recompute = false;
  int points = 0;
  int points_done = 0;
  absl::Time created;
  std::optional<absl::Time> ended;
  std::string user;
  int max_running = 0;   // 0: no limit
  int max_failures = 0;  // 0: never paused for that
  v1::Engine engine = v1::ENGINE_LEHR;
  int failures_accepted = 0;  // of those that have failed
  std::string cancel_reason;  // if CANCELLED
  // Set while it is RUNNING and paused.
  std::optional<std::string> pause_reason;
};

// A RUNNING sweep; returns its id. Takes request_id to summary, priority to
// points, created, and user to engine of `sweep`.
std::int64_t InsertSweep(Database& database, const SweepRow& sweep);
void StoreSummary(Database& database, std::int64_t sweep_id,
                  std::string_view summary);

std::optional<SweepRow> FindSweep(Database& database, std::int64_t sweep_id);
std::optional<SweepRow> FindSweepByRequest(Database& database,
                                           std::string_view request_id);
// Which sweeps are wanted; what is empty does not matter.
struct SweepFilter {
  std::string user;
  std::string name_contains;  // upper and lower case alike
  std::string states = "[]";  // JSON: ["PAUSED", "RUNNING"]; any of these
  std::string tags = "[]";    // JSON; all of these
};
// Newest first, those with an id below `before`, at most `limit`.
std::vector<SweepRow> ListSweeps(Database& database, const SweepFilter& filter,
                                 std::int64_t before, int limit);

// Ends a sweep; `reason` if it was cancelled.
void StoreSweepEnd(Database& database, std::int64_t sweep_id,
                   v1::SweepState state,
                   const std::optional<std::string>& reason, absl::Time now);

// The sweep has more points, by another spec; what it was is kept. It is
// RUNNING again, if it had ended. Its segments, their names and its counts are
// gone, to be inserted anew.
void StoreSweepExtended(Database& database, const SweepRow& before,
                        std::string_view spec, int priority, int points,
                        absl::Time now);
// Pauses a RUNNING sweep; `finish_running` if what runs for it alone goes on.
void StoreSweepPaused(Database& database, std::int64_t sweep_id,
                      const std::string& reason, bool finish_running);
// Those that have failed up to now count no more for max_failures.
void AcceptFailures(Database& database, std::int64_t sweep_id);
// Lets it go on, and accepts its failures.
void StoreSweepResumed(Database& database, std::int64_t sweep_id);
void StoreSweepPriority(Database& database, std::int64_t sweep_id,
                        int priority);
void StoreSweepMaxRunning(Database& database, std::int64_t sweep_id,
                          int max_running);
// Also accepts its failures.
void StoreSweepMaxFailures(Database& database, std::int64_t sweep_id,
                           int max_failures);
// Whether any sweep is paused.
bool HasPausedSweeps(Database& database);

// RUNNING again, after it had failed.
void StoreSweepReopened(Database& database, std::int64_t sweep_id);
// A segment that a sweep wants.
struct SweepSegment {
  std::int64_t segment_id = 0;
  std::string label;
  int points = 0;
  std::int64_t continues_id = 0;  // whose end state lies on its way; 0: none
  std::int64_t record_steps = 0;  // the curve's interval that it wants; 0: none
};
void InsertSweepSegment(Database& database, std::int64_t sweep_id, int position,
                        const SweepSegment& segment);
// From position `first` on, at most `limit`, in order.
std::vector<SweepSegment> SegmentsOf(Database& database, std::int64_t sweep_id,
                                     int first, int limit);
// All.
std::vector<SweepSegment> SegmentsOf(Database& database, std::int64_t sweep_id);
// Where the sweep has the segment; nullopt if it has not.
std::optional<int> PositionOf(Database& database, std::int64_t sweep_id,
                              std::int64_t segment_id);

// The name that a sweep gives to the end state of a segment.
void InsertSavedState(Database& database, std::int64_t sweep_id,
                      std::int64_t segment_id, std::string_view name);
// The names that a sweep gives to it, sorted.
std::vector<std::string> SavedStatesOf(Database& database,
                                       std::int64_t sweep_id,
                                       std::int64_t segment_id);

std::vector<std::int64_t> RunningSweepsWith(Database& database,
                                            std::int64_t segment_id);

// The sweep has no segments yet: all later changes are kept in step.
void InsertCounts(Database& database, std::int64_t sweep_id);
// Has all six states.
SweepCounts CountsOf(Database& database, std::int64_t sweep_id);

// Segments of all running sweeps by state; one that several want counts in
// each. Has all six states.
std::map<v1::SegmentState, std::int64_t> CountRunning(Database& database);

// Errors of failed segments, oldest first.
std::vector<std::string> ErrorsOf(Database& database, std::int64_t sweep_id,
                                  int limit);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_SWEEP_TABLE_H_
