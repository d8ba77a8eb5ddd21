#ifndef LEHR_SERVER_STORE_SEGMENT_TABLE_H_
#define LEHR_SERVER_STORE_SEGMENT_TABLE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/time.h>

#include "lehr/v1/law.pb.h"
#include "lehr/v1/observable.pb.h"
#include "lehr/v1/sweep_service.pb.h"
#include "server/store/checkpoint_table.h"
#include "server/store/database.h"
#include "server/store/sweep_tallies.h"

namespace lehr::server {

// Rows of `segments`, `segment_references` and `observables`. As everywhere in
// the store, errors stay in the Database.

// What a segment is; does not change.
struct SegmentPlan {
  std::string key;               // 32 bytes
  std::int64_t parent_id = 0;    // 0: makes its own state
  v1::Work work;                 // as planned, with references
  std::string potential_sha256;  // 32 bytes
  std::string potential_name;
  std::string label;
  std::int64_t atoms = 0;
  std::int64_t steps = 0;
  std::int64_t head_steps = 0;  // of these, those that another segment takes
  std::int64_t record_steps = 0;
};

// A segment as it stands.
struct SegmentRow {
  std::int64_t id = 0;
  SegmentPlan plan;
  std::string physical_key;               // empty while a number is missing
  std::string law_key;                    // empty also for what is not dynamics
  std::optional<v1::Work> resolved_work;  // if `work` has references
  int priority = 0;
  v1::SegmentState state = v1::SEGMENT_STATE_UNSPECIFIED;
  int attempts = 0;
  int failures = 0;
  int losses = 0;
  std::string error;
  v1::FailureClass failure_class = v1::FAILURE_CLASS_UNSPECIFIED;  // of that
  std::string failed_state_sha256;  // before `error`; empty: none was kept
  std::int64_t checkpoint_step = 0;
  std::string checkpoint_state_sha256;  // empty: no checkpoint
  std::string checkpoint_curve_sha256;
  std::string end_state_sha256;  // empty until there is one
  std::string curve_sha256;
  absl::Duration run_time;

  // What is to be done, with all numbers that are known.
  const v1::Work& work() const {
    return resolved_work.has_value() ? *resolved_work : plan.work;
  }
};

// Whether it is not DONE but was: a file of its result, of which the hashes are
// still known, is lost.
bool WasLost(const SegmentRow& segment);

// As in SegmentRow.
struct SegmentKeys {
  std::string physical_key;
  std::string law_key;
};
// Adds a WAITING segment; returns its id. `keys` are empty while a number is
// missing.
std::int64_t InsertSegment(Database& database, const SegmentPlan& plan,
                           const SegmentKeys& keys, int priority,
                           std::int64_t path_atom_steps, absl::Time now);
void InsertReference(Database& database, std::int64_t segment_id,
                     std::int64_t measuring_segment_id);

std::optional<SegmentRow> FindSegment(Database& database,
                                      std::int64_t segment_id);
// How far a segment is, without what it is: as cheap as possible.
struct SegmentStanding {
  v1::SegmentState state = v1::SEGMENT_STATE_UNSPECIFIED;
  std::string physical_key;  // empty while a number is missing
  std::int64_t atoms = 0;
  std::int64_t own_steps = 0;  // without those that another segment takes
};
std::optional<SegmentStanding> StandingOf(Database& database,
                                          std::int64_t segment_id);
// What starts at the segment's end; empty until there is something.
struct StartState {
  std::string sha256;
  std::string key;
};
StartState StartStateOf(Database& database, std::int64_t segment_id);
// Id and state only. Id 0 if there is none.
struct SegmentIdAndState {
  std::int64_t id = 0;
  v1::SegmentState state = v1::SEGMENT_STATE_UNSPECIFIED;
};
SegmentIdAndState FindSegmentByKey(Database& database, std::string_view key);

// Raises the path to at least this.
void RaisePath(Database& database, std::int64_t segment_id,
               std::int64_t path_atom_steps);
// Sets the priority of the open segments of a sweep to the largest of the
// running sweeps that want them, paused ones left out. What only paused sweeps
// want keeps its own.
void RefreshPriorities(Database& database, std::int64_t sweep_id);
// That of one segment.
void RefreshPriority(Database& database, std::int64_t segment_id);

// A sweep that has the segment, and how.
struct SegmentWish {
  std::int64_t sweep_id = 0;
  std::int64_t record_steps = 0;  // the curve's interval that it wants
  SweepTallies::Standing sweep;
};
std::vector<SegmentWish> WishesOf(Database& database, std::int64_t segment_id);

// The state and the attempts, its sweeps' counts, and the points that it
// completes. `wishes` are WishesOf(). Called by the coordinator's one function
// that changes a state.
void StoreSegmentState(Database& database, const SegmentRow& segment,
                       v1::SegmentState to, std::span<const SegmentWish> wishes,
                       absl::Time now);

// So often it has been leased, also when it is DONE.
void StoreAttempts(Database& database, std::int64_t segment_id, int attempts);

// The curve is recorded at this interval.
void StoreRecordSteps(Database& database, std::int64_t segment_id,
                      std::int64_t record_steps);

// Stores physical_key, law_key and resolved_work.
void StoreKeys(Database& database, const SegmentRow& segment);

// How often it has failed and been lost, and until when it waits for that.
struct Setback {
  int failures = 0;
  int losses = 0;
  absl::Time not_before = absl::UnixEpoch();
  std::string error;
  v1::FailureClass failure_class = v1::FAILURE_CLASS_UNSPECIFIED;
  std::string failed_state_sha256 = {};  // as in SegmentRow
};
void StoreSetback(Database& database, std::int64_t segment_id,
                  const Setback& setback);

// All that has gone wrong so far no longer counts.
void ForgiveSetbacks(Database& database, std::int64_t segment_id);

// Also forgets losses: the segment gets on.
void StoreCheckpoint(Database& database, std::int64_t segment_id,
                     std::int64_t step, std::string_view state_sha256,
                     std::string_view curve_sha256);

// What a segment produced.
struct SegmentResult {
  std::string end_state_sha256;  // empty for measurements
  std::string curve_sha256;      // empty if there is none
  std::vector<v1::Observable> observables = {};
  absl::Duration run_time = absl::ZeroDuration();
  std::int64_t record_steps = 0;  // of the curve; 0: as planned
};
// The segment is DONE with this result; otherwise as StoreSegmentState().
void StoreSegmentDone(Database& database, const SegmentRow& segment,
                      const SegmentResult& result,
                      std::span<const SegmentWish> wishes, absl::Time now);
SegmentResult LoadResult(Database& database, const SegmentRow& segment);
std::vector<v1::Observable> LoadObservables(Database& database,
                                            std::int64_t segment_id);

// Segments that start from its end state, and those whose law needs it.
std::vector<std::int64_t> DependentsOf(Database& database,
                                       std::int64_t segment_id);
// The measuring segments that its law needs.
std::vector<std::int64_t> ReferencesOf(Database& database,
                                       std::int64_t segment_id);
// The DONE segment with this physical key; 0 if there is none.
std::int64_t FindDoneTwin(Database& database, std::string_view physical_key);
// Whether a segment has this physical key.
bool HasPhysics(Database& database, std::string_view physical_key);
// Open segments with this physical key.
std::vector<std::int64_t> FindOpenTwins(Database& database,
                                        std::string_view physical_key);
// End state of the segment that is `back` segments before `segment_id` on the
// way that leads there (0: its own); empty if there is none, or it is not
// known.
std::string FindEndStateBack(Database& database, std::int64_t segment_id,
                             int back);
// The last state on the segment's path that any segment has left: end state,
// or checkpoint. Only where the curve is as fine as the segment's is to be.
PathState FindLastState(Database& database, const SegmentRow& segment);
// The same, but before `step`.
PathState FindStateBefore(Database& database, const SegmentRow& segment,
                          std::int64_t step);
// Steps of the longest DONE segment with this law key, fewer steps and a curve
// as fine as `record_steps`; 0 if there is none.
std::int64_t FindHeadSteps(Database& database, std::string_view law_key,
                           std::int64_t steps, std::int64_t record_steps);
// Whether a sweep that has not ended wants it, paused or not.
bool IsWanted(Database& database, std::int64_t segment_id);
// Whether one that is not paused either wants it: may be READY, to be leased.
bool IsWantedNow(Database& database, std::int64_t segment_id);
// The READY segments of the sweep that are not wanted now.
std::vector<std::int64_t> ReadyButHeld(Database& database,
                                       std::int64_t sweep_id);
// The WAITING segments of the sweep whose start state is there.
std::vector<std::int64_t> WaitingWithStart(Database& database,
                                           std::int64_t sweep_id);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_SEGMENT_TABLE_H_
