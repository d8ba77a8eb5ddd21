#include "worker/lammps/lammps_system.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <lammps/library.h>
#include <utility>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "lehr/md/formats/wrap.h"
#include "worker/lammps/lammps_input.h"

namespace lehr::worker {
namespace {

// lammps_gather_atoms takes its name as a char*, which it does not change.
char* NameOf(const char* name) { return const_cast<char*>(name); }

struct LammpsBox {
  std::array<double, 3> low = {};
  std::array<double, 3> high = {};
  md::Vec3 tilts = {};  // yz, xz, xy
};

LammpsBox BoxOf(void* handle) {
  LammpsBox box;
  int periodic[3] = {};
  int changes = 0;
  lammps_extract_box(handle, box.low.data(), box.high.data(), &box.tilts[2],
                     &box.tilts[0], &box.tilts[1], periodic, &changes);
  return box;
}

}  // namespace

absl::StatusOr<LammpsSystem> LammpsSystem::Make(const Interaction& interaction,
                                                const md::State& state,
                                                bool tilted) {
  const auto style = PairStyleOf(*interaction.file);
  if (!style.ok()) return style.status();
  auto library = LammpsLibrary::Open();
  if (!library.ok()) return library.status();
  LammpsSystem system(*std::move(library));
  const std::string file = system.library().NameOfFile(*interaction.file);
  absl::Status done = system.library().Commands(BoxCommands(state, tilted));
  if (done.ok()) done = system.PutAtoms(state);
  if (done.ok()) {
    done = system.library().Commands(PotentialCommands(state, *style, file));
  }
  if (!done.ok()) return done;
  return system;
}

absl::Status LammpsSystem::PutAtoms(const md::State& state) {
  const std::size_t n = state.atoms.size();
  std::vector<int> ids(n);
  std::vector<int> types(n);
  std::vector<int> images(n);
  for (std::size_t i = 0; i < n; ++i) {
    ids[i] = static_cast<int>(i) + 1;
    types[i] = state.atoms.species[i] + 1;
    const auto& image = state.atoms.images[i];
    images[i] = lammps_encode_image_flags(image[0], image[1], image[2]);
  }
  double there = 0;
  const absl::Status called = library_->Call([&](void* handle) {
    lammps_create_atoms(handle, static_cast<int>(n), ids.data(), types.data(),
                        state.atoms.positions.front().data(),
                        state.atoms.velocities.front().data(), images.data(),
                        0);
    there = lammps_get_natoms(handle);
  });
  if (!called.ok()) return called;
  if (there != static_cast<double>(n)) {
    return absl::InternalError(absl::StrFormat(
        "lammps: expected to take %d atoms, it took %.0f", n, there));
  }
  return absl::OkStatus();
}

absl::Status LammpsSystem::Read(md::State* state) {
  md::Atoms& atoms = state->atoms;
  std::vector<std::array<std::int32_t, 3>> images(atoms.size());
  LammpsBox box;
  const absl::Status called = library_->Call([&](void* handle) {
    box = BoxOf(handle);
    lammps_gather_atoms(handle, NameOf("x"), 1, 3,
                        atoms.positions.front().data());
    lammps_gather_atoms(handle, NameOf("v"), 1, 3,
                        atoms.velocities.front().data());
    lammps_gather_atoms(handle, NameOf("image"), 0, 3, images.front().data());
  });
  if (!called.ok()) return called;
  for (std::size_t a = 0; a < 3; ++a) {
    // Where there is no periodicity, our box keeps its length for the record.
    if (!state->box.periodic[a]) continue;
    state->box.lengths[a] = box.high[a] - box.low[a];
    for (std::size_t i = 0; i < atoms.size(); ++i) {
      atoms.positions[i][a] -= box.low[a];
      atoms.images[i][a] = images[i][a];
    }
  }
  state->box.tilts = box.tilts;
  return md::formats::WrapIntoBox(state);
}

absl::StatusOr<std::vector<md::Vec3>> LammpsSystem::Forces() {
  std::vector<md::Vec3> forces;
  const absl::Status called = library_->Call([&](void* handle) {
    forces.resize(static_cast<std::size_t>(lammps_get_natoms(handle)));
    lammps_gather_atoms(handle, NameOf("f"), 1, 3, forces.front().data());
  });
  if (!called.ok()) return called;
  return forces;
}

absl::StatusOr<double> LammpsSystem::Thermo(const char* keyword) {
  double value = 0;
  const absl::Status called = library_->Call(
      [&](void* handle) { value = lammps_get_thermo(handle, keyword); });
  if (!called.ok()) return called;
  return value;
}

absl::StatusOr<double> LammpsSystem::EvPerBarCubicAngstrom() {
  double bar_per_ev = 0;  // per Å³
  const absl::Status called = library_->Call([&](void* handle) {
    bar_per_ev =
        *static_cast<const double*>(lammps_extract_global(handle, "nktv2p"));
  });
  if (!called.ok()) return called;
  return 1 / bar_per_ev;
}

}  // namespace lehr::worker
