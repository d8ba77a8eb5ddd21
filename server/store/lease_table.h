#ifndef LEHR_SERVER_STORE_LEASE_TABLE_H_
#define LEHR_SERVER_STORE_LEASE_TABLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "server/core/ready_queue.h"
#include "server/store/database.h"
#include "server/store/segment_table.h"

namespace lehr::server {

// What the order of leasing is made from, and rows of `usage`.

// A sweep that is RUNNING.
struct RunningSweep {
  std::int64_t id = 0;
  SweepShare share;
  std::int64_t points = 0;  // more of them: it wants other segments, too
};
std::vector<RunningSweep> RunningSweeps(Database& database);
// Nullopt if the sweep is not RUNNING.
std::optional<RunningSweep> FindRunningSweep(Database& database,
                                             std::int64_t sweep_id);

// Segments that are READY and wanted by one of these sweeps, which are all that
// are RUNNING.
std::vector<ReadySegment> ReadySegments(Database& database,
                                        const std::set<std::int64_t>& sweeps);
// Those of one sweep.
std::vector<ReadySegment> ReadySegmentsOf(Database& database,
                                          std::int64_t sweep_id);
// Segments that are LEASED, with the attempt that runs.
std::vector<LeasedSegment> LeasedSegments(Database& database);

// How one segment stands: at most one of both is there.
struct LeaseStanding {
  std::optional<ReadySegment> ready;
  bool leased = false;
};
LeaseStanding LeaseStandingOf(Database& database, std::int64_t segment_id);
std::optional<LeasedSegment> FindLeased(Database& database,
                                        std::int64_t segment_id);

// In place of a segment, what stands for any OPEN rerun.
inline constexpr std::int64_t kBlockedByRerun = -1;

// In place of a segment, what stands for IsLeftToOthers().
inline constexpr std::int64_t kLeftToOthers = -2;
// Whether the worker must leave the segment to others: what computes it has
// died on that worker, and there is one on which it has not.
bool IsLeftToOthers(Database& database, const SegmentRow& segment,
                    std::int64_t worker_id);

// What lies before a READY segment, though its start state is there, because
// nothing is computed twice at a time.
struct Obstacles {
  // Why it must wait: the segment that is just computing its physics or the
  // beginning of its path, or kBlockedByRerun if that beginning is to be
  // recorded once more for its curve.
  std::optional<std::int64_t> blocker;
  // The shortest segment before it on its path that can be leased; 0 if there
  // is none.
  std::int64_t shorter_ready = 0;
};
Obstacles ObstaclesOf(Database& database, const SegmentRow& segment,
                      absl::Time now);

std::map<std::string, Usage> LoadUsage(Database& database);
void StoreUsage(Database& database, const std::string& user,
                const Usage& usage);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_LEASE_TABLE_H_
