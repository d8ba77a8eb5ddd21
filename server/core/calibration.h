#ifndef LEHR_SERVER_CORE_CALIBRATION_H_
#define LEHR_SERVER_CORE_CALIBRATION_H_

#include <optional>

#include "lehr/v1/sweep.pb.h"
#include "lehr/v1/worker_service.pb.h"
#include "proto/plan/plan.h"

namespace lehr::server {

// What workers are to measure so that the plan's time can be told: dynamics of
// its material, at the sizes of a fixed series that lie around its own. nullopt
// if it creates no atoms,
// or does nothing with them.
std::optional<v1::CalibrationWanted> CalibrationOf(const v1::SweepSpec& spec,
                                                   const plan::Plan& plan);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_CALIBRATION_H_
