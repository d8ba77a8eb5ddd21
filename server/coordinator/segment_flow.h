#ifndef LEHR_SERVER_COORDINATOR_SEGMENT_FLOW_H_
#define LEHR_SERVER_COORDINATOR_SEGMENT_FLOW_H_

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "server/core/transitions.h"
#include "server/store/database.h"
#include "server/store/segment_table.h"
#include "server/store/sweep_table.h"

namespace lehr::server {

class SettleQueue;

// SegmentFlow changes states of segments, and sees to what follows: children
// become ready, numbers that waited for a measurement are put in, equal physics
// is taken over, sweeps end. One is made for one event, inside its savepoint;
// errors stay in the database.
class SegmentFlow {
 public:
  SegmentFlow(Database* database, absl::Time now)
      : database_(*database), now_(now) {}

  // The one function that changes a segment's state. An event that is not
  // legal (NextState) is a bug of ours: INTERNAL is kept in the database.
  void ChangeState(SegmentRow* segment, SegmentEvent event);

  // Looks at WAITING segments, and at whatever follows from them, until nothing
  // changes. For each: if its numbers are known now, its physical key is
  // stored; if another segment with that key is DONE, or a checkpoint is the
  // state with that key, it is taken over; else, once its start state and the
  // curves that it reads are there and a running sweep that is not paused wants
  // it, it is READY.
  void Settle(const std::vector<std::int64_t>& segment_ids);

  // The segment, which is open, has its result; so have all with the same
  // physics. Attempts still running on them are cancelled.
  void Complete(SegmentRow segment, const SegmentResult& result);

  // The segment is DONE, but a file of its result is lost: it is to be computed
  // again. What has started from it, or reads it, waits. The hashes stay: the
  // next result must have them. Sweeps that want it run again.
  void Lose(std::int64_t segment_id);

  // The segment is DONE: sees to what running sweeps want of it beyond its
  // result, which is a second execution: for an audit, a comparison, or a finer
  // curve. `fresh` if it has just been computed.
  void WantReruns(const SegmentRow& segment, bool fresh);

  // The segment, which is LEASED, is to be leased once more: as soon as a sweep
  // that wants it is not paused.
  void Release(SegmentRow* segment);

  // Takes from the READY segments of the sweep those that no other one wants
  // now: it is paused, or has ended.
  void Hold(std::int64_t sweep_id);

  // Gives the segment up, with its reason.
  void Fail(SegmentRow* segment, const Setback& setback);

  // The attempt that runs on the segment, if any, need not go on.
  void CancelRunningAttempt(std::int64_t segment_id, const std::string& why);

  // Whether its start state is there, and all that it reads.
  bool HasInputs(const SegmentRow& segment) {
    return HasStartState(segment) && HasReadings(segment);
  }

  // The sweep had ended and runs again. Meanwhile another one may have been the
  // last to want some of its segments, and have been cancelled, or have made
  // start states for which nobody waited.
  void GoOn(std::int64_t sweep_id);

  // CloseSweeps() shall look at this sweep, whether anything changes or not.
  void Touch(std::int64_t sweep_id) { touched_sweeps_.insert(sweep_id); }

  // Ends the running sweeps that are stored as a whole and have nothing left to
  // do: DONE if all their
  // segments are DONE, FAILED if what is left waits for a FAILED one. One that
  // is paused does not fail: a person is to look at it. Pauses those of which
  // as many segments have failed as they allow. Called last.
  void CloseSweeps();

 private:
  // False if a number is still missing. Fails the segment if a number will
  // never be known.
  bool Resolve(SegmentRow* segment);
  // The work with all its numbers, or nullopt as above.
  std::optional<v1::Work> ResolvedWork(SegmentRow* segment,
                                       const std::vector<std::int64_t>& needed);
  void ChangeState(SegmentRow* segment, SegmentEvent event,
                   std::span<const SegmentWish> wishes,
                   const SegmentResult* result = nullptr);
  void WantReruns(const SegmentRow& segment, bool fresh,
                  std::span<const SegmentWish> wishes);
  // The segment, of which no attempt runs, has its result; `fresh` as above.
  // Returns those that may go on now.
  std::vector<std::int64_t> Finish(SegmentRow* segment,
                                   const SegmentResult& result, bool fresh);
  bool HasStartState(const SegmentRow& segment);
  // READY and LEASED segments that need the segment's result wait for it.
  void BlockBelow(std::int64_t segment_id);
  // Whether the curves that it reads are there, and as fine as somebody wants
  // them, and the state with which it compares.
  bool HasReadings(const SegmentRow& segment);
  // Whether a curve that it reads is being recorded once more.
  bool AwaitsCurve(const SegmentRow& segment);
  // Whether a measurement of the sweep will go on after that, whichever sweep
  // has wanted the curve.
  bool AwaitsCurves(std::int64_t sweep_id);
  // What is known of the segment's physics without computing it, if anything.
  std::optional<SegmentResult> KnownResult(const SegmentRow& segment,
                                           bool has_start);
  // So many of the sweep's segments have failed, and others can go on.
  void PauseIfTooManyFailed(const SweepRow& sweep, std::int64_t failures);
  void SettleOne(SegmentRow segment, SettleQueue* queue);

  Database& database_;
  absl::Time now_;
  std::set<std::int64_t> touched_sweeps_;  // running, with a segment that ended
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_SEGMENT_FLOW_H_
