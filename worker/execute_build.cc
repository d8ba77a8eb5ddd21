// Laws without time: create, velocities, replicate, surface.

#include <utility>
#include <vector>

#include <absl/status/status.h>

#include "lehr/md/build.h"
#include "worker/convert.h"
#include "worker/execute_advance.h"

namespace lehr::worker {
namespace {

absl::StatusOr<Outcome> Done(md::State state, const Task& task) {
  Outcome outcome;
  outcome.atoms = static_cast<std::int64_t>(state.atoms.size());
  outcome.end_state = std::move(state);
  task.control->Report(0, 0, outcome.atoms);
  return outcome;
}

}  // namespace

absl::StatusOr<Outcome> Create(const v1::CreateLaw& law, const Task& task) {
  const auto lattice = ToEngine(law.lattice());
  if (!lattice.ok()) return lattice.status();
  const std::vector<std::string> elements(law.elements().begin(),
                                          law.elements().end());
  const std::vector<std::int64_t> counts(law.counts().begin(),
                                         law.counts().end());
  auto state = md::CreateLattice(
      *lattice, ToEngine(law.cells()), law.lattice_constant_angstrom(),
      elements, task.interaction.potential->masses(), counts, law.seed());
  if (!state.ok()) return state.status();
  return Done(*std::move(state), task);
}

absl::StatusOr<Outcome> DrawVelocities(const v1::VelocitiesLaw& law,
                                       Task task) {
  md::DrawVelocities(law.temperature_kelvin(), law.seed(), &task.start);
  return Done(std::move(task.start), task);
}

absl::StatusOr<Outcome> Replicate(const v1::ReplicateLaw& law,
                                  const Task& task) {
  auto state = md::Replicate(task.start, ToEngine(law.counts()));
  if (!state.ok()) return state.status();
  return Done(*std::move(state), task);
}

absl::StatusOr<Outcome> OpenSurface(const v1::SurfaceLaw& law, Task task) {
  const auto axis = ToEngine(law.axis());
  if (!axis.ok()) return axis.status();
  if (absl::Status opened = md::OpenSurface(*axis, &task.start); !opened.ok()) {
    return opened;
  }
  return Done(std::move(task.start), task);
}

}  // namespace lehr::worker
