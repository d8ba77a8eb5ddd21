// Stages that make or change a state at once.

#include <array>
#include <cmath>
#include <string>
#include <utility>

#include <absl/strings/str_format.h>

#include "proto/plan/sample.h"
#include "proto/plan/stage_visitor.h"

namespace lehr::plan {
namespace {

constexpr Limits kLatticeConstant = {
    .what = "a lattice constant", .unit = "Å", .most = 100, .fallback = 4};
constexpr Limits kForceTolerance = {
    .what = "a largest force", .unit = "eV/Å", .most = 10, .fallback = 1e-3};

std::array<int, 3> ArrayOf(const v1::Counts& counts) {
  return {counts.x(), counts.y(), counts.z()};
}

// In doubles, which do not overflow.
double Product(const v1::Counts& counts) {
  return static_cast<double>(counts.x()) * counts.y() * counts.z();
}

std::string TooManyAtoms(double atoms) {
  return absl::StrFormat("expected at most %g atoms, found %g", kMaxAtoms,
                         atoms);
}

// The first axis with an edge below twice the cutoff, where an atom would see
// another one twice; empty if there is none.
std::string TooSmall(const v1::Counts& cells, double lattice_constant,
                     const v1::PotentialRef& potential) {
  const double least = 2 * potential.cutoff_angstrom();
  for (std::size_t k = 0; k < 3; ++k) {
    const double edge = ArrayOf(cells)[k] * lattice_constant;
    if (edge >= least) continue;
    return absl::StrFormat(
        "expected a box edge of at least %g Å, twice the cutoff of \"%s\", "
        "found %g Å along %c (%d cells of %g Å): use at least %g cells; a "
        "later "
        "`replicate` comes too late",
        least, potential.name(), edge, "xyz"[k], ArrayOf(cells)[k],
        lattice_constant, std::ceil(least / lattice_constant));
  }
  return "";
}

}  // namespace

void StageVisitor::operator()(const Create& stage) {
  const double lattice_constant =
      numbers_.Number(stage.lattice_constant, kLatticeConstant);
  const v1::PotentialRef& potential = laws_.spec_.material().potential();
  const std::string cells_field = node_.field + ".cells";
  double atoms = Product(stage.cells) * SitesPerCell(stage.lattice);
  if (atoms > kMaxAtoms) {
    numbers_.Violate(cells_field, TooManyAtoms(atoms));
  }
  const std::string too_small =
      TooSmall(stage.cells, lattice_constant, potential);
  if (!too_small.empty()) numbers_.Violate(cells_field, too_small);
  // Counts out of range have been reported; planning goes on with one atom.
  if (!(atoms >= 1 && atoms <= kMaxAtoms)) atoms = 1;
  state_.atoms = static_cast<std::int64_t>(atoms);
  for (std::size_t k = 0; k < 3; ++k) {
    state_.edges[k] = ArrayOf(stage.cells)[k] * lattice_constant;
  }
  v1::Law law;
  v1::CreateLaw* create = law.mutable_create();
  create->set_lattice(stage.lattice);
  *create->mutable_cells() = stage.cells;
  create->set_lattice_constant_angstrom(lattice_constant);
  SetComposition(laws_.spec_.material(), state_.atoms, create);
  create->set_seed(NextSeed(stage.seed));
  Advance(std::move(law), 0, 0, "create");
}

void StageVisitor::operator()(const Velocities& stage) {
  const double kelvin = numbers_.Number(stage.temperature, kTemperature);
  DrawVelocities(kelvin, NextSeed(stage.seed));
  state_.temperature = kelvin;
}

void StageVisitor::SetMoving(double kelvin) {
  if (!state_.at_rest) return;
  // From a minimum, half of the kinetic energy goes into the potential energy
  // within a few vibrations (equipartition).
  DrawVelocities(2 * kelvin, NextSeed(std::nullopt));
}

void StageVisitor::DrawVelocities(double kelvin, std::uint64_t seed) {
  v1::Law law;
  law.mutable_velocities()->set_temperature_kelvin(kelvin);
  law.mutable_velocities()->set_seed(seed);
  Advance(std::move(law), 0, 0, absl::StrFormat("velocities %g K", kelvin));
  state_.at_rest = false;
}

void StageVisitor::operator()(const Replicate& stage) {
  const double copies = Product(stage.counts);
  const double atoms = copies * static_cast<double>(state_.atoms);
  if (atoms > kMaxAtoms) {
    numbers_.Violate(node_.field + ".counts", TooManyAtoms(atoms));
    return;
  }
  for (std::size_t k = 0; k < 3; ++k) {
    if (state_.free[k] && ArrayOf(stage.counts)[k] > 1) {
      numbers_.Violate(
          node_.field + ".counts",
          absl::StrFormat("expected 1 along %c, where the box has free "
                          "surfaces, found %d: replicate first",
                          "xyz"[k], ArrayOf(stage.counts)[k]));
    }
  }
  if (copies > 1) {
    state_.atoms = static_cast<std::int64_t>(atoms);
    state_.copies = ArrayOf(stage.counts);
    for (std::size_t k = 0; k < 3; ++k) state_.edges[k] *= state_.copies[k];
    v1::Law law;
    *law.mutable_replicate()->mutable_counts() = stage.counts;
    Advance(std::move(law), 0, 0,
            absl::StrFormat("replicate %dx%dx%d", stage.counts.x(),
                            stage.counts.y(), stage.counts.z()));
  }
  // Atoms at rest get their velocities when they begin to move.
  if (!stage.reseed || state_.at_rest) return;
  DrawVelocities(TemperatureOf({}), NextSeed(stage.seed));
}

void StageVisitor::operator()(const Surface& stage) {
  const std::size_t axis = AxisIndex(stage.axis);
  if (state_.free[axis]) {
    numbers_.Violate(node_.field + ".axis",
                     absl::StrFormat("expected a periodic axis, found %c, "
                                     "which has free surfaces already",
                                     AxisLetter(stage.axis)));
    return;
  }
  v1::Law law;
  law.mutable_surface()->set_axis(stage.axis);
  Advance(std::move(law), 0, 0,
          absl::StrFormat("surface %c", AxisLetter(stage.axis)));
  state_.free[axis] = true;
  state_.stress[axis] = {};
  state_.coupling = v1::COUPLING_NONE;
}

void StageVisitor::operator()(const Minimize& stage) {
  v1::Law law;
  law.mutable_minimize()->set_force_tolerance_ev_per_angstrom(
      numbers_.Number(stage.force_tolerance, kForceTolerance));
  law.mutable_minimize()->set_relax_box(stage.relax_box);
  law.mutable_minimize()->set_lammps_numerics(settings().lammps_numerics());
  Advance(std::move(law), 0, kMinimizeEvaluations, "minimize");
  state_.at_rest = true;
}

}  // namespace lehr::plan
