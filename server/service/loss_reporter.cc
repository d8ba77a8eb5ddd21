#include "server/service/loss_reporter.h"

#include "proto/support/log.h"
#include "proto/support/sha256.h"
#include "proto/support/steady_time.h"
#include "server/service/slice_size.h"

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
  auto loss = Lose(sha256, wanted);
  if (!loss.ok() || (!loss->is_news && loss->reopened.empty())) return loss;
  if (loss->is_news) ++count_;
  Log(Severity::kError, "artifact lost",
      {{"sha256", ToHex(sha256)},
       {"error", std::string(why.message())},
       {"reopened", loss->reopened.size()},
       {"checkpoints", loss->checkpoints},
       {"is_potential", loss->is_potential ? "yes" : "no"}});
  return loss;
}

absl::StatusOr<ArtifactLoss> LossReporter::Lose(const std::string& sha256,
                                                bool wanted) {
  ArtifactLoss all;
  SliceSize size;
  do {
    absl::StatusOr<ArtifactLoss> slice = ArtifactLoss();
    const absl::Status committed = executor_.Decide([&](absl::Time now) {
      // It may have been uploaded again. Files come before their rows, and go
      // on this thread.
      if (store_.Has(sha256)) return;
      const absl::Time began = SteadyNow();
      slice = coordinator_.LoseArtifact(sha256, wanted, now, size.most());
      if (slice.ok() && slice->more) size.Learn(SteadyNow() - began);
    });
    if (!committed.ok()) return committed;
    if (!slice.ok()) return slice.status();
    all.is_news = all.is_news || slice->is_news;
    all.is_potential = all.is_potential || slice->is_potential;
    all.checkpoints += slice->checkpoints;
    all.reopened.insert(all.reopened.end(), slice->reopened.begin(),
                        slice->reopened.end());
    all.more = slice->more;
  } while (all.more);
  return all;
}

}  // namespace lehr::server
