#include <string>
#include <utility>

#include "lehr/md/analysis/chemical_order.h"
#include "lehr/md/analysis/main_peak.h"
#include "lehr/md/analysis/pair_distribution.h"
#include "worker/curve.h"
#include "worker/element_order.h"
#include "worker/execute_measurement.h"
#include "worker/measured_pairs.h"
#include "worker/observables.h"

namespace lehr::worker {
namespace {

// Half the width in which the peak of g(r) is fitted [A]: within the first
// shell of any glass, and wider than the scatter of its rows.
constexpr double kPeakHalfWidth = 0.1;

v1::Curve CurveOf(const md::analysis::PairDistribution& pairs) {
  v1::Curve curve;
  AddColumn("r", "A", &curve, pairs.r);
  AddColumn("g", "1", &curve, pairs.total.g);
  ForEachPair(pairs, pairs.partials,
              [&](const std::string& name, const auto& partial) {
                AddColumn("g_" + name, "1", &curve, partial.curve.g);
              });
  return curve;
}

// Who is next to whom within `cutoff`, for each ordered pair of the elements
// that the state has atoms of; nothing of pure metals.
absl::Status AddChemicalOrder(double cutoff, const Task& task,
                              Outcome* outcome) {
  const auto chemistry = md::analysis::AnalyzeChemicalOrder(
      task.start, {.cutoff = cutoff, .threads = task.threads});
  if (!chemistry.ok()) return chemistry.status();
  const auto present =
      AlphabeticalOrder(chemistry->elements, chemistry->concentrations);
  if (present.size() < 2) return absl::OkStatus();
  for (const std::size_t a : present) {
    for (const std::size_t b : present) {
      outcome->observables.push_back(MakeObservable(
          "warren_cowley_" + chemistry->elements[a] + chemistry->elements[b],
          "1", chemistry->warren_cowley[a][b]));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Outcome> MeasurePairDistribution(
    const v1::PairDistributionMeasurement& measurement, Task task) {
  Outcome outcome;
  const auto pairs = MeasurePairs(measurement, &task, &outcome.steps_taken);
  if (!pairs.ok()) return pairs.status();

  outcome.atoms = static_cast<std::int64_t>(task.start.atoms.size());
  outcome.observables.push_back(MakeObservable(
      "first_peak", "A",
      md::analysis::FindMainPeak(pairs->r, pairs->total.g, kPeakHalfWidth)));
  outcome.curve = CurveOf(*pairs);
  const double minimum = pairs->total.first_minimum;
  if (!(minimum > 0)) return outcome;
  outcome.observables.push_back(MakeObservable("first_minimum", "A", minimum));
  absl::Status added = AddChemicalOrder(minimum, task, &outcome);
  if (!added.ok()) return added;
  return outcome;
}

}  // namespace lehr::worker
