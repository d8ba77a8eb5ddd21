#ifndef LEHR_MD_ANALYSIS_ELEMENT_RADII_H_
#define LEHR_MD_ANALYSIS_ELEMENT_RADII_H_

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

namespace lehr::md::analysis {

// Chemical symbol -> radius [Å].
using ElementRadii = std::map<std::string, double>;

// Half the distances of nearest neighbors in Cu and Zr: 1.28 Å and 1.60 Å.
ElementRadii DefaultRadii();

// The radius of each of `elements` [species, Å]. INVALID_ARGUMENT, naming the
// element, if one that `species` has atoms of is not in `radii` or its radius
// is not positive; an element without atoms may lack one and gets 0.
absl::StatusOr<std::vector<double>> RadiiOf(
    std::span<const std::string> elements,
    std::span<const std::int32_t> species, const ElementRadii& radii);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_ELEMENT_RADII_H_
