#ifndef LEHR_SERVER_STORE_FAILURE_TABLE_H_
#define LEHR_SERVER_STORE_FAILURE_TABLE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lehr/v1/sweep_service.pb.h"
#include "server/store/database.h"

namespace lehr::server {

// What the store knows of segments that were given up.

// Those of a sweep, in the order of its plan, at most `limit`.
std::vector<v1::FailedSegment> FailedSegmentsOf(Database& database,
                                                std::int64_t sweep_id,
                                                int limit);

// Whether a shorter segment on the path of this one has failed in the sweep:
// the longer one goes on from the same state, and fails for the same reason.
bool HasFailedBeginning(Database& database, std::int64_t sweep_id,
                        std::string_view law_key, std::int64_t steps);
// One of the sweep's failures does not count for max_failures.
void ExcuseFailure(Database& database, std::int64_t sweep_id);

// Host of the segment's last attempt, or its worker if the host was not told;
// empty if there was no attempt.
std::string PlaceOf(Database& database, std::int64_t segment_id);
// The last lines that the segment's last attempt wrote; may be empty.
std::string LogOf(Database& database, std::int64_t segment_id);

// A point of a sweep that waits for a segment that has failed.
struct FailedPoint {
  std::int64_t segment_id = 0;
  int point = 0;
};
std::vector<FailedPoint> FailedPointsOf(Database& database,
                                        std::int64_t sweep_id);

// Tells, for each point of the sweep, each of its values as people read them:
// "kelvin = 600", "treatment = annealed".
void ForEachValue(
    Database& database, std::int64_t sweep_id,
    const std::function<void(int point, const std::string& value)>& tell);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_FAILURE_TABLE_H_
