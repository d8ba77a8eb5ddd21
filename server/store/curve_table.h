#ifndef LEHR_SERVER_STORE_CURVE_TABLE_H_
#define LEHR_SERVER_STORE_CURVE_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/store/database.h"

namespace lehr::server {

// Rows of `measurement_curves`, and the curves of `segments`.

// What the measurement reads from now on, in order.
void StoreMeasurementCurves(Database& database, std::int64_t segment_id,
                            const std::vector<std::string>& curves);
// Empty if nothing was stored.
std::vector<std::string> MeasurementCurvesOf(Database& database,
                                             std::int64_t segment_id);

// Gives the curve to all DONE segments with this physics whose own is coarser.
void StoreFinerCurve(Database& database, std::string_view physical_key,
                     std::string_view curve_sha256, std::int64_t record_steps);

// The interval of the curve of the DONE segment with this physical key; 0 if
// there is none.
std::int64_t RecordedSteps(Database& database, std::string_view physical_key);

// Whether the physics of the segment is to be executed again for its curve.
bool AwaitsRecording(Database& database, std::int64_t segment_id);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_CURVE_TABLE_H_
