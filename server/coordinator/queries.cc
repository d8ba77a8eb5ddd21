// Questions to Coordinator: they change nothing.

#include "server/coordinator/coordinator.h"
#include "server/coordinator/provenance.h"
#include "server/coordinator/result_report.h"
#include "server/coordinator/segment_report.h"
#include "server/coordinator/sweep_reports.h"

namespace lehr::server {

absl::StatusOr<v1::ListSweepsResponse> Coordinator::ListSweeps(
    const v1::ListSweepsRequest& request) {
  auto sweeps =
      database_.InSavepoint([&] { return ReportSweeps(database_, request); });
  if (sweeps.ok()) sweeps->set_notice(notice_);
  return sweeps;
}

absl::StatusOr<v1::GetSweepResponse> Coordinator::GetSweep(
    const v1::GetSweepRequest& request) {
  return database_.InSavepoint(
      [&] { return ReportSweep(database_, roster_, request); });
}

absl::StatusOr<v1::WatchSweepResponse> Coordinator::WatchSweep(
    const v1::WatchSweepRequest& request) {
  auto picture = database_.InSavepoint(
      [&] { return ReportProgress(database_, roster_, request); });
  if (picture.ok()) picture->set_notice(notice_);
  return picture;
}

absl::StatusOr<v1::ListResultsResponse> Coordinator::ListResults(
    const v1::ListResultsRequest& request) {
  return database_.InSavepoint(
      [&] { return ReportResults(database_, request); });
}

absl::StatusOr<v1::GetProvenanceResponse> Coordinator::GetProvenance(
    const v1::GetProvenanceRequest& request) {
  return database_.InSavepoint(
      [&] { return ReportProvenance(database_, roster_, request); });
}

absl::StatusOr<v1::ListWorkersResponse> Coordinator::ListWorkers() {
  return database_.InSavepoint(
      [&]() -> absl::StatusOr<v1::ListWorkersResponse> {
        return ReportWorkers(database_, roster_);
      });
}

}  // namespace lehr::server
