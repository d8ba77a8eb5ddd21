#ifndef LEHR_TESTS_WORKER_TOY_METAL_H_
#define LEHR_TESTS_WORKER_TOY_METAL_H_

#include <cstdint>
#include <string>

#include "lehr/v1/law.pb.h"
#include "lehr/v1/worker_service.pb.h"

namespace lehr::worker {

// A setfl table (eam/alloy) of "Cu" and "Zr" with short range (4.8 Å), so that
// 108 atoms are enough for a periodic box: a second-moment model with the
// parameters of Cleri and Rosato, Phys. Rev. B 48, 22 (1993),
// doi:10.1103/PhysRevB.48.22, for Cu, brought to zero smoothly; "Zr" is the
// same metal, heavier.
std::string ToyMetal();

// Edge of its fcc cell at rest and 0 K, about [Å].
inline constexpr double kToyLatticeConstant = 3.6;

// Work on it.

// fcc, 3 × 3 × 3 cells, 108 atoms, all Cu.
v1::Work CreateWork();
// Velocities for `kelvin`.
v1::Work VelocitiesWork(double kelvin);
// A law with time step 2 fs, a thermostat at `kelvin` and a fixed box.
v1::DynamicsLaw HoldLaw(double kelvin);
// As HoldLaw, with the y axis strained at `rate_per_ps` and no stress on the
// others.
v1::DynamicsLaw PullLaw(double kelvin, double rate_per_ps);
v1::Work DynamicsWork(const v1::DynamicsLaw& law, std::int64_t steps);

}  // namespace lehr::worker

#endif  // LEHR_TESTS_WORKER_TOY_METAL_H_
