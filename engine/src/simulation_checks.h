#ifndef LEHR_ENGINE_SRC_SIMULATION_CHECKS_H_
#define LEHR_ENGINE_SRC_SIMULATION_CHECKS_H_

#include <absl/status/status.h>

#include "lehr/md/law.h"
#include "lehr/md/simulation.h"
#include "lehr/md/state.h"

namespace lehr::md {

// What must hold before a state is integrated or minimized; each gives
// INVALID_ARGUMENT with what was expected and found.

// Arrays of equal length, species with a mass, edges and coordinates that are
// numbers, at least two atoms.
absl::Status CheckState(const State& state);

// Free axes where the state has surfaces and only there; for a law that has
// begun, chains of the law's length.
absl::Status CheckLawFitsState(const DynamicsLaw& law, const State& state);

absl::Status CheckOptions(const Simulation::Options& options);

}  // namespace lehr::md

#endif  // LEHR_ENGINE_SRC_SIMULATION_CHECKS_H_
