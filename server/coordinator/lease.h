#ifndef LEHR_SERVER_COORDINATOR_LEASE_H_
#define LEHR_SERVER_COORDINATOR_LEASE_H_

#include <optional>

#include "lehr/v1/worker_service.pb.h"
#include "server/store/database.h"
#include "server/store/segment_table.h"

namespace lehr::server {

// Before the segment, which is not DONE, is leased: fixes the curves that it
// reads, and the interval of its own where it goes on from a finer one. Returns
// the last state on its path (FindLastState).
PathState ChooseCurves(Database& database, SegmentRow* segment);

// What a worker needs to execute attempt `attempt` of the segment, whose start
// state is there and whose numbers are all known. If it is DONE, that is its
// rerun, which goes from the start state to the end. `last` is the last state
// on its path, if that has been looked up.
v1::Lease MakeLease(Database& database, const SegmentRow& segment, int attempt,
                    std::optional<PathState> last = std::nullopt);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_LEASE_H_
