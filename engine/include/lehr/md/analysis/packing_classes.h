#ifndef LEHR_MD_ANALYSIS_PACKING_CLASSES_H_
#define LEHR_MD_ANALYSIS_PACKING_CLASSES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/analysis/voronoi.h"

namespace lehr::md::analysis {

// Gradient atomic packing: six classes of cells by their geometrical
// frustration, from the Z-clusters (I) to those with defects of a liquid (VI).
// The model is that of Wang et al., npj Comput. Mater. 4, 41 (2018),
// doi:10.1038/s41524-018-0097-4; which indices are in which class is a table
// that users can replace.

inline constexpr std::size_t kPackingClasses = 6;

// How the default table counts a cell's distance from the Z-cluster.
enum class PackingRank {
  // d = n4 − n4*(Z).
  kFourEdged,
  // d is the number of n4 from n4*(Z) to n4 that polyhedra of Z faces can have:
  // there is no <0,1,10,1>, so <0,2,8,2> is next to <0,0,12,0>.
  kExisting,
};

// PackingTable says which class an index belongs to.
class PackingTable {
 public:
  // The default reconstruction. Polyhedra with corners of three faces and only
  // 4-, 5- and 6-edged faces have 2 n4 + n5 = 12 and n6 = Z − 12 + n4 (Euler),
  // so at given Z = n4 + n5 + n6 they differ in n4 alone. The Z-cluster has
  // n4*(Z) = 4, 3, 2, 2, 0, 1, 0, 0, 0, 0 for Z = 8 to 17 (Cheng and Ma, Prog.
  // Mater. Sci. 56, 379 (2011), doi:10.1016/j.pmatsci.2010.12.002), and d, by
  // `rank`, counts the extra pairs of disclinations: class I for d = 0 (or
  // less), II for 1, III for 2, IV for 3, V for 4 and more. VI, which is
  // everything that a table does not name: a 3-edged face or one with seven
  // edges or more, or Z outside of 8 to 17. With thresholds Euler's relations
  // need not hold; the class still follows from Z and n4.
  static PackingTable Default(PackingRank rank);

  // Reads a table: a line "n3 n4 n5 n6 class" with class 1 to 6 or I to VI for
  // each index; blank lines and what follows # are passed over. `name` is for
  // messages. INVALID_ARGUMENT, naming the line, for anything else, an index
  // that was there before, or a table without lines.
  static absl::StatusOr<PackingTable> Parse(std::string_view text,
                                            std::string_view name);

  // 1 to 6. Faces with seven edges or more, and indices that the table does not
  // have, are 6.
  int ClassOf(const VoronoiIndex& index) const;

  // The table as Parse reads it, to be kept beside a result.
  std::string Text() const;

 private:
  std::map<VoronoiIndex, int> classes_;
};

// Shares of cells. All are fractions of the same atoms.
struct PackingFractions {
  std::array<double, kPackingClasses> classes = {};  // I to VI

  double solid_like() const { return classes[0]; }
  double transition() const { return classes[1] + classes[2]; }
  double liquid_like() const { return classes[3] + classes[4] + classes[5]; }
};

struct PackingClasses {
  // [N] 1 to 6; 0 at a free surface.
  std::vector<std::uint8_t> classes;
  // [species + 1]: of the counted atoms of each element, then of all.
  std::vector<PackingFractions> fractions;
};

PackingClasses ClassifyPacking(const Voronoi& voronoi,
                               const PackingTable& table);

// An index and how often counted atoms of an element have it.
struct IndexCount {
  VoronoiIndex index;
  std::int64_t count = 0;
  double fraction = 0;  // of the element's counted atoms
};

// [species + 1]: the `most` most frequent indices of each element, then of all,
// frequent ones first, equally frequent ones in the order of the index. Any
// classification can be made anew from them.
std::vector<std::vector<IndexCount>> MostFrequentIndices(const Voronoi& voronoi,
                                                         std::size_t most = 20);

// Full icosahedra <0,0,12,0> around the atoms of one element, by the three
// normalisations that papers use without saying which.
struct IcosahedronFractions {
  std::int64_t count = 0;
  double of_element = 0;  // count / counted atoms of the element
  double of_all = 0;      // count / all counted atoms
  // All icosahedra, whatever their centre, / all counted atoms.
  double any_centre_of_all = 0;
};

// [species]
std::vector<IcosahedronFractions> CountIcosahedra(const Voronoi& voronoi);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_PACKING_CLASSES_H_
