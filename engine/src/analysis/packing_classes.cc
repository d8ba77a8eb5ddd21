#include "lehr/md/analysis/packing_classes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <absl/status/status.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_split.h>

namespace lehr::md::analysis {
namespace {

constexpr int kLastClass = static_cast<int>(kPackingClasses);

constexpr std::array<const char*, kPackingClasses> kClassNames = {
    "I", "II", "III", "IV", "V", "VI"};

// More faces than any cell of a metal has; a table with such a number is wrong.
constexpr int kMostFaces = 100;

// n4* of the Z-clusters, Z = 8 to 17.
constexpr int kFewestFaces = 8;
constexpr std::array<int, 10> kZClusterFourEdged = {4, 3, 2, 2, 0,
                                                    1, 0, 0, 0, 0};

// Whether there are polyhedra of `faces` faces, `four_edged` of them with four
// edges and the others with five and six. From the Z-cluster's n4 on, Euler's
// relation allows two that do not exist, <0,5,2,1> and <0,1,10,1>: no face
// spiral winds up to them (Manolopoulos, May and Down, Chem. Phys. Lett. 181,
// 105 (1991), doi:10.1016/0009-2614(91)90340-F), while all others have one.
bool Exists(int faces, int four_edged) {
  return !(faces == 8 && four_edged == 5) && !(faces == 12 && four_edged == 1);
}

// How far a polyhedron is from the Z-cluster, by the definitions of
// PackingRank.
int Distance(int faces, int four_edged, PackingRank rank) {
  const int least =
      kZClusterFourEdged[static_cast<std::size_t>(faces - kFewestFaces)];
  if (rank == PackingRank::kFourEdged) return std::max(0, four_edged - least);
  int distance = 0;
  for (int n4 = least + 1; n4 <= four_edged; ++n4) {
    if (Exists(faces, n4)) ++distance;
  }
  return distance;
}

absl::Status LineError(std::string_view name, int line,
                       std::string_view expected, std::string_view found) {
  return absl::InvalidArgumentError(absl::StrFormat(
      "%s:%d: expected %s, found \"%s\"", name, line, expected, found));
}

std::optional<int> ReadClass(const std::string& word) {
  for (std::size_t c = 0; c < kPackingClasses; ++c) {
    if (word == kClassNames[c] || word == std::to_string(c + 1)) {
      return static_cast<int>(c) + 1;
    }
  }
  return std::nullopt;
}

std::optional<VoronoiIndex> ReadIndex(const std::vector<std::string>& words) {
  VoronoiIndex index;
  const std::array<std::int32_t*, 4> numbers = {&index.n3, &index.n4, &index.n5,
                                                &index.n6};
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    if (!absl::SimpleAtoi(words[k], numbers[k]) || *numbers[k] < 0 ||
        *numbers[k] > kMostFaces) {
      return std::nullopt;
    }
  }
  return index;
}

}  // namespace

PackingTable PackingTable::Default(PackingRank rank) {
  PackingTable table;
  const int most_faces =
      kFewestFaces + static_cast<int>(kZClusterFourEdged.size()) - 1;
  for (int faces = kFewestFaces; faces <= most_faces; ++faces) {
    for (int n4 = 0; n4 <= faces; ++n4) {
      const int from_first = std::min(4, Distance(faces, n4, rank));
      for (int n5 = 0; n5 + n4 <= faces; ++n5) {
        table.classes_[{.n4 = n4, .n5 = n5, .n6 = faces - n4 - n5}] =
            1 + from_first;
      }
    }
  }
  return table;
}

absl::StatusOr<PackingTable> PackingTable::Parse(std::string_view text,
                                                 std::string_view name) {
  PackingTable table;
  int number = 0;
  const std::vector<std::string> lines =
      absl::StrSplit(absl::string_view(text.data(), text.size()), '\n');
  for (const std::string& line : lines) {
    ++number;
    const std::vector<std::string> words =
        absl::StrSplit(line.substr(0, line.find('#')), absl::ByAnyChar(" \t\r"),
                       absl::SkipEmpty());
    if (words.empty()) continue;
    if (words.size() != 5) {
      return LineError(name, number, "five words (n3 n4 n5 n6 class)", line);
    }
    const auto index = ReadIndex(words);
    if (!index) {
      return LineError(
          name, number,
          absl::StrFormat("numbers of faces from 0 to %d", kMostFaces), line);
    }
    const auto packing_class = ReadClass(words[4]);
    if (!packing_class) {
      return LineError(name, number, "a class from 1 to 6 or I to VI",
                       words[4]);
    }
    if (!table.classes_.emplace(*index, *packing_class).second) {
      return LineError(name, number, "an index that was not there before",
                       line);
    }
  }
  if (table.classes_.empty()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected lines \"n3 n4 n5 n6 class\", found none", name));
  }
  return table;
}

int PackingTable::ClassOf(const VoronoiIndex& index) const {
  const auto found = classes_.find(index);
  return found == classes_.end() ? kLastClass : found->second;
}

std::string PackingTable::Text() const {
  std::string text = "# n3 n4 n5 n6 class; all others: VI\n";
  for (const auto& [index, packing_class] : classes_) {
    absl::StrAppendFormat(
        &text, "%d %d %d %d %s\n", index.n3, index.n4, index.n5, index.n6,
        kClassNames[static_cast<std::size_t>(packing_class - 1)]);
  }
  return text;
}

PackingClasses ClassifyPacking(const Voronoi& voronoi,
                               const PackingTable& table) {
  PackingClasses result;
  result.classes.resize(voronoi.size());
  result.fractions.resize(voronoi.elements.size() + 1);
  std::vector<std::int64_t> atoms(result.fractions.size());
  for (std::size_t i = 0; i < voronoi.size(); ++i) {
    if (!voronoi.counted(i)) continue;
    const int packing_class = table.ClassOf(voronoi.indices[i]);
    result.classes[i] = static_cast<std::uint8_t>(packing_class);
    const auto s = static_cast<std::size_t>(voronoi.species[i]);
    for (const std::size_t group : {s, voronoi.elements.size()}) {
      ++atoms[group];
      ++result.fractions[group]
            .classes[static_cast<std::size_t>(packing_class - 1)];
    }
  }
  for (std::size_t group = 0; group < atoms.size(); ++group) {
    if (atoms[group] == 0) continue;
    for (double& share : result.fractions[group].classes) {
      share /= static_cast<double>(atoms[group]);
    }
  }
  return result;
}

std::vector<std::vector<IndexCount>> MostFrequentIndices(const Voronoi& voronoi,
                                                         std::size_t most) {
  std::vector<std::map<VoronoiIndex, std::int64_t>> counts(
      voronoi.elements.size() + 1);
  for (std::size_t i = 0; i < voronoi.size(); ++i) {
    if (!voronoi.counted(i)) continue;
    ++counts[static_cast<std::size_t>(voronoi.species[i])][voronoi.indices[i]];
    ++counts.back()[voronoi.indices[i]];
  }
  std::vector<std::vector<IndexCount>> frequent;
  for (const auto& group : counts) {
    std::vector<IndexCount> ranked;
    std::int64_t atoms = 0;
    for (const auto& [index, count] : group) {
      ranked.push_back({.index = index, .count = count});
      atoms += count;
    }
    // Stable: the map's order decides where counts are equal.
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const IndexCount& a, const IndexCount& b) {
                       return a.count > b.count;
                     });
    ranked.resize(std::min(ranked.size(), most));
    for (IndexCount& entry : ranked) {
      entry.fraction =
          static_cast<double>(entry.count) / static_cast<double>(atoms);
    }
    frequent.push_back(std::move(ranked));
  }
  return frequent;
}

std::vector<IcosahedronFractions> CountIcosahedra(const Voronoi& voronoi) {
  std::vector<IcosahedronFractions> fractions(voronoi.elements.size());
  std::vector<std::int64_t> atoms(fractions.size());
  std::int64_t all = 0;
  std::int64_t icosahedra = 0;
  for (std::size_t i = 0; i < voronoi.size(); ++i) {
    if (!voronoi.counted(i)) continue;
    const auto s = static_cast<std::size_t>(voronoi.species[i]);
    ++atoms[s];
    ++all;
    if (voronoi.indices[i] != kIcosahedron) continue;
    ++fractions[s].count;
    ++icosahedra;
  }
  for (std::size_t s = 0; s < fractions.size(); ++s) {
    if (atoms[s] == 0) continue;
    const auto count = static_cast<double>(fractions[s].count);
    fractions[s].of_element = count / static_cast<double>(atoms[s]);
    fractions[s].of_all = count / static_cast<double>(all);
    fractions[s].any_centre_of_all =
        static_cast<double>(icosahedra) / static_cast<double>(all);
  }
  return fractions;
}

}  // namespace lehr::md::analysis
