#include "server/core/transitions.h"

namespace lehr::server {
namespace {

struct Transition {
  v1::SegmentState from;
  SegmentEvent event;
  v1::SegmentState to;
};

constexpr auto kWaiting = v1::SEGMENT_STATE_WAITING;
constexpr auto kReady = v1::SEGMENT_STATE_READY;
constexpr auto kLeased = v1::SEGMENT_STATE_LEASED;
constexpr auto kDone = v1::SEGMENT_STATE_DONE;
constexpr auto kFailed = v1::SEGMENT_STATE_FAILED;
constexpr auto kCancelled = v1::SEGMENT_STATE_CANCELLED;

constexpr Transition kTransitions[] = {
    {kWaiting, SegmentEvent::kUnblock, kReady},
    {kReady, SegmentEvent::kLease, kLeased},
    {kReady, SegmentEvent::kAdopt, kLeased},
    {kLeased, SegmentEvent::kRelease, kReady},
    // What is held waits, and is unblocked when a sweep that wants it goes on.
    {kReady, SegmentEvent::kHold, kWaiting},
    {kWaiting, SegmentEvent::kAdopt, kLeased},
    // Results come from the worker that has the lease, from one that was
    // thought lost, or from another segment with the same physics.
    {kWaiting, SegmentEvent::kComplete, kDone},
    {kReady, SegmentEvent::kComplete, kDone},
    {kLeased, SegmentEvent::kComplete, kDone},
    // A waiting segment fails if a measurement did not give the number that its
    // law needs.
    {kWaiting, SegmentEvent::kFail, kFailed},
    {kLeased, SegmentEvent::kFail, kFailed},
    {kWaiting, SegmentEvent::kCancel, kCancelled},
    {kReady, SegmentEvent::kCancel, kCancelled},
    {kLeased, SegmentEvent::kCancel, kCancelled},
    {kFailed, SegmentEvent::kReopen, kWaiting},
    {kCancelled, SegmentEvent::kReopen, kWaiting},
    {kDone, SegmentEvent::kLose, kWaiting},
};

}  // namespace

std::optional<v1::SegmentState> NextState(v1::SegmentState state,
                                          SegmentEvent event) {
  for (const Transition& transition : kTransitions) {
    if (transition.from == state && transition.event == event) {
      return transition.to;
    }
  }
  return std::nullopt;
}

bool IsOpen(v1::SegmentState state) {
  return state == kWaiting || state == kReady || state == kLeased;
}

const char* NameOf(SegmentEvent event) {
  switch (event) {
    case SegmentEvent::kUnblock:
      return "unblock";
    case SegmentEvent::kLease:
      return "lease";
    case SegmentEvent::kAdopt:
      return "adopt";
    case SegmentEvent::kRelease:
      return "release";
    case SegmentEvent::kHold:
      return "hold";
    case SegmentEvent::kComplete:
      return "complete";
    case SegmentEvent::kFail:
      return "fail";
    case SegmentEvent::kCancel:
      return "cancel";
    case SegmentEvent::kReopen:
      return "reopen";
    case SegmentEvent::kLose:
      return "lose";
  }
  return "";
}

}  // namespace lehr::server
