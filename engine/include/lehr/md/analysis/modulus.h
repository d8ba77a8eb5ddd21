#ifndef LEHR_MD_ANALYSIS_MODULUS_H_
#define LEHR_MD_ANALYSIS_MODULUS_H_

#include <span>

#include <absl/status/statusor.h>

#include "lehr/md/analysis/estimate.h"

namespace lehr::md::analysis {

// Isothermal modulus from a deformation at constant rate, in the unit of
// `stress`: the slope of the least-squares line (with an intercept, since a
// glass at zero pressure keeps some stress of other components) through the
// rows with |strain| <= to_strain. Along an axis with free sides it is Young's
// modulus; with the tilt over the edge as strain and the shear stress of the
// plane it is the shear modulus. Its standard error takes the correlation of
// rows into account. INVALID_ARGUMENT if rows are uneven or not finite, if
// fewer than three lie in the window, or if the curve ends before it.
absl::StatusOr<Estimate> InitialModulus(std::span<const double> strain,
                                        std::span<const double> stress,
                                        double to_strain);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_MODULUS_H_
