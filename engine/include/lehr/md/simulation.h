#ifndef LEHR_MD_SIMULATION_H_
#define LEHR_MD_SIMULATION_H_

#include <cstdint>
#include <memory>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "lehr/md/law.h"
#include "lehr/md/potential.h"
#include "lehr/md/state.h"
#include "lehr/md/vec3.h"

namespace lehr::md {

// A Sample is what is known of the system at one step, or the mean over steps.
struct Sample {
  double temperature = 0;       // K, from the kinetic energy, N_f = 3N − 3
  double potential_energy = 0;  // eV
  double kinetic_energy = 0;    // eV
  // Constant of motion of the law's equations where there is one (eV); total
  // energy plus all thermostat and barostat terms.
  double conserved_energy = 0;
  Vec3 lengths = {};  // Å
  // Largest minus smallest coordinate along each axis that is not periodic, the
  // edge along the others [Å].
  Vec3 extents = {};
  // Stress times volume, Σ m v_a v_b + W_ab with the sign of stress (tension
  // positive) [eV]. Divide by the volume that is meant: the box's, or for a
  // slab the material's.
  SymmetricTensor stress_volume = {};
};

// A Record is the mean of the samples of the steps (previous, step].
struct Record {
  std::int64_t step = 0;  // law_step at the end of the interval
  Sample mean;
};

// Simulation integrates a state under a law: velocity Verlet with Nosé-Hoover
// chains and Martyna-Tobias-Klein barostats, split by Trotter.
// Martyna, Tobias and Klein, J. Chem. Phys. 101, 4177 (1994),
// doi:10.1063/1.467468. Same state and same law give the same bits, on any
// number of threads, and however the steps are divided into calls of Advance or
// into Simulations that continue a stored state.
class Simulation {
 public:
  struct Options {
    int threads = 1;
    double skin = 1.0;               // Å; changes speed only
    std::int64_t record_steps = 50;  // interval of the records
  };

  // Takes over `state`. If its law_step is 0 the law begins: thermostat and
  // barostat are set to rest and law_start_lengths to the box. The potential
  // must outlive the simulation. INVALID_ARGUMENT if law and state do not fit
  // (an axis that is kFree but periodic or the reverse, a box too small);
  // OUT_OF_RANGE from the first force evaluation.
  static absl::StatusOr<std::unique_ptr<Simulation>> Create(
      const Potential& potential, const DynamicsLaw& law, State state,
      const Options& options);

  ~Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  // Takes `steps` steps and appends a record whenever law_step is a multiple of
  // record_steps. OUT_OF_RANGE, with step and what left the model (atom lost,
  // box collapsed, temperature runaway, table exceeded); the state is then that
  // of the step before.
  absl::Status Advance(std::int64_t steps, std::vector<Record>* records);

  // The state after the last step. Valid until the next Advance.
  const State& state() const;

  // Now.
  const Sample& sample() const;

 private:
  class Impl;
  explicit Simulation(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lehr::md

#endif  // LEHR_MD_SIMULATION_H_
