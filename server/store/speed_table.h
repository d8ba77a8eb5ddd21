#ifndef LEHR_SERVER_STORE_SPEED_TABLE_H_
#define LEHR_SERVER_STORE_SPEED_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/time.h>

#include "lehr/v1/worker_service.pb.h"
#include "server/core/work_cost.h"
#include "server/store/database.h"

namespace lehr::server {

// Rows of `speeds` and `calibrations`.

// Something that was measured.
struct MeasuredCost {
  std::string_view work;  // CostKindOf, or kOverheadKind
  std::int64_t atoms = 0;
  double seconds = 0;  // per unit (CostUnits); of overhead per segment
  absl::Duration measured_for;
};

// Puts it into the mean for this kind of worker (KindOf).
void RefineSpeed(Database& database, std::string_view worker_kind,
                 std::string_view potential_sha256, const MeasuredCost& cost,
                 absl::Time now);

// All that is known of this kind of worker with this potential.
WorkCosts LoadCosts(Database& database, std::string_view worker_kind,
                    std::string_view potential_sha256);

// Has workers be asked for this, with the sizes of earlier requests for the
// same potential and precision. True if anything is new in it.
bool KeepCalibration(Database& database, const v1::CalibrationWanted& wanted);

// What a worker of this kind is to measure: of the newest few calibrations,
// those of which no speed of dynamics is known at some size, or none that was
// measured lately.
std::vector<v1::CalibrationWanted> CalibrationsFor(Database& database,
                                                   std::string_view worker_kind,
                                                   absl::Time now);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_SPEED_TABLE_H_
