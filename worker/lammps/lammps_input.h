#ifndef LEHR_WORKER_LAMMPS_LAMMPS_INPUT_H_
#define LEHR_WORKER_LAMMPS_LAMMPS_INPUT_H_

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/law.h"
#include "lehr/md/state.h"

namespace lehr::worker {

// What LAMMPS is told, as lines of its input language. A change of any of it
// raises kLammpsNumericsVersion (proto/support/version.h).

// "eam/alloy" or "eam/fs", by how many numbers the setfl file has.
// INVALID_ARGUMENT if it has neither's.
absl::StatusOr<std::string> PairStyleOf(const std::string& setfl);

// Units, boundaries and the box, with types for the elements. `tilted`: the box
// is to be sheared.
std::vector<std::string> BoxCommands(const md::State& state, bool tilted);

// The potential of the file that LAMMPS reads as `file`, and masses.
std::vector<std::string> PotentialCommands(const md::State& state,
                                           const std::string& pair_style,
                                           const std::string& file);

// Steps that are taken with one set of fixes, counted from the law's first.
struct StepRange {
  std::int64_t from = 0;
  std::int64_t to = 0;  // > from
};

// The fixes that make the state, at step range.from of the law, follow it to
// range.to: nve, nvt, nph or npt, and deform. Programmes of temperature and
// stress are linear in between; a strained axis continues from the edge that it
// has. Unequal targets are true stresses: the barostat's reference cell is
// renewed at every step (nreset 1), or with the law's reference stress never
// (nreset 0). LAMMPS damps thermostat and barostat alike where the law has a
// drag on the barostat. INVALID_ARGUMENT, naming the field, for what LAMMPS
// cannot express.
absl::StatusOr<std::vector<std::string>> LawCommands(const md::DynamicsLaw& law,
                                                     const md::State& state,
                                                     const StepRange& range);

// Id of the fix that averages over records, and how many values it has.
inline constexpr char kMeansFix[] = "means";
inline constexpr int kMeans = 19;

// The fix with the means over `record_steps` of, in this order: temperature
// [K], potential, kinetic and conserved energy [eV], edges, tilts yz xz xy,
// extents [Å], and pressure times volume xx yy zz yz xz xy [bar Å³].
std::vector<std::string> MeansCommands(const md::State& state,
                                       std::int64_t record_steps);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_LAMMPS_LAMMPS_INPUT_H_
