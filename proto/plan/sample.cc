#include "proto/plan/sample.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "proto/support/sha256.h"

namespace lehr::plan {
namespace {

// An element's part of the atoms.
struct Part {
  std::string element;
  double share = 0;  // not rounded
  std::int64_t count = 0;
  double remainder() const { return share - static_cast<double>(count); }
};

std::vector<Part> PartsOf(const v1::Material& material, std::int64_t atoms) {
  std::vector<Part> parts;
  for (const v1::Component& component : material.components()) {
    // A fraction outside [0, 1] is reported elsewhere; it may not overflow.
    const double fraction =
        component.fraction() > 0 ? std::min(component.fraction(), 1.0) : 0;
    const double share = fraction * static_cast<double>(atoms);
    parts.push_back({component.element(), share,
                     static_cast<std::int64_t>(std::floor(share))});
  }
  std::sort(parts.begin(), parts.end(),
            [](const Part& a, const Part& b) { return a.element < b.element; });
  return parts;
}

// The first 8 bytes of SHA-256 over the purpose and the numbers, all integers
// big-endian.
std::uint64_t Hash(std::string_view purpose,
                   std::initializer_list<std::int64_t> numbers) {
  std::string bytes(purpose);
  for (const std::int64_t number : numbers) {
    const auto bits = std::bit_cast<std::uint64_t>(number);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes.push_back(static_cast<char>((bits >> shift) & 0xff));
    }
  }
  const std::string hash = Sha256Of(bytes);
  std::uint64_t result = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    result = result << 8 | static_cast<unsigned char>(hash[i]);
  }
  return result;
}

}  // namespace

int SitesPerCell(v1::Lattice lattice) {
  return lattice == v1::LATTICE_BCC ? 2 : 4;
}

void SetComposition(const v1::Material& material, std::int64_t atoms,
                    v1::CreateLaw* law) {
  std::vector<Part> parts = PartsOf(material, atoms);
  std::int64_t left = atoms;
  std::vector<Part*> by_remainder;
  for (Part& part : parts) {
    left -= part.count;
    by_remainder.push_back(&part);
  }
  // Equal shares may differ by rounding; which comes first must not depend on
  // that.
  constexpr double kEqual = 1e-6;
  std::stable_sort(by_remainder.begin(), by_remainder.end(),
                   [](const Part* a, const Part* b) {
                     return std::round(a->remainder() / kEqual) >
                            std::round(b->remainder() / kEqual);
                   });
  for (Part* part : by_remainder) {
    if (left <= 0) break;
    ++part->count;
    --left;
  }
  for (const Part& part : parts) {
    if (part.count <= 0) continue;
    law->add_elements(part.element);
    law->add_counts(part.count);
  }
}

std::uint64_t DerivedSeed(std::int64_t sweep_seed, int replica, int ordinal) {
  return Hash("lehr.seed.v1", {sweep_seed, replica, ordinal});
}

std::uint64_t ExplicitSeed(std::int64_t seed, int replica) {
  if (replica == 0) return std::bit_cast<std::uint64_t>(seed);
  return Hash("lehr.replica_seed.v1", {seed, replica});
}

}  // namespace lehr::plan
