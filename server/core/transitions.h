#ifndef LEHR_SERVER_CORE_TRANSITIONS_H_
#define LEHR_SERVER_CORE_TRANSITIONS_H_

#include <optional>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::server {

// What can happen to a segment.
enum class SegmentEvent {
  kUnblock,   // start state and all numbers are there
  kLease,     // a worker gets it
  kAdopt,     // the worker that had been lost is back and still has it
  kRelease,   // lost, handed back, or to be tried again
  kHold,      // all sweeps that want it are paused, or its start state is gone
  kComplete,  // its result is there: reported, or the same physics as another's
  kFail,      // given up
  kCancel,    // no sweep wants it any more
  kReopen,    // a sweep wants it again
  kLose,      // what it had produced is gone: to be computed again
};

inline constexpr SegmentEvent kAllSegmentEvents[] = {
    SegmentEvent::kUnblock, SegmentEvent::kLease,  SegmentEvent::kAdopt,
    SegmentEvent::kRelease, SegmentEvent::kHold,   SegmentEvent::kComplete,
    SegmentEvent::kFail,    SegmentEvent::kCancel, SegmentEvent::kReopen,
    SegmentEvent::kLose};

// The state after `event`; nullopt if it cannot happen in `state`. This is the
// only table of legal transitions. DONE is final, unless its files are lost.
std::optional<v1::SegmentState> NextState(v1::SegmentState state,
                                          SegmentEvent event);

// Whether the segment's result may still come: WAITING, READY or LEASED.
bool IsOpen(v1::SegmentState state);

// "complete"
const char* NameOf(SegmentEvent event);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_TRANSITIONS_H_
