#include "server/core/segment_story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const absl::Time kNow = absl::FromUnixSeconds(1800000000);

Standing Running() {
  return {.id = 12,
          .label = "sample/hold 1200 K",
          .state = v1::SEGMENT_STATE_LEASED,
          .error = "",
          .worker = "node1:7",
          .running_for = absl::Minutes(3),
          .share_done = 0.401,
          .time_left = absl::Minutes(5)};
}

Standing In(v1::SegmentState state) {
  Standing standing;
  standing.id = 9;
  standing.label = "a/b";
  standing.state = state;
  standing.error = "atom 5 is lost";
  return standing;
}

SegmentFacts Facts(v1::SegmentState state) {
  SegmentFacts facts;
  facts.self = In(state);
  facts.pool = {.live = 2};
  facts.wishes = {{.sweep_id = 4, .sweep = "quickstart"}};
  return facts;
}

TEST(SegmentStoryTest, TellsWhereTheStartStateIsMadeAndWhenItWillBeThere) {
  SegmentFacts facts = Facts(v1::SEGMENT_STATE_WAITING);
  facts.start = Running();
  const SegmentStory story = TellStory(facts, kNow);
  EXPECT_THAT(story.why,
              ElementsAre("waits for its start state: segment 12 (sample/hold "
                          "1200 K), which has run on node1:7 for 3 min 0 s, 40 "
                          "% done"));
  EXPECT_THAT(story.next,
              ElementsAre("it can begin when segment 12 is done, in about 5 "
                          "min 0 s"));
}

TEST(SegmentStoryTest, TheLastOfAllNeedsDecidesWhen) {
  SegmentFacts facts = Facts(v1::SEGMENT_STATE_WAITING);
  facts.start = Running();
  facts.measurements = {Running()};
  facts.measurements[0].id = 30;
  facts.measurements[0].time_left = absl::Hours(2);
  SegmentStory story = TellStory(facts, kNow);
  EXPECT_EQ(story.why.size(), 2u);
  EXPECT_THAT(story.why[1], HasSubstr("a number that is to be measured"));
  EXPECT_THAT(story.next, ElementsAre(HasSubstr("in about 2 h 0 min")));
  facts.measurements[0].time_left.reset();
  story = TellStory(facts, kNow);
  EXPECT_THAT(story.next,
              ElementsAre("it can begin when segment 30 and segment 12 are "
                          "done"));
}

TEST(SegmentStoryTest, WhatWaitsForAFailureIsToldWhatToDo) {
  SegmentFacts facts = Facts(v1::SEGMENT_STATE_WAITING);
  facts.start = In(v1::SEGMENT_STATE_FAILED);
  const SegmentStory story = TellStory(facts, kNow);
  EXPECT_THAT(story.why,
              ElementsAre(HasSubstr("which has failed: atom 5 is lost")));
  EXPECT_THAT(story.next, ElementsAre(HasSubstr("nothing, until segment 9")));
}

TEST(SegmentStoryTest, BackOffHasAnEnd) {
  SegmentFacts facts = Facts(v1::SEGMENT_STATE_READY);
  facts.attempts = 2;
  facts.failure_class = v1::FAILURE_CLASS_TRANSIENT;
  facts.not_before = kNow + absl::Seconds(25);
  const SegmentStory story = TellStory(facts, kNow);
  EXPECT_THAT(story.why, ElementsAre("attempt 2 failed: atom 5 is lost",
                                     HasSubstr("a file or the network")));
  EXPECT_THAT(story.next, ElementsAre("attempt 3 begins at 2027-01-15 08:00:25 "
                                      "UTC at the earliest, in 25 s"));
}

TEST(SegmentStoryTest, ABackOffThatIsOverIsNone) {
  SegmentFacts facts = Facts(v1::SEGMENT_STATE_READY);
  facts.not_before = kNow;
  EXPECT_THAT(TellStory(facts, kNow).why,
              ElementsAre("can run, and a worker is free"));
}

TEST(SegmentStoryTest, APauseHasAReasonAndAnEnd) {
  for (const auto state :
       {v1::SEGMENT_STATE_WAITING, v1::SEGMENT_STATE_READY}) {
    SegmentFacts facts = Facts(state);
    facts.wishes[0].pause_reason = "disk is full";
    const SegmentStory story = TellStory(facts, kNow);
    EXPECT_THAT(story.why, ElementsAre("sweep 4 (quickstart), which wants it, "
                                       "is paused: disk is full"));
    EXPECT_THAT(story.next, ElementsAre(HasSubstr("lehr resume 4")));
  }
}

TEST(SegmentStoryTest, OneSweepThatIsNotPausedIsEnough) {
  SegmentFacts facts = Facts(v1::SEGMENT_STATE_READY);
  facts.wishes[0].pause_reason = "";
  facts.wishes.push_back({.sweep_id = 5, .sweep = "other"});
  EXPECT_THAT(TellStory(facts, kNow).why,
              ElementsAre("can run, and a worker is free"));
}

TEST(SegmentStoryTest, ALimitIsToldOnceItIsReached) {
  SegmentFacts facts = Facts(v1::SEGMENT_STATE_READY);
  facts.wishes[0].max_running = 8;
  facts.wishes[0].running = 7;
  EXPECT_THAT(TellStory(facts, kNow).why, ElementsAre(HasSubstr("is free")));
  facts.wishes[0].running = 8;
  EXPECT_THAT(TellStory(facts, kNow).why,
              ElementsAre(HasSubstr("may run 8 segments at a time")));
}

TEST(SegmentStoryTest, NoWorkerIsTold) {
  SegmentFacts facts = Facts(v1::SEGMENT_STATE_READY);
  facts.pool = {};
  const SegmentStory story = TellStory(facts, kNow);
  EXPECT_THAT(story.why, ElementsAre("no worker is there"));
  EXPECT_THAT(story.next, ElementsAre(HasSubstr("lehr-worker")));
}

TEST(SegmentStoryTest, WorkersThatMayNotTakeItAreCountedByReason) {
  SegmentFacts facts = Facts(v1::SEGMENT_STATE_READY);
  facts.pool = {.live = 4, .draining = 2, .aside = 1, .too_short = 1};
  EXPECT_THAT(TellStory(facts, kNow).why,
              ElementsAre("none of the 4 workers may take it: 2 told to leave, "
                          "1 put aside for failures, 1 without the time to "
                          "save a checkpoint before the end of its job"));
}

TEST(SegmentStoryTest, WhatHindersAllWorkersIsTold) {
  SegmentFacts facts = Facts(v1::SEGMENT_STATE_READY);
  facts.hindrance = "the disk is full";
  EXPECT_THAT(TellStory(facts, kNow).why, ElementsAre("the disk is full"));
}

TEST(SegmentStoryTest, BusyWorkersAreToldWithTheQueue) {
  SegmentFacts facts = Facts(v1::SEGMENT_STATE_READY);
  facts.pool = {.live = 3, .draining = 1, .busy = 2};
  facts.ahead = 1;
  const SegmentStory story = TellStory(facts, kNow);
  EXPECT_THAT(story.why, ElementsAre("can run, but all 2 workers are busy, and "
                                     "1 other segment before it"));
  EXPECT_THAT(story.next, ElementsAre(HasSubstr("after 1 other")));
}

TEST(SegmentStoryTest, WhatComputesTheSameIsWaitedFor) {
  SegmentFacts facts = Facts(v1::SEGMENT_STATE_READY);
  facts.in_the_way = Running();
  EXPECT_THAT(TellStory(facts, kNow).next,
              ElementsAre("it goes on from the end of segment 12, in about 5 "
                          "min 0 s"));
  facts.same_physics = true;
  EXPECT_THAT(TellStory(facts, kNow).next,
              ElementsAre(HasSubstr("takes over the result of segment 12")));
}

TEST(SegmentStoryTest, WhatRunsSaysWhereAndHowLong) {
  SegmentFacts facts = Facts(v1::SEGMENT_STATE_LEASED);
  facts.self = Running();
  facts.attempts = 1;
  facts.dependents = 3;
  const SegmentStory story = TellStory(facts, kNow);
  EXPECT_THAT(story.why, ElementsAre(HasSubstr("node1:7")));
  EXPECT_THAT(story.next, ElementsAre("it is done, in about 5 min 0 s",
                                      "3 segments wait for it"));
}

TEST(SegmentStoryTest, AFailureSaysWhatItMeans) {
  SegmentFacts facts = Facts(v1::SEGMENT_STATE_FAILED);
  facts.attempts = 1;
  facts.failure_class = v1::FAILURE_CLASS_NUMERIC;
  const SegmentStory story = TellStory(facts, kNow);
  EXPECT_THAT(story.why,
              ElementsAre("was given up after 1 attempt: atom 5 is lost",
                          HasSubstr("time step")));
  EXPECT_THAT(story.next, ElementsAre(HasSubstr("lehr retry")));
}

TEST(SegmentStoryTest, WhatIsDoneSaysHowItCameToBeThere) {
  SegmentFacts facts = Facts(v1::SEGMENT_STATE_DONE);
  facts.origin = Origin{.done = kNow};
  EXPECT_THAT(TellStory(facts, kNow).why,
              ElementsAre(HasSubstr("on the way of other work")));
  facts.origin->taken_from = 7;
  EXPECT_THAT(TellStory(facts, kNow).why,
              ElementsAre(HasSubstr("same physics as segment 7")));
  facts.origin->attempt = 2;
  facts.origin->worker = "node1:7";
  facts.origin->run_time = absl::Seconds(90);
  facts.origin->before_sweep = "sweep 5 (new)";
  facts.origin->first_sweep = "sweep 2 (old)";
  EXPECT_THAT(TellStory(facts, kNow).why,
              ElementsAre("was there already when sweep 5 (new) was submitted, "
                          "from sweep 2 (old)",
                          HasSubstr("node1:7 in attempt 2, in 1 min 30 s")));
  EXPECT_THAT(TellStory(facts, kNow).next, IsEmpty());
}

TEST(SegmentStoryTest, EveryStateIsExplained) {
  for (const auto state : {v1::SEGMENT_STATE_WAITING, v1::SEGMENT_STATE_READY,
                           v1::SEGMENT_STATE_LEASED, v1::SEGMENT_STATE_FAILED,
                           v1::SEGMENT_STATE_CANCELLED}) {
    SegmentFacts facts = Facts(state);
    facts.wishes.clear();
    const SegmentStory story = TellStory(facts, kNow);
    EXPECT_FALSE(story.why.empty()) << v1::SegmentState_Name(state);
    EXPECT_FALSE(story.next.empty()) << v1::SegmentState_Name(state);
  }
}

TEST(SegmentStoryTest, WorkersWithAnotherEngineDoNotCount) {
  SegmentFacts facts = Facts(v1::SEGMENT_STATE_READY);
  facts.pool = {};
  facts.pool.other_engine = 3;
  facts.pool.engine = "lammps";
  const SegmentStory story = TellStory(facts, kNow);
  EXPECT_THAT(story.why,
              ElementsAre("no worker with engine lammps is connected, only 3 "
                          "of another"));
  EXPECT_THAT(story.next, ElementsAre(HasSubstr("--engine lammps")));
}

}  // namespace
}  // namespace lehr::server
