#ifndef LEHR_WORKER_TOOLS_EVALUATION_H_
#define LEHR_WORKER_TOOLS_EVALUATION_H_

#include <cstdint>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/potential.h"
#include "lehr/md/state.h"
#include "lehr/md/vec3.h"

namespace lehr::worker {

// An Evaluation is what is known of a configuration without moving it.
struct Evaluation {
  double energy = 0;  // eV
  // Å³; along an axis with free surfaces the extent of the atoms stands for the
  // edge, as in curves and as LAMMPS has it with boundary s.
  double volume = 0;
  // Pressure, compression positive [GPa], xx yy zz yz xz xy: W_ab / V alone,
  // and (Σ m v_a v_b + W_ab) / V.
  md::SymmetricTensor virial_pressure = {};
  md::SymmetricTensor pressure = {};
  // K, of the velocities as they are, with N_f = 3N − 3.
  double temperature = 0;
  double largest_force = 0;  // eV/Å
  // Atoms whose host density is above the potential's table.
  std::int64_t density_overflows = 0;
  std::vector<md::Vec3> forces;       // [N] eV/Å
  std::vector<double> atom_energies;  // [N] eV
};

// Evaluates the potential, which has been made for the elements of `state`,
// once. Errors as md::ForceField::Compute.
absl::StatusOr<Evaluation> Evaluate(const md::Potential& potential,
                                    const md::State& state, int threads,
                                    md::Precision precision);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_TOOLS_EVALUATION_H_
