#ifndef LEHR_TESTS_PHYSICS_LONG_FAST_GLASS_H_
#define LEHR_TESTS_PHYSICS_LONG_FAST_GLASS_H_

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "lehr/md/build.h"
#include "lehr/md/simulation.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {

inline DynamicsLaw Nve() { return {}; }

inline DynamicsLaw Nvt() {
  DynamicsLaw law;
  law.temperature = TemperatureLaw();
  return law;
}

inline DynamicsLaw NptAniso() {
  DynamicsLaw law = Nvt();
  for (AxisLaw& axis : law.axes) axis.mode = AxisMode::kStress;
  return law;
}

inline DynamicsLaw NptIso() {
  DynamicsLaw law = NptAniso();
  law.coupling = Coupling::kIso;
  return law;
}

// 4 cells³ atoms, melted, cooled to 300 K within 6.8 ps, and relaxed for 10 ps.
inline State FastGlass(const Potential& potential, int cells = 4) {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const std::vector<double> masses = {63.546, 91.224};
  const int atoms = 4 * cells * cells * cells;
  const std::int64_t coppers = std::lround(0.64 * atoms);
  const std::vector<std::int64_t> counts = {coppers, atoms - coppers};
  auto state = CreateLattice(Lattice::kFcc, {cells, cells, cells}, 4.03,
                             elements, masses, counts, 5);
  EXPECT_OK(state);
  DrawVelocities(4000, 6, &*state);
  DynamicsLaw cool = Nvt();
  *cool.temperature = {.start = 2000, .rate = -250};
  State glass = *std::move(state);
  for (const auto& [law, steps] :
       {std::pair(cool, 3400), std::pair(NptAniso(), 5000)}) {
    glass.law_step = 0;
    auto simulation = Simulation::Create(potential, law, std::move(glass), {});
    EXPECT_OK(simulation);
    EXPECT_OK((*simulation)->Advance(steps, nullptr));
    glass = (*simulation)->state();
  }
  glass.law_step = 0;
  return glass;
}

// Least squares of the conserved energy in time, in steps of 2 fs
// [eV/atom/ns].
inline double EnergyDrift(const std::vector<Record>& records, double atoms) {
  const auto n = static_cast<double>(records.size());
  double time = 0;
  double energy = 0;
  double time_time = 0;
  double time_energy = 0;
  for (const Record& record : records) {
    const double t = static_cast<double>(record.step) * 2e-6;
    // From the first: of numbers that differ in the eighth digit.
    const double e =
        (record.mean.conserved_energy - records.front().mean.conserved_energy) /
        atoms;
    time += t / n;
    energy += e / n;
    time_time += t * t / n;
    time_energy += t * e / n;
  }
  return (time_energy - time * energy) / (time_time - time * time);
}

}  // namespace lehr::md

#endif  // LEHR_TESTS_PHYSICS_LONG_FAST_GLASS_H_
