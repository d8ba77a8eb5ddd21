#ifndef LEHR_CLIENT_PLOT_MEASURED_CURVES_H_
#define LEHR_CLIENT_PLOT_MEASURED_CURVES_H_

#include <absl/status/statusor.h>

#include "client/plot/curve_average.h"
#include "client/plot/sweep_data.h"

namespace lehr::client {

// Curves behind the measurement `step` of that kind. Errors as
// SweepData::CurveOf and ColumnOf.

// True stress [GPa] along the strained axis against its strain in %, as running
// means of the width that the measurement takes for the yield stress. Positive
// in compression, too.
absl::StatusOr<XyCurve> StressStrainCurve(const SweepData& data,
                                          const MeasuringStep& step);

// Equivalent strain in % against the time since loading began [ps]:
//   ε_e = √( 2/9 [ (ε_x − ε_y)² + (ε_y − ε_z)² + (ε_x − ε_z)² ] ),
// Eq. (1) of S. Li, Y. Yu, P. S. Branicio and Z.-D. Sha, Mater. Today Commun.
// 36, 106493 (2023), with ε_a = L_a / L_a0 − 1 and L_a0 the mean edge over the
// last reference_ps before loading.
absl::StatusOr<XyCurve> CreepCurve(const SweepData& data,
                                   const MeasuringStep& step);

// g against r [Å].
absl::StatusOr<XyCurve> PairDistributionCurve(const SweepData& data,
                                              const MeasuringStep& step);

// S against q [1/Å].
absl::StatusOr<XyCurve> StructureFactorCurve(const SweepData& data,
                                             const MeasuringStep& step);

// Volume per atom [Å^3] against the temperature [K] while it is cooled: means
// over bins as wide as the measurement's, from cold to hot.
absl::StatusOr<XyCurve> CoolingCurve(const SweepData& data,
                                     const MeasuringStep& step);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PLOT_MEASURED_CURVES_H_
