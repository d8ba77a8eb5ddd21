#ifndef LEHR_TESTS_PHYSICS_DYNAMICS_GLASS_H_
#define LEHR_TESTS_PHYSICS_DYNAMICS_GLASS_H_

#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "lehr/md/build.h"
#include "lehr/md/eam_potential.h"
#include "lehr/md/simulation.h"
#include "lehr/md/state.h"
#include "tests/physics_dynamics/lammps.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {

// A Cu64Zr36 glass of the potential of LAMMPS' package, for comparisons.

inline std::unique_ptr<EamPotential> CuZr() {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  auto potential =
      EamPotential::FromSetfl(ReadText(kCuZrFile), kCuZrFile, elements);
  EXPECT_OK(potential);
  return std::move(potential).value();
}

// Every axis with a barostat of its own at zero stress.
inline DynamicsLaw NptLaw(double kelvin, double relaxation_time,
                          double barostat_time) {
  DynamicsLaw law;
  law.temperature =
      TemperatureLaw{.start = kelvin, .relaxation_time = relaxation_time};
  for (AxisLaw& axis : law.axes) axis.mode = AxisMode::kStress;
  law.barostat_time = barostat_time;
  return law;
}

// The state after `steps` under `law`, which begins there.
inline State RunLaw(const Potential& potential, const DynamicsLaw& law,
                    State state, std::int64_t steps,
                    std::vector<Record>* records = nullptr) {
  state.law_step = 0;
  auto simulation = Simulation::Create(potential, law, std::move(state),
                                       {.threads = 1, .record_steps = 50});
  EXPECT_OK(simulation);
  EXPECT_OK((*simulation)->Advance(steps, records));
  return (*simulation)->state();
}

// 256 atoms, melted and cooled to `kelvin` within 3.4 ps, then held at zero
// pressure for 2 ps. Far too fast to be good, and good enough to be the same
// for both programs.
inline State FastGlass(const Potential& potential, double kelvin) {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const std::vector<double> masses = {63.546, 91.224};
  const std::vector<std::int64_t> counts = {164, 92};
  auto state = CreateLattice(Lattice::kFcc, {4, 4, 4}, 4.05, elements, masses,
                             counts, 5);
  EXPECT_OK(state);
  DrawVelocities(4000, 6, &*state);
  DynamicsLaw cool;
  cool.temperature = TemperatureLaw{
      .start = 2000, .rate = (kelvin - 2000) / 3.4, .relaxation_time = 0.1};
  State glass = RunLaw(potential, cool, *std::move(state), 1700);
  return RunLaw(potential, NptLaw(kelvin, 0.1, 0.5), std::move(glass), 1000);
}

}  // namespace lehr::md

#endif  // LEHR_TESTS_PHYSICS_DYNAMICS_GLASS_H_
