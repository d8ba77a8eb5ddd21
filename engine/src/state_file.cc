#include "lehr/md/state_file.h"

#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "engine/src/crc32c.h"

namespace lehr::md {
namespace {

// The file: magic, version (32 bits), then for each section its name (4 bytes),
// its length (64 bits) and that many bytes, then the CRC-32C of all before it.
// Magic and check stay where they are in all versions.
constexpr std::string_view kMagic = "LEHRSTAT";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kCheckBytes = 4;
constexpr std::size_t kLeastBytes =
    kMagic.size() + sizeof(kVersion) + kCheckBytes;

constexpr std::string_view kElements = "ELEM";
constexpr std::string_view kBox = "BOX ";
constexpr std::string_view kAtoms = "ATOM";
constexpr std::string_view kLaw = "LAW ";
constexpr std::string_view kThermostat = "THRM";
constexpr std::string_view kBarostat = "BARO";
// Only in states of which a number in it is not zero.
constexpr std::string_view kStartTilts = "TILT";

template <typename T>
using BitsOf = std::conditional_t<
    sizeof(T) == 8, std::uint64_t,
    std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint8_t>>;

// Appends numbers in little-endian order on any machine.
class Writer {
 public:
  template <typename T>
  void Put(T value) {
    const auto bits = std::bit_cast<BitsOf<T>>(value);
    char bytes[sizeof(T)];
    for (std::size_t k = 0; k < sizeof(T); ++k) {
      bytes[k] = static_cast<char>(bits >> (8 * k) & 0xff);
    }
    bytes_.append(bytes, sizeof(T));
  }
  template <typename T, std::size_t N>
  void Put(const std::array<T, N>& values) {
    for (const T& value : values) Put(value);
  }
  template <typename T>
  void PutAll(const std::vector<T>& values) {
    for (const T& value : values) Put(value);
  }
  void PutText(std::string_view text) { bytes_.append(text); }

  // Begins a section; End writes its length.
  void Begin(std::string_view name) {
    PutText(name);
    begin_ = bytes_.size();
    Put(std::uint64_t{0});
  }
  void End() {
    Writer length;
    length.Put(std::uint64_t{bytes_.size() - begin_ - sizeof(std::uint64_t)});
    bytes_.replace(begin_, sizeof(std::uint64_t), length.bytes_);
  }

  void Reserve(std::size_t bytes) { bytes_.reserve(bytes); }
  std::string& bytes() { return bytes_; }

 private:
  std::string bytes_;
  std::size_t begin_ = 0;
};

// Takes numbers from the front; after the end, zeros, and ok() is false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <typename T>
  T Get() {
    const std::string_view bytes = GetText(sizeof(T));
    BitsOf<T> bits = 0;
    for (std::size_t k = 0; k < bytes.size(); ++k) {
      bits = static_cast<BitsOf<T>>(
          bits | BitsOf<T>{static_cast<unsigned char>(bytes[k])} << (8 * k));
    }
    return std::bit_cast<T>(bits);
  }
  template <typename T, std::size_t N>
  void Get(std::array<T, N>* values) {
    for (T& value : *values) value = Get<T>();
  }
  std::string_view GetText(std::size_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }

  // A count of things that take at least `bytes` each: never more than fit.
  std::size_t GetCount(std::size_t bytes) {
    const auto count = Get<std::uint64_t>();
    if (count > rest_.size() / bytes) {
      ok_ = false;
      return 0;
    }
    return static_cast<std::size_t>(count);
  }

  bool ok() const { return ok_; }
  std::size_t left() const { return rest_.size(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

void PutChain(const ChainState& chain, Writer* writer) {
  writer->Put(std::uint64_t{chain.positions.size()});
  writer->PutAll(chain.positions);
  writer->Put(std::uint64_t{chain.velocities.size()});
  writer->PutAll(chain.velocities);
}

void GetChain(Reader* reader, ChainState* chain) {
  for (std::vector<double>* values : {&chain->positions, &chain->velocities}) {
    values->resize(reader->GetCount(sizeof(double)));
    for (double& value : *values) value = reader->Get<double>();
  }
}

void GetElements(Reader* reader, State* state) {
  const std::size_t count = reader->GetCount(2 * sizeof(std::uint64_t));
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t size = reader->GetCount(1);
    state->elements.emplace_back(reader->GetText(size));
    state->masses.push_back(reader->Get<double>());
  }
}

void GetBox(Reader* reader, State* state) {
  reader->Get(&state->box.lengths);
  reader->Get(&state->box.tilts);
  for (bool& periodic : state->box.periodic) {
    periodic = reader->Get<std::uint8_t>() != 0;
  }
  reader->Get(&state->bulk_lengths);
}

void GetAtoms(Reader* reader, State* state) {
  constexpr std::size_t kAtomBytes = 4 + 24 + 24 + 12;
  const std::size_t count = reader->GetCount(kAtomBytes);
  Atoms& atoms = state->atoms;
  atoms.species.resize(count);
  atoms.positions.resize(count);
  atoms.velocities.resize(count);
  atoms.images.resize(count);
  for (std::int32_t& species : atoms.species) {
    species = reader->Get<std::int32_t>();
  }
  for (Vec3& position : atoms.positions) reader->Get(&position);
  for (Vec3& velocity : atoms.velocities) reader->Get(&velocity);
  for (auto& image : atoms.images) reader->Get(&image);
}

void GetLaw(Reader* reader, State* state) {
  state->law_step = reader->Get<std::int64_t>();
  reader->Get(&state->law_start_lengths);
}

void GetThermostat(Reader* reader, State* state) {
  GetChain(reader, &state->thermostat);
}

void GetBarostat(Reader* reader, State* state) {
  reader->Get(&state->barostat.velocities);
  GetChain(reader, &state->barostat.chain);
}

void GetStartTilts(Reader* reader, State* state) {
  reader->Get(&state->law_start_tilts);
}

// What the check cannot see: a state that was wrong when it was written.
absl::Status CheckContent(const State& state) {
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    const std::int32_t species = state.atoms.species[i];
    if (species < 0 ||
        static_cast<std::size_t>(species) >= state.elements.size()) {
      return absl::DataLossError(absl::StrFormat(
          "state: atom %d: expected a species below %d, found %d", i,
          state.elements.size(), species));
    }
  }
  for (const double length : state.box.lengths) {
    if (!std::isfinite(length) || length <= 0) {
      return absl::DataLossError(absl::StrFormat(
          "state: box: expected positive edges, found %g Å", length));
    }
  }
  return absl::OkStatus();
}

struct Section {
  std::string_view name;
  void (*get)(Reader*, State*);
};

absl::Status DecodeSection(const Section& section, Reader* reader,
                           State* state) {
  const std::string_view name = reader->GetText(section.name.size());
  const std::size_t size = reader->GetCount(1);
  if (name != section.name || !reader->ok()) {
    return absl::DataLossError(absl::StrFormat(
        "state: expected section \"%s\", found \"%s\" of %d bytes",
        section.name, name, size));
  }
  Reader body(reader->GetText(size));
  section.get(&body, state);
  if (body.ok() && body.left() == 0) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrFormat("state: section \"%s\": %d bytes do not fit its counts",
                      section.name, size));
}

absl::Status DecodeSections(std::string_view content, State* state) {
  constexpr Section kSections[] = {
      {kElements, GetElements},     {kBox, GetBox},
      {kAtoms, GetAtoms},           {kLaw, GetLaw},
      {kThermostat, GetThermostat}, {kBarostat, GetBarostat}};
  Reader reader(content);
  for (const Section& section : kSections) {
    absl::Status status = DecodeSection(section, &reader, state);
    if (!status.ok()) return status;
  }
  if (reader.left() != 0) {
    absl::Status status =
        DecodeSection({kStartTilts, GetStartTilts}, &reader, state);
    if (!status.ok()) return status;
  }
  if (reader.left() != 0) {
    return absl::DataLossError(
        absl::StrFormat("state: expected the end after section \"%s\", found "
                        "%d bytes more",
                        kStartTilts, reader.left()));
  }
  return CheckContent(*state);
}

}  // namespace

std::string EncodeState(const State& state) {
  const Atoms& atoms = state.atoms;
  assert(state.masses.size() == state.elements.size());
  assert(atoms.species.size() == atoms.size());
  assert(atoms.velocities.size() == atoms.size());
  assert(atoms.images.size() == atoms.size());
  Writer writer;
  writer.Reserve(1024 + atoms.size() * 64);
  writer.PutText(kMagic);
  writer.Put(kVersion);

  writer.Begin(kElements);
  writer.Put(std::uint64_t{state.elements.size()});
  for (std::size_t k = 0; k < state.elements.size(); ++k) {
    writer.Put(std::uint64_t{state.elements[k].size()});
    writer.PutText(state.elements[k]);
    writer.Put(state.masses[k]);
  }
  writer.End();

  writer.Begin(kBox);
  writer.Put(state.box.lengths);
  writer.Put(state.box.tilts);
  for (const bool periodic : state.box.periodic) {
    writer.Put(static_cast<std::uint8_t>(periodic ? 1 : 0));
  }
  writer.Put(state.bulk_lengths);
  writer.End();

  writer.Begin(kAtoms);
  writer.Put(std::uint64_t{atoms.size()});
  writer.PutAll(atoms.species);
  writer.PutAll(atoms.positions);
  writer.PutAll(atoms.velocities);
  writer.PutAll(atoms.images);
  writer.End();

  writer.Begin(kLaw);
  writer.Put(state.law_step);
  writer.Put(state.law_start_lengths);
  writer.End();

  writer.Begin(kThermostat);
  PutChain(state.thermostat, &writer);
  writer.End();

  writer.Begin(kBarostat);
  writer.Put(state.barostat.velocities);
  PutChain(state.barostat.chain, &writer);
  writer.End();

  if (state.law_start_tilts != Vec3{0, 0, 0}) {
    writer.Begin(kStartTilts);
    writer.Put(state.law_start_tilts);
    writer.End();
  }

  writer.Put(Crc32c(writer.bytes()));
  return std::move(writer.bytes());
}

absl::StatusOr<State> DecodeState(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "state: expected a file that begins with \"%s\", found %d bytes that "
        "do not",
        kMagic, bytes.size()));
  }
  if (bytes.size() < kLeastBytes) {
    return absl::DataLossError(
        absl::StrFormat("state: expected at least %d bytes, found %d",
                        kLeastBytes, bytes.size()));
  }
  const std::string_view checked = bytes.substr(0, bytes.size() - kCheckBytes);
  const auto expected =
      Reader(bytes.substr(checked.size())).Get<std::uint32_t>();
  const std::uint32_t found = Crc32c(checked);
  if (found != expected) {
    return absl::DataLossError(absl::StrFormat(
        "state: bytes were cut or changed: expected CRC-32C %08x, found %08x "
        "over %d bytes",
        expected, found, checked.size()));
  }
  const auto version =
      Reader(checked.substr(kMagic.size())).Get<std::uint32_t>();
  if (version != kVersion) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "state: expected format version %d, found %d: use a newer program",
        kVersion, version));
  }
  State state;
  if (absl::Status status = DecodeSections(
          checked.substr(kMagic.size() + sizeof(kVersion)), &state);
      !status.ok()) {
    return status;
  }
  return state;
}

}  // namespace lehr::md
