#include "server/service/loss_reporter.h"

#include "proto/support/log.h"
#include "proto/support/sha256.h"

namespace lehr::server {

absl::StatusOr<ArtifactLoss> LossReporter::Report(const std::string& sha256,
                                                  const absl::Status& why,
                                                  bool wanted) {
  if (absl::IsDataLoss(why)) {
    const auto again = store_.Verify(sha256, [](std::int64_t) { return true; });
    if (absl::IsDataLoss(again.status())) {
      const absl::Status aside = store_.PutAside(sha256);
      if (!aside.ok() && store_.Has(sha256)) return aside;
    }
  } else if (!absl::IsNotFound(why)) {
    return ArtifactLoss();
  }
  absl::StatusOr<ArtifactLoss> loss = ArtifactLoss();
  const absl::Status committed = executor_.Decide([&](absl::Time now) {
    // It may have been uploaded again. Files come before their rows, and go on
    // this thread.
    if (!store_.Has(sha256)) {
      loss = coordinator_.LoseArtifact(sha256, wanted, now);
    }
  });
  if (!committed.ok()) return committed;
  if (!loss.ok() || !loss->is_news) return loss;
  ++count_;
  Log(Severity::kError, "artifact lost",
      {{"sha256", ToHex(sha256)},
       {"error", std::string(why.message())},
       {"reopened", loss->reopened.size()},
       {"checkpoints", loss->checkpoints},
       {"is_potential", loss->is_potential ? "yes" : "no"}});
  return loss;
}

}  // namespace lehr::server
