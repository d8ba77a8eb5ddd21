#ifndef LEHR_SERVER_STORE_POINT_TABLE_H_
#define LEHR_SERVER_STORE_POINT_TABLE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lehr/v1/observable.pb.h"
#include "lehr/v1/sweep_service.pb.h"
#include "server/store/database.h"

namespace lehr::server {

// Rows of `points`, `point_parameters` and `point_segments`.

// A point as it is kept.
struct PointRow {
  int point = 0;
  std::string treatment;
  int replica = 0;
  std::optional<int> baseline;
  int open_segments = 0;  // not DONE
  std::vector<v1::ParameterValue> parameters;
};

void InsertPoint(Database& database, std::int64_t sweep_id,
                 const PointRow& point,
                 const std::vector<std::int64_t>& segment_ids);

// The point is compared to another one.
void StoreBaseline(Database& database, std::int64_t sweep_id, int point,
                   std::optional<int> baseline);

// All points of the sweep, in order, each with its segments.
void ForEachPoint(
    Database& database, std::int64_t sweep_id,
    const std::function<void(const PointRow& point,
                             const std::vector<std::int64_t>& segment_ids)>&
        look);
// From point `first` on, at most `limit`, in order.
std::vector<PointRow> ListPoints(Database& database, std::int64_t sweep_id,
                                 int first, int limit);

// The worst of a point's segments: FAILED or CANCELLED, with its error, if one
// is.
struct PointTrouble {
  v1::SegmentState state = v1::SEGMENT_STATE_UNSPECIFIED;
  std::string error;
};
PointTrouble TroubleOf(Database& database, std::int64_t sweep_id, int point);

// What was measured at the point, without what dynamics found out on the way.
// Where it measures the same kind of thing (segments.kind) more than once, the
// last counts, also while it has no result yet.
std::vector<v1::Observable> ObservablesOf(Database& database,
                                          std::int64_t sweep_id, int point);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_POINT_TABLE_H_
