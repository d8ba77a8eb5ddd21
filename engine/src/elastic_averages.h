#ifndef LEHR_ENGINE_SRC_ELASTIC_AVERAGES_H_
#define LEHR_ENGINE_SRC_ELASTIC_AVERAGES_H_

#include <array>

#include <absl/status/status.h>

#include "lehr/md/elastic.h"

namespace lehr::md {

using ElasticMatrix = std::array<std::array<double, 6>, 6>;

// The compliances, inverse of the elastic constants. OUT_OF_RANGE if there are
// none: the state has a direction without stiffness.
absl::Status Invert(const ElasticMatrix& c, ElasticMatrix* compliances);

// Makes `constants->c` symmetric by the mean of c_ij and c_ji, as an energy has
// it, and computes all averages from it. Errors as Invert.
absl::Status AddAverages(ElasticConstants* constants);

}  // namespace lehr::md

#endif  // LEHR_ENGINE_SRC_ELASTIC_AVERAGES_H_
