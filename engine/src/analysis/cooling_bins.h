#ifndef LEHR_ENGINE_SRC_ANALYSIS_COOLING_BINS_H_
#define LEHR_ENGINE_SRC_ANALYSIS_COOLING_BINS_H_

#include <span>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/analysis/glass_transition.h"

namespace lehr::md::analysis {

// Means of the rows of a cooling whose programmed temperature is in one bin.
struct CoolingBins {
  std::vector<double> temperature;  // K, of the programme, rising
  std::vector<double> volume;       // Å³/atom
  std::vector<double> energy;       // eV/atom
};

// Bins of width `bin` [K] from 0 K; empty ones are left out. INVALID_ARGUMENT
// if the rows of a law are uneven or not finite, or there are none.
absl::StatusOr<CoolingBins> BinCooling(std::span<const CoolingRows> laws,
                                       double bin);

}  // namespace lehr::md::analysis

#endif  // LEHR_ENGINE_SRC_ANALYSIS_COOLING_BINS_H_
