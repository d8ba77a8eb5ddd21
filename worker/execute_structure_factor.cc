#include <string>

#include "lehr/md/analysis/main_peak.h"
#include "lehr/md/analysis/pair_distribution.h"
#include "lehr/md/analysis/structure_factor.h"
#include "worker/curve.h"
#include "worker/element_order.h"
#include "worker/execute_measurement.h"
#include "worker/measured_pairs.h"
#include "worker/observables.h"

namespace lehr::worker {
namespace {

// Half the width in which the peak is fitted [1/A], where S(q) of a range of
// 10 A (peaks of 0.5/A and more) is a parabola to some per cent.
constexpr double kPeakHalfWidth = 0.1;

v1::Curve CurveOf(const md::analysis::StructureFactor& factor,
                  const md::analysis::PairDistribution& pairs) {
  v1::Curve curve;
  AddColumn("q", "1/A", &curve, factor.q);
  AddColumn("S", "1", &curve, factor.total);
  ForEachPair(pairs, factor.partials,
              [&](const std::string& name, const auto& partial) {
                AddColumn("S_" + name, "1", &curve, partial.s);
              });
  return curve;
}

}  // namespace

absl::StatusOr<Outcome> MeasureStructureFactor(
    const v1::StructureFactorMeasurement& measurement, Task task) {
  Outcome outcome;
  const auto pairs = MeasurePairs(measurement, &task, &outcome.steps_taken);
  if (!pairs.ok()) return pairs.status();
  const auto factor = md::analysis::TransformPairDistribution(
      *pairs, {.q_max = measurement.q_max_per_angstrom(),
               .q_step = measurement.q_step_per_angstrom()});
  if (!factor.ok()) return factor.status();

  outcome.atoms = static_cast<std::int64_t>(task.start.atoms.size());
  outcome.observables.push_back(MakeObservable(
      "first_peak_q", "1/A",
      md::analysis::FindMainPeak(factor->q, factor->total, kPeakHalfWidth)));
  outcome.curve = CurveOf(*factor, *pairs);
  return outcome;
}

}  // namespace lehr::worker
