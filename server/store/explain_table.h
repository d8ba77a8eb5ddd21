#ifndef LEHR_SERVER_STORE_EXPLAIN_TABLE_H_
#define LEHR_SERVER_STORE_EXPLAIN_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/time.h>

#include "lehr/v1/sweep_service.pb.h"
#include "server/store/database.h"
#include "server/store/segment_table.h"

namespace lehr::server {

// What the store knows of why a segment is where it is. Errors stay in the
// Database.

// When things happened to a segment, and are to happen.
struct SegmentTimes {
  absl::Time created;
  std::optional<absl::Time> done;
  absl::Time not_before;  // back-off
  v1::FailureClass failure_class = v1::FAILURE_CLASS_UNSPECIFIED;
};
SegmentTimes TimesOf(Database& database, std::int64_t segment_id);

// A sweep that has the segment.
struct WantingSweep {
  std::int64_t id = 0;
  std::string name;
  bool running = false;  // has not ended
  std::optional<std::string> pause_reason;
  int max_running = 0;
  int leased = 0;  // of its segments
  absl::Time created;
  v1::Engine engine = v1::ENGINE_LEHR;
};
// Oldest first.
std::vector<WantingSweep> SweepsWith(Database& database,
                                     std::int64_t segment_id);

// READY segments that are before this one by priority, length of their way and
// age, whichever user's turn it is; counted up to `limit`.
std::int64_t ReadyBefore(Database& database, std::int64_t segment_id,
                         std::int64_t limit);

// The LEASED segment for which this READY one is not leased: it has the same
// physics, or computes the beginning of its way. 0 if there is none.
std::int64_t InTheWayOf(Database& database, const SegmentRow& segment);

// DONE segments of one kind that begin at the end state of `start`, or make
// their own where that is null, done until `before`; the newest first.
std::vector<std::int64_t> DoneFrom(Database& database, const SegmentRow* start,
                                   std::string_view kind, absl::Time before,
                                   int limit);
// What it does: ADVANCE, or what it measures.
std::string SegmentKindOf(Database& database, std::int64_t segment_id);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_EXPLAIN_TABLE_H_
