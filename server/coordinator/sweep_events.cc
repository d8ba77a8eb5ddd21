// Events of Coordinator that come from people: sweeps and potentials.

#include <string>

#include <absl/strings/str_format.h>

#include "proto/support/log.h"
#include "proto/support/sha256.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/plan_report.h"
#include "server/coordinator/submission.h"
#include "server/coordinator/sweep_reports.h"
#include "server/coordinator/sweep_settings.h"
#include "server/store/artifact_table.h"
#include "server/store/segment_table.h"
#include "server/store/sweep_table.h"
#include "server/store/sweep_tag_table.h"

namespace lehr::server {
namespace {

constexpr std::size_t kMostRequestIdBytes = 100;

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

// A pool of each size is tried in seven divisions into workers, on the thread
// that decides.
constexpr int kMostPools = 16;
constexpr int kMostCores = 100'000;
constexpr std::size_t kMostPooledSegments = 100'000;

absl::Status CheckCores(const v1::PlanSweepRequest& request,
                        const plan::Plan& plan) {
  if (request.cores_size() > kMostPools) {
    return absl::InvalidArgumentError(
        absl::StrFormat("cores: expected at most %d numbers, found %d",
                        kMostPools, request.cores_size()));
  }
  for (const int cores : request.cores()) {
    if (cores < 1 || cores > kMostCores) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "cores: expected 1 to %d, found %d", kMostCores, cores));
    }
  }
  if (request.cores_size() > 0 && plan.segments.size() > kMostPooledSegments) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "cores: expected a plan of at most %d segments, found %d",
        kMostPooledSegments, plan.segments.size()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::PlanSweepResponse> Coordinator::PlanSweep(
    const v1::PlanSweepRequest& request, const plan::Plan& plan) {
  if (auto status = CheckCores(request, plan); !status.ok()) return status;
  return database_.InSavepoint([&]() -> absl::StatusOr<v1::PlanSweepResponse> {
    WantCalibration(request.spec(), plan);
    return DescribePlan(database_, request, plan, roster_);
  });
}

absl::StatusOr<v1::SubmitSweepResponse> Coordinator::SubmitSweep(
    const v1::SubmitSweepRequest& request, const plan::Plan& plan,
    absl::Time now) {
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
  if (auto status = CheckSettings(request); !status.ok()) return status;
  auto submitted =
      database_.InSavepoint([&]() -> absl::StatusOr<v1::SubmitSweepResponse> {
        const std::string sha256 = Sha256Of(request.spec().SerializeAsString());
        const auto known = FindSweepByRequest(database_, request.request_id());
        if (known.has_value()) return FirstAnswer(*known, sha256);
        const auto sweep_id = StoreSweep(request, plan, now);
        if (!sweep_id.ok()) return sweep_id.status();
        const auto sweep = SweepNumbered(database_, *sweep_id);
        if (!sweep.ok()) return sweep.status();
        Log(Severity::kInfo, "sweep accepted",
            {{"sweep_id", sweep->id},
             {"name", sweep->name},
             {"points", sweep->points},
             {"segments", plan.segments.size()}});
        return FirstAnswer(*sweep, sha256);
      });
  if (submitted.ok()) SweepsChanged();
  return submitted;
}

absl::StatusOr<std::int64_t> Coordinator::StoreSweep(
    const v1::SubmitSweepRequest& request, const plan::Plan& plan,
    absl::Time now) {
  const v1::SweepSpec& spec = request.spec();
  const absl::Status potential =
      CheckArtifact(spec.material().potential().sha256(), "potential");
  if (!potential.ok()) return potential;
  // Not to be taken for garbage that was found before.
  TouchArtifact(database_, spec.material().potential().sha256(), now);
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
  const std::int64_t sweep_id = InsertSweep(database_, sweep);
  for (const std::string& tag : request.tags()) {
    AddTag(database_, sweep_id, tag);
  }
  SegmentFlow flow(&database_, now);
  const std::vector<std::int64_t> heads = HeadStepsOf(database_, spec, plan);
  const std::vector<v1::SegmentState> states = StorePlan(
      database_, flow, sweep_id, spec, plan, heads, NewPlacement(plan), now);
  flow.Touch(sweep_id);
  flow.CloseSweeps();
  WantCalibration(spec, plan);
  v1::PlanSummary summary = Summarize(
      plan, states, heads,
      PoolTimes(database_, roster_, spec.material().potential().sha256()));
  AddReruns(database_, plan, states, request.recompute(), &summary);
  StoreSummary(database_, sweep_id, summary.SerializeAsString());
  return sweep_id;
}

absl::StatusOr<v1::RegisterPotentialResponse> Coordinator::RegisterPotential(
    const v1::RegisterPotentialRequest& request, absl::Time now) {
  return database_.InSavepoint(
      [&]() -> absl::StatusOr<v1::RegisterPotentialResponse> {
        const absl::Status there =
            CheckArtifact(request.potential().sha256(), "potential");
        if (!there.ok()) return there;
        UpsertPotential(database_, request.potential(), now);
        return v1::RegisterPotentialResponse();
      });
}

absl::StatusOr<v1::ListPotentialsResponse> Coordinator::ListPotentials() {
  return database_.InSavepoint(
      [&]() -> absl::StatusOr<v1::ListPotentialsResponse> {
        v1::ListPotentialsResponse response;
        for (const v1::PotentialRef& potential :
             lehr::server::ListPotentials(database_)) {
          *response.add_potentials() = potential;
        }
        return response;
      });
}

}  // namespace lehr::server
