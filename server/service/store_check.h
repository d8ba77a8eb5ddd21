#ifndef LEHR_SERVER_SERVICE_STORE_CHECK_H_
#define LEHR_SERVER_SERVICE_STORE_CHECK_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "lehr/v1/admin_service.pb.h"
#include "server/coordinator/invariants.h"
#include "server/service/loss_reporter.h"
#include "server/store/artifact_store.h"
#include "server/store/artifact_table.h"
#include "server/store/read_pool.h"

namespace lehr::server {

// StoreCheck compares everything that the server keeps with what it should be:
// the database's file, references, counts, and the artifacts. For one check, on
// a thread that may block; the database is read on a connection of its own.
class StoreCheck {
 public:
  // Hands over a finding or progress; false ends the check.
  using Send = std::function<bool(const v1::CheckStoreResponse&)>;

  // Has the counts of a sweep mended.
  using RecountSweep = std::function<absl::Status(std::int64_t sweep_id)>;

  StoreCheck(ReadPool* reads, ArtifactStore* store, LossReporter* losses,
             RecountSweep recount_sweep, const v1::CheckStoreRequest& request,
             Send send, const std::atomic<bool>* cancelled)
      : reads_(*reads),
        store_(*store),
        losses_(*losses),
        recount_sweep_(std::move(recount_sweep)),
        request_(request),
        send_(std::move(send)),
        cancelled_(*cancelled) {}

  // OK also with findings. CANCELLED.
  absl::Status Run();

 private:
  using Findings = absl::StatusOr<std::vector<std::string>>;
  // Asks `find`, which takes a Database&, on a connection that reads.
  template <typename Question>
  auto Find(Question find);
  absl::Status CheckDatabase();
  absl::Status CheckInvariants();
  // Whether there was anything to mend.
  absl::StatusOr<bool> MendCounts(const std::vector<BrokenInvariant>& broken);
  absl::Status CheckArtifacts();
  // OK, NOT_FOUND, DATA_LOSS, or CANCELLED.
  absl::Status CheckFile(const ArtifactRow& artifact);
  absl::Status SendArtifact(const ArtifactRow& artifact,
                            const absl::Status& problem);
  absl::Status SendFindings(const std::string& what,
                            const std::vector<std::string>& problems,
                            const std::string& action);
  absl::Status SendFinding(const std::string& what, const std::string& problem,
                           const std::string& action);
  absl::Status SendProgress(bool at_once);
  absl::Status SendNow(const v1::CheckStoreResponse& message);

  ReadPool& reads_;
  ArtifactStore& store_;
  LossReporter& losses_;
  const RecountSweep recount_sweep_;
  const v1::CheckStoreRequest request_;
  const Send send_;
  const std::atomic<bool>& cancelled_;
  v1::CheckStoreResponse progress_;  // without finding
  absl::Time sent_ = absl::InfinitePast();
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_STORE_CHECK_H_
