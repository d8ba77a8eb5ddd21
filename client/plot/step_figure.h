#ifndef LEHR_CLIENT_PLOT_STEP_FIGURE_H_
#define LEHR_CLIENT_PLOT_STEP_FIGURE_H_

#include <absl/status/statusor.h>

#include "client/plot/curve_average.h"
#include "client/plot/figure.h"
#include "client/plot/sweep_data.h"

namespace lehr::client {

// Five-fold symmetry W against the strain, for sweeps that measure the
// structure again and again while they strain: means over replicas, a panel for
// each ConditionPanel. NOT_FOUND if no point has done so twice.
absl::StatusOr<Figure> LocalizationFigure(const SweepData& data);

// W of one point against its true strain in %; empty unless it was measured
// twice.
XyCurve FiveFoldCurve(const SweepData& data, const v1::PointResult& point);

// Potential energy against the number of the cycle after which it was measured,
// or else against the time since the beginning of the path. NOT_FOUND if no
// point has measured it twice.
absl::StatusOr<Figure> EnergyHistoryFigure(const SweepData& data);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PLOT_STEP_FIGURE_H_
