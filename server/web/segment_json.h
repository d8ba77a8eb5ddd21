#ifndef LEHR_SERVER_WEB_SEGMENT_JSON_H_
#define LEHR_SERVER_WEB_SEGMENT_JSON_H_

#include <cstdint>
#include <string>

#include <absl/status/statusor.h>

#include "lehr/v1/observable.pb.h"
#include "server/coordinator/roster.h"
#include "server/store/artifact_store.h"
#include "server/store/database.h"
#include "server/web/json.h"

namespace lehr::server {

// What is known of a segment of a sweep, with its attempts; its curve (that of
// the last checkpoint while it runs) stands in `curve_sha256`, in hexadecimal
// digits, empty if there is none. NOT_FOUND.
absl::StatusOr<Json> SegmentJson(Database& database, const Roster& roster,
                                 std::int64_t sweep_id,
                                 std::int64_t segment_id);

// [{attempt, worker, state, started, message}].
Json AttemptsJson(Database& database, std::int64_t segment_id);

// A stored curve.
absl::StatusOr<v1::Curve> ReadCurve(const ArtifactStore& artifacts,
                                    std::string_view sha256);

// Its columns, thinned to at most `most` rows: [{name, unit, values}].
Json CurveJson(const v1::Curve& curve, int most);

// Every k-th of `values`, and the last: as few as are needed for at most
// `most`.
template <typename Values>
Json Thinned(const Values& values, int most) {
  Json json = Json::array();
  const int size = static_cast<int>(values.size());
  const int stride = size <= most ? 1 : (size + most - 2) / (most - 1);
  for (int i = 0; i < size; i += stride) json.push_back(values[i]);
  if (size > 0 && (size - 1) % stride != 0) json.push_back(values[size - 1]);
  return json;
}

}  // namespace lehr::server

#endif  // LEHR_SERVER_WEB_SEGMENT_JSON_H_
