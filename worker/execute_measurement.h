#ifndef LEHR_WORKER_EXECUTE_MEASUREMENT_H_
#define LEHR_WORKER_EXECUTE_MEASUREMENT_H_

#include <absl/status/statusor.h>

#include "lehr/v1/law.pb.h"
#include "worker/execute.h"

namespace lehr::worker {

// Measurements at the start state, one function a kind. Names and units of the
// observables are those of README.md.

// Averages a hold from the start state, in records whose interval follows from
// the numbers of steps alone (recording must not change what is measured), then
// minimizes the start state in its box. Resumes within the hold; the
// minimization is done again.
absl::StatusOr<Outcome> MeasureEnergy(const v1::EnergyMeasurement& measurement,
                                      Task task);

// Begins again after an interruption.
absl::StatusOr<Outcome> MeasureElastic(
    const v1::ElasticMeasurement& measurement, Task task);

// Reads task.curve.
absl::StatusOr<Outcome> MeasureStressStrain(
    const v1::StressStrainMeasurement& measurement, const Task& task);

// An observable without standard error.
v1::Observable MakeObservable(std::string name, std::string unit, double value);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_EXECUTE_MEASUREMENT_H_
