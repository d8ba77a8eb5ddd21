#ifndef LEHR_WORKER_CONVERT_H_
#define LEHR_WORKER_CONVERT_H_

#include <array>

#include <absl/status/statusor.h>

#include "lehr/md/build.h"
#include "lehr/md/law.h"
#include "lehr/v1/law.pb.h"

namespace lehr::worker {

// Where the units of the border (proto fields, curve columns, observables: GPa,
// fs, g/cm³) meet those of the engine (bar, ps, amu/Å³). No other file of the
// worker has a factor between units.

// The law that a worker was told to follow. INVALID_ARGUMENT, naming the field,
// if a choice is unspecified, a number still waits for a measurement, or the
// law has no meaning (md::DynamicsLaw::Validate).
absl::StatusOr<md::DynamicsLaw> ToEngine(const v1::DynamicsLaw& law);

// 0, 1, 2 for x, y, z. INVALID_ARGUMENT if unspecified.
absl::StatusOr<int> ToEngine(v1::Axis axis);

// INVALID_ARGUMENT if unspecified.
absl::StatusOr<md::Lattice> ToEngine(v1::Lattice lattice);

// x, y, z.
std::array<int, 3> ToEngine(const v1::Counts& counts);

// Stress [GPa] of `stress_volume` [eV] in `volume` [Å³]; the sign stays.
double StressGpa(double stress_volume, double volume);

// Stress [GPa] of a stress in the engine's unit [bar]; the sign stays.
double GpaOfBar(double bar);

// Density [g/cm³] of `mass` [amu] in `volume` [Å³].
double DensityGramPerCubicCentimetre(double mass, double volume);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_CONVERT_H_
