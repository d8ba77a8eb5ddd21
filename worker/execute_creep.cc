#include <span>
#include <string_view>

#include <absl/strings/str_format.h>

#include "lehr/md/analysis/creep.h"
#include "proto/support/rpc_status.h"
#include "worker/curve.h"
#include "worker/execute_measurement.h"
#include "worker/observables.h"

namespace lehr::worker {
namespace {

using md::analysis::CreepHistory;
using md::analysis::CreepRows;

// Appends the rows of a segment to those of the segments before it in the same
// part; its time begins where theirs ended.
absl::Status Append(const v1::Curve& curve, CreepRows* rows) {
  const auto time = FindColumn(curve, "time_ps");
  if (!time.ok()) return time.status();
  const double begin = rows->time.empty() ? 0 : rows->time.back();
  for (const double t : *time) rows->time.push_back(begin + t);
  for (std::size_t a = 0; a < 3; ++a) {
    const char axis = AxisName(static_cast<int>(a));
    const auto lengths = FindColumn(curve, absl::StrFormat("length_%c", axis));
    if (!lengths.ok()) return lengths.status();
    rows->lengths[a].insert(rows->lengths[a].end(), lengths->begin(),
                            lengths->end());
    const auto stresses =
        FindColumn(curve, absl::StrFormat("stress_%c%c", axis, axis));
    if (!stresses.ok()) return stresses.status();
    rows->stresses[a].insert(rows->stresses[a].end(), stresses->begin(),
                             stresses->end());
  }
  return absl::OkStatus();
}

absl::StatusOr<CreepHistory> HistoryOf(const v1::CreepMeasurement& measurement,
                                       std::span<const v1::Curve> curves) {
  CreepHistory history;
  const struct {
    std::string_view name;
    int segments;
    CreepRows* rows;
  } parts[] = {
      {"before loading", measurement.before_segments(), &history.before},
      {"loading", measurement.load_segments(), &history.load},
      {"hold", measurement.hold_segments(), &history.hold},
      {"unloading", measurement.unload_segments(), &history.unload},
      {"relaxation", measurement.relax_segments(), &history.relax}};
  int expected = 0;
  for (const auto& part : parts) expected += part.segments;
  if (absl::Status count = CheckCurves("creep", expected, curves);
      !count.ok()) {
    return count;
  }
  std::size_t next = 0;
  for (const auto& part : parts) {
    for (int k = 0; k < part.segments; ++k) {
      absl::Status appended = Append(curves[next++], part.rows);
      if (!appended.ok()) return Annotate(appended, part.name);
    }
  }
  return history;
}

}  // namespace

absl::StatusOr<Outcome> MeasureCreep(const v1::CreepMeasurement& measurement,
                                     const Task& task) {
  const auto history = HistoryOf(measurement, task.curves);
  if (!history.ok()) return history.status();
  md::analysis::CreepOptions options;
  options.reference_ps = measurement.reference_ps();
  options.elastic_ps = measurement.elastic_ps();
  options.fit_from = measurement.fit_from();
  const auto creep = md::analysis::AnalyzeCreep(*history, options);
  if (!creep.ok()) return creep.status();
  Outcome outcome;
  outcome.atoms = static_cast<std::int64_t>(task.start.atoms.size());
  auto& observables = outcome.observables;
  observables.push_back(
      MakeObservable("elastic_strain", "1", creep->elastic_strain));
  observables.push_back(
      MakeObservable("creep_strain", "1", creep->creep_strain));
  observables.push_back(
      MakeObservable("creep_rate", "%/ns", creep->creep_rate));
  observables.push_back(
      MakeObservable("peak_stress", "GPa", creep->peak_stress));
  if (!creep->recovery.has_value()) return outcome;
  observables.push_back(
      MakeObservable("elastic_recovery", "1", creep->recovery->elastic));
  observables.push_back(
      MakeObservable("anelastic_recovery", "1", creep->recovery->anelastic));
  observables.push_back(
      MakeObservable("residual_strain", "1", creep->recovery->residual));
  return outcome;
}

}  // namespace lehr::worker
