#ifndef LEHR_WORKER_CALIBRATION_H_
#define LEHR_WORKER_CALIBRATION_H_

#include <functional>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "lehr/md/eam_potential.h"
#include "lehr/v1/worker_service.pb.h"

namespace lehr::worker {

// INVALID_ARGUMENT, naming the field, if what is wanted has no meaning.
absl::Status CheckCalibration(const v1::CalibrationWanted& wanted);

// Measures how fast the engine is with dynamics: a liquid of a few hundred
// atoms is made and cooled, repeated to about each of the sizes, and run for a
// fraction of a second as sweeps run it, with a thermostat and a barostat for
// each axis. Sizes are told as they turned out. `potential` is made for the
// elements wanted, in their order; `wanted` is as CheckCalibration wants it.
// CANCELLED once keep_going() is false; errors of the engine.
absl::StatusOr<std::vector<v1::Speed>> MeasureSpeeds(
    const v1::CalibrationWanted& wanted, const md::EamPotential& potential,
    int threads, const std::function<bool()>& keep_going);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_CALIBRATION_H_
