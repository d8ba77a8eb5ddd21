#ifndef LEHR_MD_BUILD_H_
#define LEHR_MD_BUILD_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "lehr/md/state.h"

namespace lehr::md {

// Steps that make or change a state at once, without time.

enum class Lattice { kFcc, kBcc };

// Atoms on a lattice of cells[0] × cells[1] × cells[2] cubic cells of edge
// `lattice_constant` [Å], elements[k] counts[k] times in an order shuffled by
// `seed`, at rest. INVALID_ARGUMENT if counts do not sum to the sites.
absl::StatusOr<State> CreateLattice(Lattice lattice, std::array<int, 3> cells,
                                    double lattice_constant,
                                    std::span<const std::string> elements,
                                    std::span<const double> masses,
                                    std::span<const std::int64_t> counts,
                                    std::uint64_t seed);

// Draws velocities from the Maxwell distribution at `temperature` [K], removes
// the motion of the centre of mass, and scales to exactly `temperature` with
// N_f = 3N − 3. Portable: same seed, same bits on every machine.
void DrawVelocities(double temperature, std::uint64_t seed, State* state);

// Repeats the box; copy c of atom i gets index c N + i. Velocities are copied.
// INVALID_ARGUMENT if a count is below 1 or an axis to repeat is not periodic.
absl::StatusOr<State> Replicate(const State& state, std::array<int, 3> counts);

// Opens free surfaces along `axis` (0, 1, 2). FAILED_PRECONDITION if it is
// open.
absl::Status OpenSurface(int axis, State* state);

}  // namespace lehr::md

#endif  // LEHR_MD_BUILD_H_
