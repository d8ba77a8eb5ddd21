// Questions to Coordinator, as things stand in the caller's transaction: they
// change nothing. The service asks the same of what is committed, beside the
// thread that decides.

#include "server/coordinator/coordinator.h"
#include "server/coordinator/explain.h"
#include "server/coordinator/failure_report.h"
#include "server/coordinator/provenance.h"
#include "server/coordinator/result_report.h"
#include "server/coordinator/segment_report.h"
#include "server/coordinator/sweep_reports.h"

namespace lehr::server {

absl::StatusOr<v1::ListSweepsResponse> Coordinator::ListSweeps(
    const v1::ListSweepsRequest& request) {
  return database_.InSavepoint(
      [&] { return ReportSweeps(database_, roster_, request); });
}

absl::StatusOr<v1::GetSweepResponse> Coordinator::GetSweep(
    const v1::GetSweepRequest& request) {
  return database_.InSavepoint(
      [&] { return ReportSweep(database_, roster_, request); });
}

absl::StatusOr<v1::WatchSweepResponse> Coordinator::WatchSweep(
    const v1::WatchSweepRequest& request) {
  return database_.InSavepoint(
      [&] { return ReportProgress(database_, roster_, request); });
}

absl::StatusOr<v1::ListResultsResponse> Coordinator::ListResults(
    const v1::ListResultsRequest& request) {
  return database_.InSavepoint(
      [&] { return ReportResults(database_, request); });
}

absl::StatusOr<v1::ListFailuresResponse> Coordinator::ListFailures(
    const v1::ListFailuresRequest& request) {
  return database_.InSavepoint(
      [&] { return ReportFailures(database_, request); });
}

absl::StatusOr<v1::GetProvenanceResponse> Coordinator::GetProvenance(
    const v1::GetProvenanceRequest& request) {
  return database_.InSavepoint(
      [&] { return ReportProvenance(database_, roster_, request); });
}

absl::StatusOr<v1::ExplainResponse> Coordinator::Explain(
    const v1::ExplainRequest& request, absl::Time now) {
  return database_.InSavepoint(
      [&] { return ReportExplanation(database_, roster_, request, now); });
}

absl::StatusOr<v1::ListWorkersResponse> Coordinator::ListWorkers(
    absl::Time now) {
  return database_.InSavepoint(
      [&]() -> absl::StatusOr<v1::ListWorkersResponse> {
        return ReportWorkers(database_, roster_, now);
      });
}

}  // namespace lehr::server
