#ifndef LEHR_SERVER_CORE_SEGMENT_STORY_H_
#define LEHR_SERVER_CORE_SEGMENT_STORY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::server {

// How a segment stands: the one that is told of, or one that it waits for.
struct Standing {
  std::int64_t id = 0;
  std::string label = {};
  v1::SegmentState state = v1::SEGMENT_STATE_UNSPECIFIED;
  std::string error = {};  // the last one
  // While it runs.
  std::string worker = {};
  absl::Duration running_for = {};
  double share_done = 0;
  std::optional<absl::Duration> time_left =
      {};  // nullopt: the speed is unknown
};

// A sweep that wants the segment, and has not ended.
struct Wish {
  std::int64_t sweep_id = 0;
  std::string sweep = {};
  std::optional<std::string> pause_reason = {};  // set: it is paused
  int max_running = 0;                           // segments at a time; 0: any
  int running = 0;
};

// The workers that are there, by why they may not take the segment.
struct PoolStanding {
  int live = 0;
  int draining = 0;
  int aside = 0;      // put aside for their failures
  int too_short = 0;  // must leave before it could be saved
  int too_small = 0;  // have less memory than `memory_wanted`
  // That a host must have since memory ran out on another [bytes]; 0: any.
  std::int64_t memory_wanted = 0;
  // Live ones without the engine that it needs; not counted above.
  int other_engine = 0;
  std::string engine = {};  // which that is: "LAMMPS"
  int busy = 0;             // of the others

  int usable() const { return live - draining - aside - too_short - too_small; }
};

// How the result came to be there.
struct Origin {
  absl::Time done;
  // Of the attempt that computed it; 0: none, it was taken over.
  int attempt = 0;
  std::string worker = {};
  absl::Duration run_time = {};
  std::int64_t taken_from = 0;  // a segment with the same physics; 0: none
  // It was there when this sweep was submitted.
  std::optional<std::string> before_sweep = {};
  std::string first_sweep = {};  // that wanted it; may be empty
};

// SegmentFacts is what is known of where a segment is and why. What does not
// apply to its state is not looked at.
struct SegmentFacts {
  Standing self = {};
  int attempts = 0;
  v1::FailureClass failure_class = v1::FAILURE_CLASS_UNSPECIFIED;
  absl::Time not_before = absl::UnixEpoch();  // back-off
  // WAITING: what is not done.
  std::optional<Standing> start = {};
  std::vector<Standing> measurements = {};
  bool awaits_curve = false;  // a stretch is run again to be recorded finer
  // READY: what computes the beginning of its way, or the same physics.
  std::optional<Standing> in_the_way = {};
  bool same_physics = false;  // the latter
  std::vector<Wish> wishes = {};
  PoolStanding pool = {};
  std::string hindrance = {};  // of all workers: the server's disk is full
  std::int64_t ahead = 0;      // READY, and first in the order of leasing
  int dependents = 0;          // that wait for it
  std::optional<Origin> origin = {};  // DONE
};

// A SegmentStory says in sentences why a segment is where it is, and what
// happens next.
struct SegmentStory {
  std::vector<std::string> why;
  std::vector<std::string> next;
};
SegmentStory TellStory(const SegmentFacts& facts, absl::Time now);

// "segment 12 (sample/ramp to 300 K)".
std::string NameOf(const Standing& segment);

// What a class of failures says: "the simulation left what its model holds
// for"; empty if it is not told.
std::string MeaningOf(v1::FailureClass failure_class);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_SEGMENT_STORY_H_
