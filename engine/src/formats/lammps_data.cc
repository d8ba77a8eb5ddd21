#include "lehr/md/formats/lammps_data.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "engine/src/formats/text_lines.h"
#include "lehr/md/formats/wrap.h"

namespace lehr::md::formats {
namespace {

struct AtomLine {
  std::int64_t id = 0;
  std::int32_t type = 0;
  Vec3 position = {};
  std::array<std::int32_t, 3> image = {};
};

// Reads one file; each method reads a part and leaves `lines_` behind it.
class Reader {
 public:
  Reader(std::string_view text, std::string_view name,
         std::span<const std::string> elements,
         std::span<const KnownElement> known)
      : lines_(text, name),
        elements_(elements.begin(), elements.end()),
        known_(known) {}

  absl::StatusOr<State> Read() {
    // The first line is a title.
    if (!lines_.Next()) return lines_.Error("expected a LAMMPS data file");
    ReadTitle();
    if (absl::Status status = ReadHeader(); !status.ok()) return status;
    while (!section_.empty()) {
      if (absl::Status status = ReadSection(); !status.ok()) return status;
    }
    return Assemble();
  }

 private:
  // "..., boundary s p p": what WriteLammpsData writes for free surfaces.
  void ReadTitle() {
    const auto words = Words(lines_.line());
    const auto at = std::find(words.begin(), words.end(), "boundary");
    if (words.end() - at != 4) return;
    for (std::size_t a = 0; a < 3; ++a) {
      box_.periodic[a] = at[static_cast<std::ptrdiff_t>(a) + 1] != "s";
    }
  }

  // "864 atoms", "2 atom types", "0.0 23.8 xlo xhi", "xy xz yz"; ends at the
  // first line that names a section.
  absl::Status ReadHeader() {
    while (NextFilledLine()) {
      const auto words = Words(lines_.line());
      double first = 0;
      if (!ParseNumber(words[0], &first)) {
        section_ = words[0];
        return absl::OkStatus();
      }
      if (absl::Status status = ReadHeaderLine(words); !status.ok()) {
        return status;
      }
    }
    return lines_.Error("expected a section \"Atoms\", found the end");
  }

  absl::Status ReadHeaderLine(const std::vector<std::string_view>& words) {
    const std::string_view last = words.back();
    if (words.size() == 2 && last == "atoms") {
      return ParseNumber(words[0], &count_) && count_ > 0
                 ? absl::OkStatus()
                 : BadLine("a positive number of atoms");
    }
    if (words.size() == 3 && last == "types") {
      types_line_ = lines_.number();
      return ParseNumber(words[0], &types_) && types_ > 0
                 ? absl::OkStatus()
                 : BadLine("a positive number of atom types");
    }
    if (words.size() == 6 && last == "yz") return ReadTilts(words);
    if (words.size() != 4) return absl::OkStatus();  // bonds and the like
    static constexpr std::array<std::string_view, 3> kHigh = {"xhi", "yhi",
                                                              "zhi"};
    const auto axis = std::find(kHigh.begin(), kHigh.end(), last);
    if (axis == kHigh.end()) return absl::OkStatus();
    const auto a = static_cast<std::size_t>(axis - kHigh.begin());
    double high = 0;
    if (!ParseNumber(words[0], &low_[a]) || !ParseNumber(words[1], &high) ||
        high <= low_[a]) {
      return BadLine("a lower and a higher face of the box");
    }
    box_.lengths[a] = high - low_[a];
    return absl::OkStatus();
  }

  absl::Status ReadTilts(const std::vector<std::string_view>& words) {
    // LAMMPS writes xy xz yz, Box has yz, xz, xy.
    for (std::size_t k = 0; k < 3; ++k) {
      if (!ParseNumber(words[k], &box_.tilts[2 - k])) {
        return BadLine("the tilts xy, xz, yz");
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadSection() {
    const std::string section = std::exchange(section_, "");
    if (section == "Atoms") {
      const std::string_view line = lines_.line();
      const std::size_t hash = line.find('#');
      if (hash != std::string_view::npos &&
          line.find("atomic", hash) == std::string_view::npos) {
        return BadLine("atom style \"atomic\"");
      }
    }
    while (NextFilledLine()) {
      const auto words = Words(lines_.line());
      double first = 0;
      if (!ParseNumber(words[0], &first)) {
        section_ = words[0];
        return absl::OkStatus();
      }
      absl::Status status;
      if (section == "Masses") status = ReadMass(words);
      if (section == "Atoms") status = ReadAtom(words);
      if (section == "Velocities") status = ReadVelocity(words);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status ReadMass(const std::vector<std::string_view>& words) {
    std::int32_t type = 0;
    double mass = 0;
    if (words.size() != 2 || !ParseNumber(words[0], &type) ||
        !ParseNumber(words[1], &mass) || mass <= 0) {
      return BadLine("an atom type and its mass");
    }
    masses_[type] = mass;
    mass_lines_[type] = lines_.number();
    const std::size_t hash = lines_.line().find('#');
    if (hash == std::string_view::npos) return absl::OkStatus();
    const auto comment = Words(lines_.line().substr(hash + 1));
    if (!comment.empty()) symbols_[type] = comment[0];
    return absl::OkStatus();
  }

  absl::Status ReadAtom(const std::vector<std::string_view>& words) {
    AtomLine atom;
    bool good = (words.size() == 5 || words.size() == 8) &&
                ParseNumber(words[0], &atom.id) &&
                ParseNumber(words[1], &atom.type);
    for (std::size_t a = 0; good && a < 3; ++a) {
      good = ParseNumber(words[2 + a], &atom.position[a]) &&
             (words.size() == 5 || ParseNumber(words[5 + a], &atom.image[a]));
    }
    if (!good) return BadLine("id, type, x, y, z and perhaps three images");
    if (atom.type < 1 || atom.type > types_) {
      return BadLine(absl::StrFormat("an atom type from 1 to %d", types_));
    }
    atoms_.push_back(atom);
    return absl::OkStatus();
  }

  absl::Status ReadVelocity(const std::vector<std::string_view>& words) {
    std::int64_t id = 0;
    Vec3 velocity = {};
    bool good = words.size() == 4 && ParseNumber(words[0], &id);
    for (std::size_t a = 0; good && a < 3; ++a) {
      good = ParseNumber(words[1 + a], &velocity[a]);
    }
    if (!good) return BadLine("id, vx, vy, vz");
    velocities_[id] = velocity;
    return absl::OkStatus();
  }

  absl::StatusOr<State> Assemble() {
    if (static_cast<std::int64_t>(atoms_.size()) != count_) {
      return lines_.Error(absl::StrFormat("expected %d atoms, found %d", count_,
                                          atoms_.size()));
    }
    for (const double length : box_.lengths) {
      if (length <= 0) return lines_.Error("the box lacks an axis");
    }
    std::sort(atoms_.begin(), atoms_.end(),
              [](const AtomLine& a, const AtomLine& b) { return a.id < b.id; });
    State state;
    state.box = box_;
    if (absl::Status status = AssembleElements(&state); !status.ok()) {
      return status;
    }
    for (const AtomLine& atom : atoms_) {
      const auto velocity = velocities_.find(atom.id);
      if (!velocities_.empty() && velocity == velocities_.end()) {
        return lines_.Error(
            absl::StrFormat("atom %d has no velocity", atom.id));
      }
      Vec3 position = {};
      for (std::size_t a = 0; a < 3; ++a) {
        // Along a free axis there are no faces to start from.
        position[a] = atom.position[a] - (box_.periodic[a] ? low_[a] : 0);
      }
      state.atoms.species.push_back(atom.type - 1);
      state.atoms.positions.push_back(position);
      state.atoms.velocities.push_back(velocities_.empty() ? Vec3{}
                                                           : velocity->second);
      state.atoms.images.push_back(atom.image);
    }
    if (absl::Status wrapped = WrapIntoBox(&state); !wrapped.ok()) {
      return lines_.Error(std::string(wrapped.message()));
    }
    return state;
  }

  absl::Status AssembleElements(State* state) {
    if (!elements_.empty() &&
        static_cast<std::int32_t>(elements_.size()) != types_) {
      return lines_.ErrorAt(
          types_line_,
          absl::StrFormat("the file has %d atom types, but %d elements were "
                          "named",
                          types_, elements_.size()));
    }
    for (std::int32_t type = 1; type <= types_; ++type) {
      std::string symbol = elements_.empty()
                               ? symbols_[type]
                               : elements_[static_cast<std::size_t>(type - 1)];
      if (symbol.empty() && masses_.contains(type)) {
        symbol = NearestElement(masses_[type]);
      }
      if (symbol.empty()) return UnknownElement(type);
      state->elements.push_back(std::move(symbol));
      state->masses.push_back(masses_[type]);
    }
    return absl::OkStatus();
  }

  // Empty if none is near enough.
  std::string NearestElement(double mass) const {
    std::string nearest;
    double distance = kMassTolerance;
    for (const KnownElement& element : known_) {
      if (std::abs(element.mass - mass) > distance) continue;
      distance = std::abs(element.mass - mass);
      nearest = element.symbol;
    }
    return nearest;
  }

  absl::Status UnknownElement(std::int32_t type) const {
    std::string masses;
    for (const KnownElement& element : known_) {
      masses += absl::StrFormat("%s%s %g", masses.empty() ? "" : ", ",
                                element.symbol, element.mass);
    }
    const auto mass = masses_.find(type);
    const std::string found =
        mass == masses_.end()
            ? "it has no mass"
            : absl::StrFormat("its mass is %g amu", mass->second);
    const auto line = mass_lines_.find(type);
    return lines_.ErrorAt(
        line == mass_lines_.end() ? types_line_ : line->second,
        absl::StrFormat(
            "the element of atom type %d is not known (%s%s): name the "
            "elements, "
            "or write \"%d MASS # SYMBOL\" in Masses",
            type, found,
            masses.empty() ? "" : "; known are " + masses + ", within 0.1 amu",
            type));
  }

  bool NextFilledLine() {
    while (lines_.Next()) {
      if (!Words(lines_.line()).empty()) return true;
    }
    return false;
  }

  absl::Status BadLine(const std::string& expected) const {
    return lines_.Error(
        absl::StrFormat("expected %s, found \"%s\"", expected, lines_.line()));
  }

  TextLines lines_;
  std::vector<std::string> elements_;
  std::span<const KnownElement> known_;
  std::string section_;
  std::int64_t count_ = 0;
  std::int32_t types_ = 0;
  int types_line_ = 1;
  Box box_;
  Vec3 low_ = {};
  std::map<std::int32_t, double> masses_;
  std::map<std::int32_t, int> mass_lines_;
  std::map<std::int32_t, std::string> symbols_;
  std::vector<AtomLine> atoms_;
  std::map<std::int64_t, Vec3> velocities_;
};

// Room beyond the outermost atoms along an axis with free surfaces [Å]: LAMMPS
// refuses atoms on or outside of the faces of the box, even of one that it
// shrinks afterwards.
constexpr double kMargin = 0.5;

struct Faces {
  double low = 0;
  double high = 0;
};

Faces FacesOf(const State& state, std::size_t axis) {
  Faces faces = {0, state.box.lengths[axis]};
  if (state.box.periodic[axis]) return faces;
  for (const Vec3& position : state.atoms.positions) {
    faces.low = std::min(faces.low, position[axis] - kMargin);
    faces.high = std::max(faces.high, position[axis] + kMargin);
  }
  return faces;
}

// " boundary s p p"; empty if the box is periodic.
std::string BoundaryOf(const Box& box) {
  if (box.periodic == std::array{true, true, true}) return "";
  std::string text = ", boundary";
  for (const bool periodic : box.periodic) text += periodic ? " p" : " s";
  return text;
}

void AppendVector(const Vec3& v, std::string* text) {
  for (const double x : v) {
    text->push_back(' ');
    AppendNumber(x, text);
  }
}

}  // namespace

absl::StatusOr<State> ReadLammpsData(std::string_view text,
                                     std::string_view name,
                                     std::span<const std::string> elements,
                                     std::span<const KnownElement> known) {
  return Reader(text, name, elements, known).Read();
}

std::string WriteLammpsData(const State& state) {
  const Atoms& atoms = state.atoms;
  std::string text = absl::StrFormat(
      "LAMMPS data file, atom style atomic, units metal%s\n\n%d atoms\n%d atom "
      "types\n\n",
      BoundaryOf(state.box), atoms.size(), state.elements.size());
  for (std::size_t a = 0; a < 3; ++a) {
    const char axis = "xyz"[a];
    const Faces faces = FacesOf(state, a);
    AppendNumber(faces.low, &text);
    text.push_back(' ');
    AppendNumber(faces.high, &text);
    text += absl::StrFormat(" %clo %chi\n", axis, axis);
  }
  if (state.box.tilts != Vec3{}) {
    const Vec3 tilts = {state.box.tilts[2], state.box.tilts[1],
                        state.box.tilts[0]};
    AppendVector(tilts, &text);
    text += " xy xz yz\n";
  }
  text += "\nMasses\n\n";
  for (std::size_t k = 0; k < state.elements.size(); ++k) {
    text += absl::StrFormat("%d ", k + 1);
    AppendNumber(state.masses[k], &text);
    text += absl::StrFormat(" # %s\n", state.elements[k]);
  }
  text += "\nAtoms # atomic\n\n";
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    text += absl::StrFormat("%d %d", i + 1, atoms.species[i] + 1);
    AppendVector(atoms.positions[i], &text);
    text += absl::StrFormat(" %d %d %d\n", atoms.images[i][0],
                            atoms.images[i][1], atoms.images[i][2]);
  }
  text += "\nVelocities\n\n";
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    text += absl::StrFormat("%d", i + 1);
    AppendVector(atoms.velocities[i], &text);
    text.push_back('\n');
  }
  return text;
}

}  // namespace lehr::md::formats
