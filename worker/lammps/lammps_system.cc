#include "worker/lammps/lammps_system.h"

#include <cstddef>
#include <cstdint>
#include <lammps/library.h>
#include <utility>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "lehr/md/formats/wrap.h"
#include "worker/lammps/lammps_input.h"

namespace lehr::worker {
absl::StatusOr<LammpsSystem> LammpsSystem::Make(const Interaction& interaction,
                                                const md::State& state,
                                                bool tilted, int ranks) {
  const auto style = PairStyleOf(*interaction.file);
  if (!style.ok()) return style.status();
  auto library = LammpsLibrary::Open(ranks);
  if (!library.ok()) return library.status();
  LammpsSystem system(*std::move(library));
  const auto file = system.library().NameOfFile(*interaction.file);
  if (!file.ok()) return file.status();
  absl::Status done = system.library().Commands(BoxCommands(state, tilted));
  if (done.ok()) done = system.PutAtoms(state);
  if (done.ok()) {
    done = system.library().Commands(PotentialCommands(state, *style, *file));
  }
  if (!done.ok()) return done;
  return system;
}

absl::Status LammpsSystem::PutAtoms(const md::State& state) {
  wire::LammpsAtoms atoms;
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    atoms.add_types(state.atoms.species[i] + 1);
    const auto& image = state.atoms.images[i];
    atoms.add_images(lammps_encode_image_flags(image[0], image[1], image[2]));
    for (std::size_t a = 0; a < 3; ++a) {
      atoms.add_positions(state.atoms.positions[i][a]);
      atoms.add_velocities(state.atoms.velocities[i][a]);
    }
  }
  const auto there = library_->CreateAtoms(std::move(atoms));
  if (!there.ok()) return there.status();
  if (*there != static_cast<double>(state.atoms.size())) {
    return absl::InternalError(
        absl::StrFormat("lammps: expected to take %d atoms, it took %.0f",
                        state.atoms.size(), *there));
  }
  return absl::OkStatus();
}

absl::Status LammpsSystem::Read(md::State* state) {
  md::Atoms& atoms = state->atoms;
  const auto positions = library_->Gather("x");
  if (!positions.ok()) return positions.status();
  const auto velocities = library_->Gather("v");
  if (!velocities.ok()) return velocities.status();
  const auto images = library_->GatherImages();
  if (!images.ok()) return images.status();
  const auto box = library_->Box();
  if (!box.ok()) return box.status();
  for (std::size_t a = 0; a < 3; ++a) {
    // Where there is no periodicity, our box keeps its length for the record.
    const bool periodic = state->box.periodic[a];
    if (periodic) state->box.lengths[a] = box->high[a] - box->low[a];
    for (std::size_t i = 0; i < atoms.size(); ++i) {
      atoms.positions[i][a] =
          (*positions)[3 * i + a] - (periodic ? box->low[a] : 0);
      atoms.velocities[i][a] = (*velocities)[3 * i + a];
      if (periodic) atoms.images[i][a] = (*images)[3 * i + a];
    }
  }
  state->box.tilts = box->tilts;
  return md::formats::WrapIntoBox(state);
}

absl::StatusOr<std::vector<md::Vec3>> LammpsSystem::Forces() {
  const auto flat = library_->Gather("f");
  if (!flat.ok()) return flat.status();
  std::vector<md::Vec3> forces(flat->size() / 3);
  for (std::size_t i = 0; i < forces.size(); ++i) {
    for (std::size_t a = 0; a < 3; ++a) forces[i][a] = (*flat)[3 * i + a];
  }
  return forces;
}

absl::StatusOr<double> LammpsSystem::EvPerBarCubicAngstrom() {
  const auto bar_per_ev = library_->Global("nktv2p");  // per Å³
  if (!bar_per_ev.ok()) return bar_per_ev.status();
  return 1 / *bar_per_ev;
}

}  // namespace lehr::worker
