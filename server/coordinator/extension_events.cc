// Events of Coordinator: points are added to a sweep.

#include <absl/strings/str_format.h>

#include "proto/support/log.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/extension.h"
#include "server/coordinator/pool_times.h"
#include "server/coordinator/submission.h"
#include "server/coordinator/sweep_reports.h"
#include "server/store/submission_table.h"

namespace lehr::server {

absl::StatusOr<v1::ExtendSweepResponse> Coordinator::ExtendSweep(
    const v1::ExtendSweepRequest& request, const plan::Plan& plan,
    absl::Time now) {
  auto extended =
      database_.InSavepoint([&]() -> absl::StatusOr<v1::ExtendSweepResponse> {
        return DecideExtension(request, plan, now);
      });
  if (extended.ok()) SweepsChanged();
  return extended;
}

absl::StatusOr<v1::ExtendSweepResponse> Coordinator::DecideExtension(
    const v1::ExtendSweepRequest& request, const plan::Plan& plan,
    absl::Time now) {
  const auto sweep = SweepNumbered(database_, request.sweep_id());
  if (!sweep.ok()) return sweep.status();
  if (sweep->state == v1::SWEEP_STATE_CANCELLED) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "sweep %d: expected one that was not cancelled: submit the new file "
        "instead, nothing is computed twice",
        sweep->id));
  }
  if (const auto stored = FindSubmission(database_, sweep->id)) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "sweep %d: expected one that is stored as a whole, found one that is "
        "being submitted (%d of %d points): try again later",
        sweep->id, stored->points_stored, sweep->points));
  }
  const v1::PotentialRef& potential = request.spec().material().potential();
  const absl::Status there = CheckArtifact(potential.sha256(), "potential");
  if (!there.ok()) return there;
  const auto placement = PlacePoints(database_, *sweep, request.spec(), plan);
  if (!placement.ok()) return placement.status();
  v1::ExtendSweepResponse response;
  *response.mutable_added() =
      CostOfAddition(database_, *sweep, request.spec(), plan, *placement,
                     PoolTimes(database_, roster_, potential.sha256()));
  if (!request.dry_run() && response.added().points() > 0) {
    StoreExtension(*sweep, request.spec(), plan, *placement, response.added(),
                   now);
  }
  const auto after = SweepNumbered(database_, sweep->id);
  if (!after.ok()) return after.status();
  *response.mutable_sweep() = Glance(database_, *after);
  return response;
}

void Coordinator::StoreExtension(const SweepRow& sweep, v1::SweepSpec spec,
                                 const plan::Plan& plan,
                                 const Placement& placement,
                                 const v1::PlanSummary& added, absl::Time now) {
  // It is found by its name, which therefore stays.
  spec.set_name(sweep.name);
  v1::SweepSpec before;
  before.ParseFromString(sweep.spec);
  // A priority that was changed since stays, unless the file changes it, too.
  const int priority =
      spec.priority() == before.priority() ? sweep.priority : spec.priority();
  StoreSweepExtended(database_, sweep, spec.SerializeAsString(), priority,
                     static_cast<int>(plan.points.size()), now);
  SegmentFlow flow(&database_, now);
  InsertCounts(database_, sweep.id);
  PlanFilling filling(&plan, spec.material().potential(),
                      HeadStepsOf(database_, spec, plan), placement);
  filling.Begin(sweep.id);
  filling.StoreSlice(database_, flow, PlanFilling::kAll, now);
  if (sweep.state != v1::SWEEP_STATE_RUNNING) flow.GoOn(sweep.id);
  flow.Touch(sweep.id);
  flow.CloseSweeps();
  StoreSummary(database_, sweep.id,
               WithAddition(sweep, plan, added).SerializeAsString());
  WantCalibration(spec, plan);
  Log(Severity::kInfo, "sweep extended",
      {{"sweep_id", sweep.id},
       {"name", sweep.name},
       {"points", added.points()},
       {"segments", added.segments()}});
}

}  // namespace lehr::server
