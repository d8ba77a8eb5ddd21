// Events of Coordinator that come from people: plans and potentials.

#include <string>

#include <absl/strings/str_format.h>

#include "server/coordinator/coordinator.h"
#include "server/coordinator/plan_report.h"
#include "server/store/artifact_table.h"

namespace lehr::server {
namespace {

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
