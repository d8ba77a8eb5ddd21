#include "worker/tools/lammps_dump.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cstddef>

#include <absl/strings/str_format.h>

namespace lehr::worker {
namespace {

// Room beyond the outermost atoms along an axis with free surfaces [Å], as in
// data files.
constexpr double kMargin = 0.5;

// The shortest text that reads back to the same double.
void AppendNumber(double value, std::string* text) {
  std::array<char, 32> buffer = {};
  const auto result =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  text->push_back(' ');
  text->append(buffer.data(), result.ptr);
}

struct Faces {
  double low = 0;
  double high = 0;
};

Faces FacesOf(const md::State& state, std::size_t axis) {
  Faces faces = {0, state.box.lengths[axis]};
  if (state.box.periodic[axis]) return faces;
  for (const md::Vec3& position : state.atoms.positions) {
    faces.low = std::min(faces.low, position[axis] - kMargin);
    faces.high = std::max(faces.high, position[axis] + kMargin);
  }
  return faces;
}

// "ITEM: BOX BOUNDS". Of a tilted box a dump has the faces of the upright box
// around it, and the tilts: LAMMPS manual, Howto_triclinic.
void AppendBox(const md::State& state, std::string* text) {
  const auto [yz, xz, xy] = state.box.tilts;
  const bool tilted = state.box.tilts != md::Vec3{};
  std::array<Faces, 3> faces = {FacesOf(state, 0), FacesOf(state, 1),
                                FacesOf(state, 2)};
  faces[0].low += std::min({0.0, xy, xz, xy + xz});
  faces[0].high += std::max({0.0, xy, xz, xy + xz});
  faces[1].low += std::min(0.0, yz);
  faces[1].high += std::max(0.0, yz);
  *text += tilted ? "ITEM: BOX BOUNDS xy xz yz" : "ITEM: BOX BOUNDS";
  for (const bool periodic : state.box.periodic) {
    *text += periodic ? " pp" : " ss";
  }
  *text += "\n";
  const std::array<double, 3> tilts = {xy, xz, yz};
  for (std::size_t a = 0; a < 3; ++a) {
    std::string line;
    AppendNumber(faces[a].low, &line);
    AppendNumber(faces[a].high, &line);
    if (tilted) AppendNumber(tilts[a], &line);
    *text += line.substr(1) + "\n";
  }
}

}  // namespace

std::string WriteLammpsDump(const md::State& state,
                            std::span<const md::formats::AtomColumn> columns,
                            std::int64_t frame) {
  const md::Atoms& atoms = state.atoms;
  std::string text = absl::StrFormat(
      "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n%d\n", frame, atoms.size());
  AppendBox(state, &text);
  text += "ITEM: ATOMS id type element x y z vx vy vz";
  for (const md::formats::AtomColumn& column : columns) {
    assert(column.width == 1);
    text += " " + column.name;
  }
  text.push_back('\n');
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    const std::int32_t species = atoms.species[i];
    text += absl::StrFormat("%d %d %s", i + 1, species + 1,
                            state.elements[static_cast<std::size_t>(species)]);
    for (const double x : atoms.positions[i]) AppendNumber(x, &text);
    for (const double v : atoms.velocities[i]) AppendNumber(v, &text);
    for (const auto& column : columns) AppendNumber(column.values[i], &text);
    text.push_back('\n');
  }
  return text;
}

}  // namespace lehr::worker
