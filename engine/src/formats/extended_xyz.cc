#include "lehr/md/formats/extended_xyz.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include "engine/src/formats/text_lines.h"
#include "lehr/md/formats/wrap.h"

namespace lehr::md::formats {
namespace {

// key=value and key="value with blanks" of a comment line.
std::map<std::string, std::string> ParseComment(std::string_view line) {
  std::map<std::string, std::string> pairs;
  while (true) {
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return pairs;
    line.remove_prefix(begin);
    const std::size_t end_of_key = line.find_first_of("= \t");
    const std::string key(line.substr(0, end_of_key));
    if (end_of_key == std::string_view::npos || line[end_of_key] != '=') {
      pairs[key] = "T";  // a flag
      line.remove_prefix(std::min(line.size(), key.size()));
      continue;
    }
    line.remove_prefix(end_of_key + 1);
    const bool quoted = !line.empty() && line.front() == '"';
    if (quoted) line.remove_prefix(1);
    const std::size_t end = line.find_first_of(quoted ? "\"" : " \t");
    pairs[key] = line.substr(0, end);
    if (end == std::string_view::npos) return pairs;
    line.remove_prefix(end + (quoted ? 1 : 0));
  }
}

// Where in a line the columns that we want begin; npos where there is none.
struct Layout {
  std::size_t species = std::string::npos;
  std::size_t position = std::string::npos;
  std::size_t velocity = std::string::npos;
  std::size_t mass = std::string::npos;
  std::size_t image = std::string::npos;
  std::size_t width = 0;
};

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = text.find(separator, begin);
    parts.push_back(text.substr(begin, end - begin));
    if (end == std::string::npos) return parts;
    begin = end + 1;
  }
}

class Reader {
 public:
  Reader(std::string_view text, std::string_view name) : lines_(text, name) {}

  absl::StatusOr<State> Read() {
    std::int64_t count = 0;
    if (!lines_.Next() || Words(lines_.line()).size() != 1 ||
        !ParseNumber(Words(lines_.line())[0], &count) || count < 1) {
      return lines_.Error("expected the number of atoms");
    }
    if (!lines_.Next()) return lines_.Error("expected a comment line");
    if (absl::Status status = ReadComment(); !status.ok()) return status;
    for (std::int64_t i = 0; i < count; ++i) {
      if (!lines_.Next()) {
        return lines_.Error(
            absl::StrFormat("expected %d atoms, found %d", count, i));
      }
      if (absl::Status status = ReadAtom(); !status.ok()) return status;
    }
    if (absl::Status status = NumberElements(); !status.ok()) return status;
    if (absl::Status wrapped = WrapIntoBox(&state_); !wrapped.ok()) {
      return lines_.Error(std::string(wrapped.message()));
    }
    return std::move(state_);
  }

 private:
  absl::Status ReadComment() {
    auto pairs = ParseComment(lines_.line());
    if (absl::Status s = ReadLattice(pairs["Lattice"]); !s.ok()) return s;
    const auto pbc = pairs.find("pbc");
    if (pbc != pairs.end()) {
      const auto words = Words(pbc->second);
      if (words.size() != 3) return lines_.Error("expected pbc=\"T T T\"");
      for (std::size_t a = 0; a < 3; ++a) {
        state_.box.periodic[a] = words[a] == "T" || words[a] == "1";
      }
    }
    return ReadProperties(pairs["Properties"]);
  }

  absl::Status ReadLattice(const std::string& lattice) {
    const auto words = Words(lattice);
    std::array<double, 9> edge = {};
    bool good = words.size() == 9;
    for (std::size_t k = 0; good && k < 9; ++k) {
      good = ParseNumber(words[k], &edge[k]);
    }
    // Rows are the edges; Box has (Lx,0,0), (xy,Ly,0), (xz,yz,Lz).
    good = good && edge[1] == 0 && edge[2] == 0 && edge[5] == 0 &&
           edge[0] > 0 && edge[4] > 0 && edge[8] > 0;
    if (!good) {
      return lines_.Error(absl::StrFormat(
          "expected Lattice=\"Lx 0 0 xy Ly 0 xz yz Lz\", found \"%s\"",
          lattice));
    }
    state_.box.lengths = {edge[0], edge[4], edge[8]};
    state_.box.tilts = {edge[7], edge[6], edge[3]};
    return absl::OkStatus();
  }

  // "species:S:1:pos:R:3:velo:R:3".
  absl::Status ReadProperties(const std::string& properties) {
    const auto parts = Split(properties, ':');
    for (std::size_t k = 0; k + 2 < parts.size(); k += 3) {
      std::size_t width = 0;
      if (!ParseNumber(std::string_view(parts[k + 2]), &width)) {
        return BadProperties(properties);
      }
      if (parts[k] == "species") layout_.species = layout_.width;
      if (parts[k] == "pos" && width == 3) layout_.position = layout_.width;
      if (parts[k] == "velo" && width == 3) layout_.velocity = layout_.width;
      if (parts[k] == "map_shift" && width == 3) layout_.image = layout_.width;
      if (width == 1 && (parts[k] == "masses" || parts[k] == "mass")) {
        layout_.mass = layout_.width;
      }
      layout_.width += width;
    }
    if (parts.size() % 3 != 0 || layout_.species == std::string::npos ||
        layout_.position == std::string::npos) {
      return BadProperties(properties);
    }
    return absl::OkStatus();
  }

  absl::Status BadProperties(const std::string& found) const {
    return lines_.Error(absl::StrFormat(
        "expected Properties with species:S:1 and pos:R:3, found \"%s\"",
        found));
  }

  absl::Status ReadAtom() {
    const auto words = Words(lines_.line());
    Vec3 position = {};
    Vec3 velocity = {};
    std::array<std::int32_t, 3> image = {};
    double mass = 0;
    bool good = words.size() >= layout_.width;
    if (good && layout_.mass != std::string::npos) {
      good = ParseNumber(words[layout_.mass], &mass);
    }
    for (std::size_t a = 0; good && a < 3; ++a) {
      good = ParseNumber(words[layout_.position + a], &position[a]);
      if (good && layout_.velocity != std::string::npos) {
        good = ParseNumber(words[layout_.velocity + a], &velocity[a]);
      }
      if (good && layout_.image != std::string::npos) {
        good = ParseNumber(words[layout_.image + a], &image[a]);
      }
    }
    if (!good) {
      return lines_.Error(
          absl::StrFormat("expected %d columns as Properties say, found \"%s\"",
                          layout_.width, lines_.line()));
    }
    symbols_.emplace_back(words[layout_.species]);
    state_.atoms.positions.push_back(position);
    state_.atoms.velocities.push_back(velocity);
    state_.atoms.images.push_back(image);
    return KeepMass(symbols_.back(), mass);
  }

  absl::Status KeepMass(const std::string& symbol, double mass) {
    const auto [known, is_new] = masses_.emplace(symbol, mass);
    if (known->second == mass) return absl::OkStatus();
    return lines_.Error(
        absl::StrFormat("expected one mass of all %s, found %g and %g amu",
                        symbol, known->second, mass));
  }

  absl::Status NumberElements() {
    for (const auto& [symbol, mass] : masses_) {
      if (!(mass >= 0)) {
        return lines_.Error(absl::StrFormat(
            "expected a mass of %s above 0 amu, found %g amu", symbol, mass));
      }
      state_.elements.push_back(symbol);
      state_.masses.push_back(mass);
    }
    for (const std::string& symbol : symbols_) {
      state_.atoms.species.push_back(static_cast<std::int32_t>(
          std::distance(masses_.begin(), masses_.find(symbol))));
    }
    return absl::OkStatus();
  }

  TextLines lines_;
  Layout layout_;
  State state_;
  std::vector<std::string> symbols_;
  std::map<std::string, double> masses_;
};

void AppendNumbers(std::span<const double> numbers, std::string* text) {
  for (const double number : numbers) {
    text->push_back(' ');
    AppendNumber(number, text);
  }
}

}  // namespace

absl::StatusOr<State> ReadExtendedXyz(std::string_view text,
                                      std::string_view name) {
  return Reader(text, name).Read();
}

std::string WriteExtendedXyz(const State& state,
                             std::span<const AtomColumn> columns,
                             std::string_view comment) {
  const Box& box = state.box;
  const std::array<double, 9> lattice = {box.lengths[0],
                                         0,
                                         0,
                                         box.tilts[2],
                                         box.lengths[1],
                                         0,
                                         box.tilts[1],
                                         box.tilts[0],
                                         box.lengths[2]};
  std::string text = absl::StrFormat("%d\nLattice=\"", state.atoms.size());
  std::string numbers;
  AppendNumbers(lattice, &numbers);
  text += numbers.substr(1) +
          "\" Properties=id:I:1:species:S:1:pos:R:3:velo:R:3:masses:R:1:"
          "map_shift:I:3";
  for (const AtomColumn& column : columns) {
    text += absl::StrFormat(":%s:R:%d", column.name, column.width);
  }
  text +=
      absl::StrFormat(" pbc=\"%c %c %c\"", box.periodic[0] ? 'T' : 'F',
                      box.periodic[1] ? 'T' : 'F', box.periodic[2] ? 'T' : 'F');
  if (!comment.empty()) text.append(" ").append(comment);
  text.push_back('\n');
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    const auto species = static_cast<std::size_t>(state.atoms.species[i]);
    const auto& image = state.atoms.images[i];
    text += absl::StrFormat("%d %s", i + 1, state.elements[species]);
    AppendNumbers(state.atoms.positions[i], &text);
    AppendNumbers(state.atoms.velocities[i], &text);
    AppendNumbers({&state.masses[species], 1}, &text);
    text += absl::StrFormat(" %d %d %d", image[0], image[1], image[2]);
    for (const AtomColumn& column : columns) {
      const auto width = static_cast<std::size_t>(column.width);
      AppendNumbers(std::span(column.values).subspan(i * width, width), &text);
    }
    text.push_back('\n');
  }
  return text;
}

}  // namespace lehr::md::formats
