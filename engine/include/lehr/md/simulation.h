#ifndef LEHR_MD_SIMULATION_H_
#define LEHR_MD_SIMULATION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
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
  // Total energy plus all thermostat and barostat terms [eV]. Constant, up to
  // O(time_step²), if the temperature's and the stresses' targets do not change
  // in time, all axes under stress control have the same one, no axis is
  // strained at a rate, none is free while another has a target that is not
  // zero, and there is neither shear nor drag; else the running value of the
  // same terms.
  double conserved_energy = 0;
  Vec3 lengths = {};  // Å
  Vec3 tilts = {};    // Å, as Box::tilts
  // Largest minus smallest coordinate along each axis that is not periodic, the
  // edge along the others [Å].
  Vec3 extents = {};
  // Stress times volume, Σ m v_a v_b + W_ab with the sign of stress (tension
  // positive) [eV]. Divide by the volume that is meant: the box's, or for a
  // slab the material's.
  SymmetricTensor stress_volume = {};
  // Atoms whose host density was above the potential's table.
  double density_overflows = 0;
};

// A Record is the mean of the samples of the steps (previous, step].
struct Record {
  std::int64_t step = 0;  // law_step at the end of the interval
  Sample mean;
};

// Tuning is what a simulation chose for speed. Results do not depend on it.
struct Tuning {
  double skin = 0;           // Å, of the neighbor list
  double rebuild_every = 0;  // steps that a list lasted of late, or more
  // How often it was chosen: 0 until the first time, and where it was given.
  std::int64_t tunings = 0;
};

// Simulation integrates a state under a law: velocity Verlet with Nosé-Hoover
// chains and Martyna-Tobias-Klein barostats, split by Trotter.
// Martyna, Tobias and Klein, J. Chem. Phys. 101, 4177 (1994),
// doi:10.1063/1.467468; the order of the parts is that of LAMMPS' fix nh, so
// that short runs can be compared atom by atom. The step that ends at law_step
// n is made with the targets at n time_step, and the length of an axis with
// kRate, and the tilt of a shear, is computed from n and the box at the law's
// start: nothing of a programme is accumulated. Same state and same law give
// the same bits, on any number of threads, and however the steps are divided
// into calls of Advance or into Simulations that continue a stored state. (The
// means of records start anew with each Simulation: continue from multiples of
// record_steps to have the same records.) With free surfaces, stress is force
// per cross-section of the material: the barostat takes `extents` for the edges
// that do not exist.
class Simulation {
 public:
  // Where a trajectory counts as having left the model.
  struct Guards {
    // The temperature may reach this many times the larger of the target and
    // `temperature_floor` [K].
    double temperature_factor = 20;
    double temperature_floor = 1000;
    // An atom may move this far in one step [Å]: twenty times as far as a fast
    // one at 2000 K with 2 fs.
    double move = 1.0;
    // An edge under stress control may grow or shrink by this factor since the
    // law began.
    double length_factor = 2;
  };

  struct Options {
    int threads = 1;
    // Å; changes speed only. Unset: it is chosen in the first some hundred
    // steps, and again when lists last longer or shorter than before, by
    // measuring what steps take; without `seconds` it is 0.65 Å.
    std::optional<double> skin = std::nullopt;
    // A clock [s], best the CPU time of all threads: others do not change it.
    std::function<double()> seconds = nullptr;
    std::int64_t record_steps = 50;  // interval of the records
    Guards guards = {};
  };

  // Takes over `state`. If its law_step is 0 the law begins: thermostat and
  // barostat are set to rest and law_start_lengths to the box. The potential
  // must outlive the simulation. INVALID_ARGUMENT if law and state do not fit
  // (an axis that is kFree but periodic or the reverse, a box too small, fewer
  // than two atoms, thermostat variables of another law); OUT_OF_RANGE from the
  // first force evaluation.
  static absl::StatusOr<std::unique_ptr<Simulation>> Create(
      const Potential& potential, const DynamicsLaw& law, State state,
      const Options& options);

  ~Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  // Takes `steps` steps and appends a record to `records`, if not null,
  // whenever law_step is a multiple of record_steps. OUT_OF_RANGE, with step
  // and what left the model (atom lost, box collapsed or below twice the
  // cutoff, temperature runaway or target at 0 K, table exceeded); state and
  // sample are then those of the step before.
  absl::Status Advance(std::int64_t steps, std::vector<Record>* records);

  // The state after the last step. Valid until the next Advance.
  const State& state() const;

  // Now.
  const Sample& sample() const;

  Tuning tuning() const;

 private:
  class Impl;
  explicit Simulation(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lehr::md

#endif  // LEHR_MD_SIMULATION_H_
