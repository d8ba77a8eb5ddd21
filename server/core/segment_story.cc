#include "server/core/segment_story.h"

#include <algorithm>
#include <cmath>

#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "proto/support/span_text.h"

namespace lehr::server {
namespace {

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", time, absl::UTCTimeZone());
}

// "1 segment", "3 segments".
std::string Count(std::int64_t count, const char* what) {
  return absl::StrFormat("%d %s%s", count, what, count == 1 ? "" : "s");
}

std::string RunText(const Standing& segment) {
  return absl::StrFormat("has run on %s for %s, %d %% done", segment.worker,
                         FormatSpan(segment.running_for),
                         std::lround(100 * segment.share_done));
}

std::string StandingText(const Standing& segment) {
  switch (segment.state) {
    case v1::SEGMENT_STATE_LEASED:
      return RunText(segment);
    case v1::SEGMENT_STATE_READY:
      return "can run, but no worker has it yet";
    case v1::SEGMENT_STATE_WAITING:
      return "waits itself";
    case v1::SEGMENT_STATE_FAILED:
      return "has failed: " + segment.error;
    case v1::SEGMENT_STATE_CANCELLED:
      return "was cancelled";
    default:
      return "is done";
  }
}

std::string InText(std::optional<absl::Duration> span) {
  return span.has_value() ? ", in about " + FormatSpan(*span) : "";
}

std::string SweepText(const Wish& wish) {
  return absl::StrFormat("sweep %d (%s)", wish.sweep_id, wish.sweep);
}

// What is waited for, by name, and how it stands.
void TellNeed(const std::string& what, const Standing& need,
              SegmentStory* story) {
  story->why.push_back(absl::StrFormat("waits for %s: %s, which %s", what,
                                       NameOf(need), StandingText(need)));
}

// The last of all needs to be there decides when the segment can go on.
void TellWhen(const std::vector<Standing>& needs, SegmentStory* story) {
  const auto stuck =
      std::find_if(needs.begin(), needs.end(), [](const Standing& need) {
        return need.state == v1::SEGMENT_STATE_FAILED ||
               need.state == v1::SEGMENT_STATE_CANCELLED;
      });
  if (stuck != needs.end()) {
    story->next.push_back(absl::StrFormat(
        "nothing, until segment %d is tried again (lehr retry)", stuck->id));
    return;
  }
  std::optional<absl::Duration> longest = absl::ZeroDuration();
  std::vector<std::string> names;
  for (const Standing& need : needs) {
    names.push_back(absl::StrFormat("segment %d", need.id));
    if (!need.time_left.has_value()) {
      longest.reset();
    } else if (longest.has_value()) {
      longest = std::max(*longest, *need.time_left);
    }
  }
  story->next.push_back(absl::StrFormat(
      "it can begin when %s %s done%s", absl::StrJoin(names, " and "),
      names.size() == 1 ? "is" : "are", InText(longest)));
}

bool AllPaused(const std::vector<Wish>& wishes) {
  return !wishes.empty() &&
         std::all_of(wishes.begin(), wishes.end(), [](const Wish& wish) {
           return wish.pause_reason.has_value();
         });
}

void TellPause(const std::vector<Wish>& wishes, SegmentStory* story) {
  for (const Wish& wish : wishes) {
    if (!wish.pause_reason.has_value()) continue;
    story->why.push_back(absl::StrFormat(
        "%s, which wants it, is paused%s", SweepText(wish),
        wish.pause_reason->empty() ? "" : ": " + *wish.pause_reason));
  }
  story->next.push_back(absl::StrFormat("it goes on after `lehr resume %d`",
                                        wishes.front().sweep_id));
}

void TellWaiting(const SegmentFacts& facts, SegmentStory* story) {
  std::vector<Standing> needs = facts.measurements;
  if (facts.start.has_value()) {
    TellNeed("its start state", *facts.start, story);
    needs.push_back(*facts.start);
  }
  for (const Standing& measurement : facts.measurements) {
    TellNeed("a number that is to be measured", measurement, story);
  }
  if (!needs.empty()) {
    TellWhen(needs, story);
  } else if (AllPaused(facts.wishes)) {
    TellPause(facts.wishes, story);
  } else if (facts.awaits_curve) {
    story->why.push_back(
        "waits for a curve that it reads: a stretch before it is run once "
        "more, to be recorded at a finer interval");
    story->next.push_back("it can begin when that is done");
  } else if (facts.wishes.empty()) {
    story->why.push_back("no running sweep wants it");
    story->next.push_back("nothing, until a sweep that needs it is submitted");
  }
}

// Nobody may start it now, though workers may be free. False if that is not so.
bool TellLimits(const SegmentFacts& facts, SegmentStory* story) {
  if (AllPaused(facts.wishes)) {
    TellPause(facts.wishes, story);
    return true;
  }
  std::vector<std::string> full;
  for (const Wish& wish : facts.wishes) {
    if (wish.pause_reason.has_value()) continue;
    if (wish.max_running == 0 || wish.running < wish.max_running) return false;
    full.push_back(absl::StrFormat(
        "%s, which wants it, may run %s at a time, and that many run",
        SweepText(wish), Count(wish.max_running, "segment")));
  }
  if (full.empty()) return false;
  story->why.insert(story->why.end(), full.begin(), full.end());
  story->next.push_back(
      "it starts when one of those has ended (lehr set --max-running)");
  return true;
}

// No worker may have it. False if that is not so.
bool TellLackOfWorkers(const PoolStanding& pool, SegmentStory* story) {
  if (pool.usable() > 0) return false;
  if (pool.live == 0 && pool.other_engine > 0) {
    story->why.push_back(
        absl::StrFormat("no worker with engine %s is connected, only %d of "
                        "another",
                        pool.engine, pool.other_engine));
    story->next.push_back(absl::StrFormat(
        "it starts as soon as one is there: `lehr-worker --engine %s --server "
        "ADDR` starts one",
        pool.engine));
    return true;
  }
  if (pool.live == 0) {
    story->why.push_back("no worker is there");
    story->next.push_back(
        "it starts as soon as a worker is there: `lehr-worker --server ADDR` "
        "starts one");
    return true;
  }
  std::vector<std::string> reasons;
  if (pool.draining > 0) {
    reasons.push_back(absl::StrFormat("%d told to leave", pool.draining));
  }
  if (pool.aside > 0) {
    reasons.push_back(absl::StrFormat("%d put aside for failures", pool.aside));
  }
  if (pool.too_short > 0) {
    reasons.push_back(absl::StrFormat(
        "%d without the time to save a checkpoint before the end of its job",
        pool.too_short));
  }
  if (pool.too_small > 0) {
    reasons.push_back(
        absl::StrFormat("%d with less memory than that", pool.too_small));
  }
  story->why.push_back(absl::StrFormat("none of the %s may take it: %s",
                                       Count(pool.live, "worker"),
                                       absl::StrJoin(reasons, ", ")));
  story->next.push_back(
      "it starts as soon as another worker is there (lehr workers)");
  return true;
}

void TellMemory(const PoolStanding& pool, SegmentStory* story) {
  if (pool.memory_wanted == 0) return;
  story->why.push_back(absl::StrFormat(
      "memory ran out before: it goes to a worker whose host has %.1f GiB or "
      "more",
      static_cast<double>(pool.memory_wanted) / (1 << 30)));
}

void TellQueue(const SegmentFacts& facts, SegmentStory* story) {
  if (facts.pool.busy < facts.pool.usable()) {
    story->why.push_back("can run, and a worker is free");
    story->next.push_back("it starts within seconds");
    return;
  }
  const std::string first =
      facts.ahead == 0 ? ""
                       : absl::StrFormat(", and %s before it",
                                         Count(facts.ahead, "other segment"));
  const int usable = facts.pool.usable();
  story->why.push_back(
      usable == 1 ? "can run, but the only worker is busy" + first
                  : absl::StrFormat("can run, but all %d workers are busy%s",
                                    usable, first));
  story->next.push_back(
      facts.ahead == 0
          ? "it starts when a worker is free"
          : absl::StrFormat("it starts when a worker is free, after %s",
                            Count(facts.ahead, "other")));
}

void TellReady(const SegmentFacts& facts, absl::Time now, SegmentStory* story) {
  if (facts.not_before > now) {
    story->why.push_back(absl::StrFormat("attempt %d failed: %s",
                                         facts.attempts, facts.self.error));
    const std::string meaning = MeaningOf(facts.failure_class);
    if (!meaning.empty()) story->why.push_back(meaning);
    story->next.push_back(absl::StrFormat(
        "attempt %d begins at %s at the earliest, in %s", facts.attempts + 1,
        TimeText(facts.not_before), FormatSpan(facts.not_before - now)));
    TellMemory(facts.pool, story);
    return;
  }
  if (TellLimits(facts, story)) return;
  if (facts.in_the_way.has_value()) {
    const Standing& other = *facts.in_the_way;
    story->why.push_back(absl::StrFormat(
        "%s is just being computed: %s %s",
        facts.same_physics ? "the same physics" : "the beginning of its way",
        NameOf(other), StandingText(other)));
    story->next.push_back(absl::StrFormat("it %s segment %d%s",
                                          facts.same_physics
                                              ? "takes over the result of"
                                              : "goes on from the end of",
                                          other.id, InText(other.time_left)));
    return;
  }
  if (!facts.hindrance.empty()) {
    story->why.push_back(facts.hindrance);
    story->next.push_back("it starts when that is over");
    return;
  }
  TellMemory(facts.pool, story);
  if (TellLackOfWorkers(facts.pool, story)) return;
  TellQueue(facts, story);
}

void TellLeased(const SegmentFacts& facts, SegmentStory* story) {
  story->why.push_back(
      absl::StrFormat("%s (attempt %d)", RunText(facts.self), facts.attempts));
  if (facts.attempts > 1 && !facts.self.error.empty()) {
    story->why.push_back("before that it failed: " + facts.self.error);
  }
  story->next.push_back("it is done" + InText(facts.self.time_left));
  if (facts.dependents > 0) {
    story->next.push_back(
        Count(facts.dependents, "segment") +
        (facts.dependents == 1 ? " waits for it" : " wait for it"));
  }
}

void TellFailed(const SegmentFacts& facts, SegmentStory* story) {
  story->why.push_back(absl::StrFormat("was given up after %s: %s",
                                       Count(facts.attempts, "attempt"),
                                       facts.self.error));
  const std::string meaning = MeaningOf(facts.failure_class);
  if (!meaning.empty()) story->why.push_back(meaning);
  story->next.push_back("nothing, until somebody tries it again (lehr retry)");
  if (facts.dependents > 0) {
    story->next.push_back(
        Count(facts.dependents, "segment") +
        (facts.dependents == 1 ? " waits for it" : " wait for it"));
  }
}

void TellDone(const Origin& origin, SegmentStory* story) {
  if (origin.before_sweep.has_value()) {
    story->why.push_back(absl::StrFormat(
        "was there already when %s was submitted%s", *origin.before_sweep,
        origin.first_sweep.empty() ? "" : ", from " + origin.first_sweep));
  }
  if (origin.attempt > 0) {
    story->why.push_back(absl::StrFormat(
        "was computed by %s in attempt %d, in %s, and done at %s",
        origin.worker, origin.attempt, FormatSpan(origin.run_time),
        TimeText(origin.done)));
  } else if (origin.taken_from != 0) {
    story->why.push_back(absl::StrFormat(
        "has the same physics as segment %d, whose result it took over at %s",
        origin.taken_from, TimeText(origin.done)));
  } else {
    story->why.push_back(absl::StrFormat(
        "is a state on the way of other work, which had left it as a "
        "checkpoint: taken over at %s",
        TimeText(origin.done)));
  }
}

}  // namespace

std::string NameOf(const Standing& segment) {
  return absl::StrFormat("segment %d (%s)", segment.id, segment.label);
}

std::string MeaningOf(v1::FailureClass failure_class) {
  switch (failure_class) {
    case v1::FAILURE_CLASS_NUMERIC:
      return "the simulation left what its model holds for: a smaller time "
             "step, a slower rate or another start may help, another attempt "
             "does not";
    case v1::FAILURE_CLASS_SPEC:
      return "the work cannot be done as the sweep states it: another attempt "
             "does not help";
    case v1::FAILURE_CLASS_CRASH:
      return "the process that computed it died of a signal";
    case v1::FAILURE_CLASS_RESOURCE:
      return "memory or disk of the worker's host ran out";
    case v1::FAILURE_CLASS_TRANSIENT:
      return "something that it needs was away: a file or the network";
    case v1::FAILURE_CLASS_LOST:
      return "its workers were not heard any more";
    case v1::FAILURE_CLASS_INTERNAL:
      return "a bug, or damaged data: a checksum or a promise between worker "
             "and server is broken";
    default:
      return "";
  }
}

SegmentStory TellStory(const SegmentFacts& facts, absl::Time now) {
  SegmentStory story;
  switch (facts.self.state) {
    case v1::SEGMENT_STATE_WAITING:
      TellWaiting(facts, &story);
      break;
    case v1::SEGMENT_STATE_READY:
      TellReady(facts, now, &story);
      break;
    case v1::SEGMENT_STATE_LEASED:
      TellLeased(facts, &story);
      break;
    case v1::SEGMENT_STATE_FAILED:
      TellFailed(facts, &story);
      break;
    case v1::SEGMENT_STATE_CANCELLED:
      story.why.push_back("no sweep wants it any more: it was cancelled");
      story.next.push_back("nothing, until a sweep that needs it is submitted");
      break;
    default:
      if (facts.origin.has_value()) TellDone(*facts.origin, &story);
  }
  return story;
}

}  // namespace lehr::server
