#ifndef LEHR_MD_ANALYSIS_GLASS_TRANSITION_H_
#define LEHR_MD_ANALYSIS_GLASS_TRANSITION_H_

#include <cstdint>
#include <optional>
#include <span>

#include <absl/status/statusor.h>

#include "lehr/md/analysis/estimate.h"

namespace lehr::md::analysis {

// The rows of one law whose temperature falls (or stays) linearly in time; each
// row is a mean over the time since the row before. All are equally long.
struct CoolingRows {
  std::span<const double> time;         // ps, rising
  std::span<const double> temperature;  // K
  std::span<const double> volume;       // Å³/atom
  std::span<const double> energy;       // eV/atom, potential
};

struct GlassTransitionOptions {
  double bin = 10;  // K
  // The glass's and the liquid's line are fitted to bins whose middle is in
  // here [K].
  double glass_from = 300, glass_to = 500;
  double liquid_from = 1000, liquid_to = 1400;
  // By how much the windows are shifted for the standard error [K].
  double window_shift = 50;
  int bootstrap_samples = 1000;
  std::uint64_t seed = 1;  // of the bootstrap
};

struct GlassTransition {
  Estimate temperature;  // K, from the volume
  // K, from the potential energy; none if its lines do not meet within the
  // records. (Any energy that is linear in T may be added: the lines meet at
  // the same T.)
  std::optional<Estimate> temperature_from_energy;
  // (1/V) dV/dT of the lines [1/K], V in the middle of the window's bins.
  Estimate glass_expansion;
  Estimate liquid_expansion;
};

// Where the straight lines through the volume of the glass and of the liquid
// meet.
//
// Rows are put into bins by the temperature that the thermostat had in mind:
// the least-squares line T(t) through the temperatures of their law. By the
// momentary temperature, which fluctuates by T √(2/3N), the bins at both ends
// would collect chance deviations. Each bin counts once, at the mean of its
// rows.
//
// Standard errors: half the width of the central 68 % of a bootstrap over the
// bins (each window's are drawn again with replacement; the generator is
// Random, so the same bits everywhere), or the root mean square change as each
// window in turn is shifted by ± window_shift, whichever is larger. The second
// stands for curvature, which a fit does not know of, but contains scatter too:
// the sum of both would count it twice. Shifts to where there are too few bins
// are left out.
//
// INVALID_ARGUMENT if rows are uneven or options make no sense; OUT_OF_RANGE,
// with their number, if a window has fewer than three bins, or if the lines of
// the volume are parallel or meet outside of the records.
absl::StatusOr<GlassTransition> FindGlassTransition(
    std::span<const CoolingRows> laws, const GlassTransitionOptions& options);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_GLASS_TRANSITION_H_
