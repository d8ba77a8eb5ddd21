#ifndef LEHR_SERVER_COORDINATOR_SEGMENT_FACTS_H_
#define LEHR_SERVER_COORDINATOR_SEGMENT_FACTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/time/time.h>

#include "server/coordinator/roster.h"
#include "server/core/segment_story.h"
#include "server/store/database.h"
#include "server/store/segment_table.h"
#include "server/store/sweep_table.h"

namespace lehr::server {

// FactGatherer collects what is known of segments, for SegmentStory. `sweep`,
// if there is one, is the sweep that is asked about. Changes nothing.
class FactGatherer {
 public:
  FactGatherer(Database& database, const Roster& roster,
               std::optional<SweepRow> sweep, absl::Time now)
      : database_(database),
        roster_(roster),
        sweep_(std::move(sweep)),
        now_(now) {}

  SegmentFacts FactsOf(const SegmentRow& segment);
  Standing StandingOf(const SegmentRow& segment);
  // What the segment waits for and is not done: its start state, and numbers.
  std::vector<SegmentRow> NeedsOf(const SegmentRow& segment);

 private:
  std::string LabelOf(const SegmentRow& segment);
  PoolStanding PoolFor(const SegmentRow& segment);
  std::vector<Wish> WishesFor(std::int64_t segment_id);
  std::optional<Origin> OriginOf(const SegmentRow& segment);
  int OpenDependentsOf(std::int64_t segment_id);

  Database& database_;
  const Roster& roster_;
  const std::optional<SweepRow> sweep_;
  const absl::Time now_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_SEGMENT_FACTS_H_
