// Events of Coordinator: sweeps are submitted, large ones in slices.

#include <string>
#include <vector>

#include <absl/strings/str_format.h>

#include "proto/support/log.h"
#include "proto/support/sha256.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/submission.h"
#include "server/coordinator/sweep_reports.h"
#include "server/coordinator/sweep_settings.h"
#include "server/store/artifact_table.h"
#include "server/store/segment_table.h"
#include "server/store/submission_table.h"
#include "server/store/sweep_table.h"
#include "server/store/sweep_tag_table.h"
#include "server/store/sweep_tallies.h"

namespace lehr::server {
namespace {

constexpr std::size_t kMostRequestIdBytes = 100;

absl::Status CheckSubmission(const v1::SubmitSweepRequest& request) {
  if (request.request_id().empty() ||
      request.request_id().size() > kMostRequestIdBytes) {
    return absl::InvalidArgumentError(
        absl::StrFormat("request_id: expected 1 to %d characters, found %d",
                        kMostRequestIdBytes, request.request_id().size()));
  }
  if (!(request.audit_fraction() >= 0 && request.audit_fraction() <= 1)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "audit_fraction: expected 0 to 1, found %g", request.audit_fraction()));
  }
  if (request.audit_fraction() > 0 &&
      request.spec().settings().engine() == v1::ENGINE_LAMMPS) {
    return absl::InvalidArgumentError(
        "audit_fraction: expected 0 with engine lammps, which does not promise "
        "the same bits twice");
  }
  return CheckSettings(request);
}

absl::StatusOr<v1::SubmitSweepResponse> FirstAnswer(
    const SweepRow& sweep, const std::string& spec_sha256) {
  if (sweep.spec_sha256 != spec_sha256) {
    return absl::AlreadyExistsError(
        absl::StrFormat("request_id \"%s\" was used for sweep %d, whose spec "
                        "is another: use a new request_id",
                        sweep.request_id, sweep.id));
  }
  v1::SubmitSweepResponse response;
  response.set_sweep_id(sweep.id);
  response.mutable_summary()->ParseFromString(sweep.summary);
  return response;
}

SweepRow RowOf(const v1::SubmitSweepRequest& request, const plan::Plan& plan,
               absl::Time now) {
  const v1::SweepSpec& spec = request.spec();
  SweepRow sweep;
  sweep.request_id = request.request_id();
  sweep.name = spec.name();
  sweep.spec = spec.SerializeAsString();
  sweep.spec_sha256 = Sha256Of(sweep.spec);
  sweep.priority = spec.priority();
  sweep.audit_fraction = request.audit_fraction();
  sweep.recompute = request.recompute();
  sweep.points = static_cast<int>(plan.points.size());
  sweep.created = now;
  sweep.user = request.user();
  sweep.max_running = request.max_running();
  sweep.max_failures =
      request.has_max_failures() ? request.max_failures() : kUsualMaxFailures;
  sweep.engine = spec.settings().engine();
  return sweep;
}

// Of the `count` segments of a plan. Where the database has an error, which
// ends the transaction, some are not known.
std::vector<v1::SegmentState> StandingsOf(Database& database,
                                          const std::vector<std::int64_t>& ids,
                                          std::size_t count) {
  std::vector<v1::SegmentState> states(count, v1::SEGMENT_STATE_WAITING);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto standing = StandingOf(database, ids[i]);
    if (!standing.has_value()) break;
    states[i] = standing->state;
  }
  return states;
}

}  // namespace

absl::StatusOr<v1::SubmitSweepResponse> Coordinator::SubmitSweep(
    const v1::SubmitSweepRequest& request, const plan::Plan& plan,
    absl::Time now) {
  const v1::PotentialRef& potential = request.spec().material().potential();
  const auto fill = [&](std::int64_t sweep_id) {
    const std::vector<std::int64_t> heads =
        HeadStepsOf(database_, request.spec(), plan);
    PlanFilling filling(&plan, potential, heads, NewPlacement(plan));
    filling.Begin(sweep_id);
    StoreSlice(&filling, PlanFilling::kAll, now);
    const auto states =
        StandingsOf(database_, filling.segment_ids(), plan.segments.size());
    WantCalibration(request.spec(), plan);
    return CostOf(database_, roster_, request, plan, states, heads);
  };
  return Accept(request, plan, fill, now);
}

absl::StatusOr<v1::SubmitSweepResponse> Coordinator::BeginSweep(
    const v1::SubmitSweepRequest& request, const SubmissionOutlook& outlook,
    PlanFilling* filling, int most, absl::Time now) {
  const auto fill = [&](std::int64_t sweep_id) {
    filling->Begin(sweep_id);
    StoreSlice(filling, most, now);
    KeepCalibration(outlook.calibration);
    return outlook.summary;
  };
  return Accept(request, filling->plan(), fill, now);
}

absl::Status Coordinator::FillSweep(PlanFilling* filling, int most,
                                    absl::Time now) {
  const absl::Status filled = database_.InGroup([&]() -> absl::Status {
    const auto& sweep = database_.Behind<SweepTallies>().StandingOf(
        database_, filling->sweep_id());
    if (!sweep.running) {
      return absl::FailedPreconditionError(absl::StrFormat(
          "sweep %d has ended, and gets no more points", filling->sweep_id()));
    }
    StoreSlice(filling, most, now);
    return absl::OkStatus();
  });
  if (filled.ok()) SweepsChanged();
  return filled;
}

void Coordinator::StoreSlice(PlanFilling* filling, int most, absl::Time now) {
  SegmentFlow flow(&database_, now);
  filling->StoreSlice(database_, flow, most, now);
  if (filling->has_all()) {
    DropSubmission(database_, filling->sweep_id());
  } else {
    StoreSubmission(
        database_, filling->sweep_id(),
        {.segments_stored =
             static_cast<std::int64_t>(filling->segment_ids().size()),
         .points_stored = static_cast<std::int64_t>(filling->points_stored())});
  }
  flow.Touch(filling->sweep_id());
  flow.CloseSweeps();
}

absl::StatusOr<v1::SubmitSweepResponse> Coordinator::Accept(
    const v1::SubmitSweepRequest& request, const plan::Plan& plan,
    const std::function<v1::PlanSummary(std::int64_t sweep_id)>& fill,
    absl::Time now) {
  if (auto status = CheckSubmission(request); !status.ok()) return status;
  auto submitted =
      database_.InSavepoint([&]() -> absl::StatusOr<v1::SubmitSweepResponse> {
        const SweepRow row = RowOf(request, plan, now);
        const auto known = FindSweepByRequest(database_, request.request_id());
        if (known.has_value()) return FirstAnswer(*known, row.spec_sha256);
        const auto sweep_id = InsertAccepted(request, row, now);
        if (!sweep_id.ok()) return sweep_id.status();
        StoreSummary(database_, *sweep_id, fill(*sweep_id).SerializeAsString());
        const auto sweep = SweepNumbered(database_, *sweep_id);
        if (!sweep.ok()) return sweep.status();
        Log(Severity::kInfo, "sweep accepted",
            {{"sweep_id", sweep->id},
             {"name", sweep->name},
             {"points", sweep->points},
             {"segments", plan.segments.size()}});
        return FirstAnswer(*sweep, row.spec_sha256);
      });
  if (submitted.ok()) SweepsChanged();
  return submitted;
}

absl::StatusOr<std::int64_t> Coordinator::InsertAccepted(
    const v1::SubmitSweepRequest& request, const SweepRow& row,
    absl::Time now) {
  const std::string& potential = request.spec().material().potential().sha256();
  const absl::Status there = CheckArtifact(potential, "potential");
  if (!there.ok()) return there;
  // Not to be taken for garbage that was found before.
  TouchArtifact(database_, potential, now);
  const std::int64_t sweep_id = InsertSweep(database_, row);
  for (const std::string& tag : request.tags()) {
    AddTag(database_, sweep_id, tag);
  }
  InsertCounts(database_, sweep_id);
  return sweep_id;
}

}  // namespace lehr::server
