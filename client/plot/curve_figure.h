#ifndef LEHR_CLIENT_PLOT_CURVE_FIGURE_H_
#define LEHR_CLIENT_PLOT_CURVE_FIGURE_H_

#include <functional>
#include <string>

#include <absl/status/statusor.h>

#include "client/plot/curve_average.h"
#include "client/plot/figure.h"
#include "client/plot/sweep_data.h"

namespace lehr::client {

// A CurveKind is how a measurement's curves are drawn.
struct CurveKind {
  std::string measure;  // "stress_strain"
  Label x;
  Label y;
  std::function<absl::StatusOr<XyCurve>(const SweepData&, const MeasuringStep&)>
      read;
};

// The mean over the replicas of each condition, with their standard error as a
// band: a panel for each ConditionPanel that has curves, with the baseline in
// each. At most eight conditions are drawn in one panel; the note says if there
// are more. NOT_FOUND if the sweep has none; errors of `read`.
absl::StatusOr<Figure> CurveFigure(const SweepData& data,
                                   const CurveKind& kind);

// Volume per atom while cooling, of each group of replicas that were cooled in
// the same way, with the straight lines whose crossing is T_g, and T_g.
// Errors as CurveFigure.
absl::StatusOr<Figure> GlassTransitionFigure(const SweepData& data);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PLOT_CURVE_FIGURE_H_
