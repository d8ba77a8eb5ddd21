#ifndef LEHR_CLIENT_PLOT_FIGURE_KINDS_H_
#define LEHR_CLIENT_PLOT_FIGURE_KINDS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "client/plot/figure.h"
#include "client/plot/sweep_data.h"

namespace lehr::client {

// A FigureKind is what `lehr plot KIND` draws.
struct FigureKind {
  std::string_view name;     // "moduli"
  std::string_view caption;  // what is seen, for people
  // The figures of the reference study that show the same: S. Li, Y. Yu, P. S.
  // Branicio and Z.-D. Sha, Mater. Today Commun. 36, 106493 (2023). May be
  // empty.
  std::string_view paper;
  // What has to be measured for it, as the `measure` of a sweep file.
  std::string_view measure;
  absl::StatusOr<Figure> (*make)(const SweepData&);
  // Figures of curves fetch them; whether there are any shows this observable.
  std::string_view shown_by;
};

// All, in the order in which a report has them.
std::span<const FigureKind> FigureKinds();

// The names, for help texts.
std::vector<std::string> FigureKindNames();

// Whether the sweep has data for the figure; fetches nothing.
bool HasFigure(const SweepData& data, const FigureKind& kind);

// Makes the figure of that name. INVALID_ARGUMENT, with what is similar, if
// there is no such kind; FAILED_PRECONDITION, with what to measure, if the
// sweep has no data for it; errors of fetching curves.
absl::StatusOr<Figure> MakeFigure(const SweepData& data,
                                  const std::string& name);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PLOT_FIGURE_KINDS_H_
