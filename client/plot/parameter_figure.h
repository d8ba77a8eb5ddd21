#ifndef LEHR_CLIENT_PLOT_PARAMETER_FIGURE_H_
#define LEHR_CLIENT_PLOT_PARAMETER_FIGURE_H_

#include <optional>
#include <span>
#include <string_view>

#include <absl/status/statusor.h>

#include "client/plot/figure.h"
#include "client/plot/sweep_data.h"

namespace lehr::client {

// A Quantity is an observable, and how papers write it.
struct Quantity {
  std::string_view observable;
  std::string_view symbol;  // gnuplot's enhanced text
  // Differences to the baseline: the level to compare with is 0, not what the
  // baseline has.
  bool is_difference = false;
};

// The mean over the replicas of a condition, with its error; none if no replica
// has the observable. `x` is taken over.
std::optional<Sample> SampleOf(const PointGroup& group,
                               std::string_view observable, double x);

// The unit of an observable in this sweep; empty if no point has it.
std::string UnitOf(const SweepData& data, std::string_view observable);

// The observables against what the sweep varies: a row of panels for each
// observable that the sweep has, a column for each ConditionPanel that has
// values, the baseline as a level across. NOT_FOUND if the sweep has none.
absl::StatusOr<Figure> ParameterFigure(const SweepData& data,
                                       std::span<const Quantity> quantities);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PLOT_PARAMETER_FIGURE_H_
