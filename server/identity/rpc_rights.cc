#include "server/identity/rpc_rights.h"

#include <algorithm>

namespace lehr::server {
namespace {

constexpr bool kWorkers = true;
constexpr bool kNoWorkers = false;
constexpr bool kAudited = true;
constexpr bool kNotAudited = false;

// Sorted by path.
constexpr RpcRight kRights[] = {
    // A probe has no certificate, and learns only that the server is there.
    {"/grpc.health.v1.Health/Check", People::kAnyone, kWorkers, kNotAudited},
    {"/grpc.health.v1.Health/Watch", People::kAnyone, kWorkers, kNotAudited},
    {"/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
     People::kViewers, kNoWorkers, kNotAudited},

    {"/lehr.v1.AdminService/Backup", People::kAdmins, kNoWorkers, kAudited},
    {"/lehr.v1.AdminService/CheckStore", People::kAdmins, kNoWorkers, kAudited},
    {"/lehr.v1.AdminService/CollectGarbage", People::kAdmins, kNoWorkers,
     kAudited},

    {"/lehr.v1.ArtifactService/DownloadArtifact", People::kViewers, kWorkers,
     kNotAudited},
    {"/lehr.v1.ArtifactService/FindMissingArtifacts", People::kViewers,
     kWorkers, kNotAudited},
    {"/lehr.v1.ArtifactService/QueryUpload", People::kSubmitters, kWorkers,
     kNotAudited},
    // Of people: potentials. Of a worker: what its attempts have made.
    {"/lehr.v1.ArtifactService/UploadArtifact", People::kSubmitters, kWorkers,
     kNotAudited},

    {"/lehr.v1.IdentityService/CreateToken", People::kAdmins, kNoWorkers,
     kAudited},
    {"/lehr.v1.IdentityService/ListAuditEntries", People::kAdmins, kNoWorkers,
     kNotAudited},
    {"/lehr.v1.IdentityService/ListTokens", People::kAdmins, kNoWorkers,
     kNotAudited},
    {"/lehr.v1.IdentityService/RevokeToken", People::kAdmins, kNoWorkers,
     kAudited},

    {"/lehr.v1.PoolService/CreatePool", People::kAdmins, kNoWorkers, kAudited},
    {"/lehr.v1.PoolService/DeletePool", People::kAdmins, kNoWorkers, kAudited},
    {"/lehr.v1.PoolService/JoinPool", People::kNone, kWorkers, kNotAudited},
    {"/lehr.v1.PoolService/ListPools", People::kViewers, kNoWorkers,
     kNotAudited},
    {"/lehr.v1.PoolService/UpdatePool", People::kAdmins, kNoWorkers, kAudited},

    {"/lehr.v1.SweepService/CancelSweep", People::kSubmitters, kNoWorkers,
     kAudited},
    {"/lehr.v1.SweepService/DrainWorkers", People::kAdmins, kNoWorkers,
     kAudited},
    {"/lehr.v1.SweepService/Explain", People::kViewers, kNoWorkers,
     kNotAudited},
    {"/lehr.v1.SweepService/ExtendSweep", People::kSubmitters, kNoWorkers,
     kAudited},
    {"/lehr.v1.SweepService/GetProvenance", People::kViewers, kNoWorkers,
     kNotAudited},
    {"/lehr.v1.SweepService/GetSweep", People::kViewers, kNoWorkers,
     kNotAudited},
    {"/lehr.v1.SweepService/ListFailures", People::kViewers, kNoWorkers,
     kNotAudited},
    {"/lehr.v1.SweepService/ListPotentials", People::kViewers, kNoWorkers,
     kNotAudited},
    {"/lehr.v1.SweepService/ListResults", People::kViewers, kNoWorkers,
     kNotAudited},
    {"/lehr.v1.SweepService/ListSweeps", People::kViewers, kNoWorkers,
     kNotAudited},
    {"/lehr.v1.SweepService/ListWorkers", People::kViewers, kNoWorkers,
     kNotAudited},
    {"/lehr.v1.SweepService/PauseSweep", People::kSubmitters, kNoWorkers,
     kAudited},
    {"/lehr.v1.SweepService/PlanSweep", People::kSubmitters, kNoWorkers,
     kNotAudited},
    {"/lehr.v1.SweepService/RegisterPotential", People::kSubmitters, kNoWorkers,
     kAudited},
    {"/lehr.v1.SweepService/ResumeSweep", People::kSubmitters, kNoWorkers,
     kAudited},
    {"/lehr.v1.SweepService/RetrySegments", People::kSubmitters, kNoWorkers,
     kAudited},
    {"/lehr.v1.SweepService/RunSql", People::kViewers, kNoWorkers, kNotAudited},
    {"/lehr.v1.SweepService/SubmitSweep", People::kSubmitters, kNoWorkers,
     kAudited},
    {"/lehr.v1.SweepService/UpdateSweep", People::kSubmitters, kNoWorkers,
     kAudited},
    {"/lehr.v1.SweepService/WatchSweep", People::kViewers, kNoWorkers,
     kNotAudited},

    {"/lehr.v1.WorkerService/CommitCheckpoint", People::kNone, kWorkers,
     kNotAudited},
    {"/lehr.v1.WorkerService/CompleteAttempt", People::kNone, kWorkers,
     kNotAudited},
    {"/lehr.v1.WorkerService/EndAttempt", People::kNone, kWorkers, kNotAudited},
    {"/lehr.v1.WorkerService/Heartbeat", People::kNone, kWorkers, kNotAudited},
    {"/lehr.v1.WorkerService/LeaseSegment", People::kNone, kWorkers,
     kNotAudited},
    {"/lehr.v1.WorkerService/RegisterWorker", People::kNone, kWorkers,
     kNotAudited},
    {"/lehr.v1.WorkerService/ReportSpeeds", People::kNone, kWorkers,
     kNotAudited},
};

static_assert(std::ranges::is_sorted(kRights, {}, &RpcRight::path));

}  // namespace

std::span<const RpcRight> AllRpcRights() { return kRights; }

const RpcRight* RightOf(std::string_view path) {
  const auto* const found =
      std::ranges::lower_bound(kRights, path, {}, &RpcRight::path);
  return found != std::end(kRights) && found->path == path ? found : nullptr;
}

bool MayCall(const RpcRight& right, Role role) {
  switch (role) {
    case Role::kViewer:
      return right.people <= People::kViewers;
    case Role::kSubmitter:
      return right.people <= People::kSubmitters;
    case Role::kAdmin:
      return right.people <= People::kAdmins;
    case Role::kWorker:
      return right.workers;
  }
  return false;
}

std::string_view WhoMayCall(const RpcRight& right) {
  switch (right.people) {
    case People::kAnyone:
    case People::kViewers:
      return right.workers ? "viewer, submitter, admin, worker"
                           : "viewer, submitter, admin";
    case People::kSubmitters:
      return right.workers ? "submitter, admin, worker" : "submitter, admin";
    case People::kAdmins:
      return "admin";
    case People::kNone:
      break;
  }
  return "worker";
}

}  // namespace lehr::server
