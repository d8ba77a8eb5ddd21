#include "server/core/transitions.h"

#include <map>
#include <utility>

#include <gtest/gtest.h>

namespace lehr::server {
namespace {

constexpr auto kWaiting = v1::SEGMENT_STATE_WAITING;
constexpr auto kReady = v1::SEGMENT_STATE_READY;
constexpr auto kLeased = v1::SEGMENT_STATE_LEASED;
constexpr auto kDone = v1::SEGMENT_STATE_DONE;
constexpr auto kFailed = v1::SEGMENT_STATE_FAILED;
constexpr auto kCancelled = v1::SEGMENT_STATE_CANCELLED;

// Written the other way round than the table under test: by event.
std::optional<v1::SegmentState> Expected(v1::SegmentState state,
                                         SegmentEvent event) {
  using Moves = std::map<v1::SegmentState, v1::SegmentState>;
  static const auto& expected = *new std::map<SegmentEvent, Moves>{
      {SegmentEvent::kUnblock, {{kWaiting, kReady}}},
      {SegmentEvent::kLease, {{kReady, kLeased}}},
      {SegmentEvent::kAdopt, {{kReady, kLeased}, {kWaiting, kLeased}}},
      {SegmentEvent::kRelease, {{kLeased, kReady}}},
      {SegmentEvent::kHold, {{kReady, kWaiting}}},
      {SegmentEvent::kComplete,
       {{kWaiting, kDone}, {kReady, kDone}, {kLeased, kDone}}},
      {SegmentEvent::kFail, {{kWaiting, kFailed}, {kLeased, kFailed}}},
      {SegmentEvent::kCancel,
       {{kWaiting, kCancelled}, {kReady, kCancelled}, {kLeased, kCancelled}}},
      {SegmentEvent::kReopen, {{kFailed, kWaiting}, {kCancelled, kWaiting}}},
      {SegmentEvent::kLose, {{kDone, kWaiting}}},
  };
  const Moves& moves = expected.at(event);
  const auto found = moves.find(state);
  if (found == moves.end()) return std::nullopt;
  return found->second;
}

TEST(TransitionsTest, EveryPairOfStateAndEventGoesWhereItShould) {
  for (const auto state :
       {kWaiting, kReady, kLeased, kDone, kFailed, kCancelled}) {
    for (const SegmentEvent event : kAllSegmentEvents) {
      EXPECT_EQ(NextState(state, event), Expected(state, event))
          << v1::SegmentState_Name(state) << " " << NameOf(event);
    }
  }
}

TEST(TransitionsTest, DoneIsFinalUnlessItsFilesAreLost) {
  for (const SegmentEvent event : kAllSegmentEvents) {
    if (event == SegmentEvent::kLose) continue;
    EXPECT_EQ(NextState(kDone, event), std::nullopt) << NameOf(event);
  }
}

TEST(TransitionsTest, OpenIsWhatCanStillGetAResult) {
  for (const auto state :
       {kWaiting, kReady, kLeased, kDone, kFailed, kCancelled}) {
    EXPECT_EQ(IsOpen(state),
              NextState(state, SegmentEvent::kComplete).has_value());
  }
}

}  // namespace
}  // namespace lehr::server
