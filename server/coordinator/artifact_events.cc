// Events of Coordinator about artifacts: they come, go, and are lost.

#include <string>

#include <absl/strings/str_format.h>

#include "proto/support/sha256.h"
#include "server/coordinator/coordinator.h"
#include "server/store/artifact_table.h"
#include "server/store/checkpoint_table.h"
#include "server/store/garbage.h"
#include "server/store/lost_artifact.h"
#include "server/store/segment_table.h"

namespace lehr::server {

absl::Status Coordinator::AddArtifact(std::string_view sha256,
                                      std::int64_t size_bytes, absl::Time now) {
  return database_.InSavepoint([&]() -> absl::Status {
    InsertArtifact(database_, sha256, size_bytes, now);
    return absl::OkStatus();
  });
}

absl::StatusOr<bool> Coordinator::WantArtifact(std::string_view sha256,
                                               absl::Time now) {
  return database_.InSavepoint([&]() -> absl::StatusOr<bool> {
    TouchArtifact(database_, sha256, now);
    return lehr::server::HasArtifact(database_, sha256);
  });
}

absl::StatusOr<bool> Coordinator::HasArtifact(std::string_view sha256) {
  return database_.InSavepoint([&]() -> absl::StatusOr<bool> {
    return lehr::server::HasArtifact(database_, sha256);
  });
}

absl::Status Coordinator::DropCheckpoints(
    std::span<const std::string> law_keys) {
  return database_.InSavepoint([&]() -> absl::Status {
    for (const std::string& law_key : law_keys) {
      lehr::server::DropCheckpoints(database_, law_key);
    }
    return absl::OkStatus();
  });
}

absl::Status Coordinator::DropArtifacts(std::span<const std::string> sha256s,
                                        absl::Time before) {
  return database_.InSavepoint([&]() -> absl::Status {
    for (const std::string& sha256 : sha256s) {
      DropArtifact(database_, sha256, before);
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<bool> Coordinator::KnowsArtifact(std::string_view sha256) {
  return database_.InSavepoint([&]() -> absl::StatusOr<bool> {
    return lehr::server::KnowsArtifact(database_, sha256);
  });
}

absl::Status Coordinator::KeepScrubPosition(const ScrubPosition& position) {
  return database_.InSavepoint([&]() -> absl::Status {
    StoreScrubPosition(database_, position);
    return absl::OkStatus();
  });
}

void Coordinator::HoldStates(const std::string& notice) {
  roster_.set_notice(notice);
  lease_queue_.HoldStates(!notice.empty());
  ++version_;
}

absl::Status Coordinator::CheckArtifact(std::string_view sha256,
                                        std::string_view what) {
  if (sha256.size() != kSha256Bytes) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: expected a SHA-256 of %d bytes, found %d", what,
                        kSha256Bytes, sha256.size()));
  }
  if (lehr::server::HasArtifact(database_, sha256)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrFormat("%s: the server has no artifact %s: upload it first",
                      what, ToHex(sha256)));
}

absl::StatusOr<ArtifactLoss> Coordinator::LoseArtifact(std::string_view sha256,
                                                       bool wanted,
                                                       absl::Time now,
                                                       int most) {
  auto loss = database_.InSavepoint([&]() -> absl::StatusOr<ArtifactLoss> {
    ArtifactLoss found;
    SegmentFlow flow(&database_, now);
    found.is_news = MarkLost(database_, sha256, now);
    if (found.is_news) {
      found.is_potential = IsPotential(database_, sha256);
      const auto leased = LeasedFromCheckpoint(database_, sha256);
      found.checkpoints = ForgetCheckpoints(database_, sha256);
      if (wanted) {
        for (const std::int64_t id : leased) ReleaseFor(&flow, id);
      }
    }
    found.reopened = ProducersOf(database_, sha256, most);
    found.more = found.reopened.size() >= static_cast<std::size_t>(most);
    for (const std::int64_t id : found.reopened) {
      flow.Lose(id);
      RefreshPriority(database_, id);
    }
    flow.Settle(found.reopened);
    flow.CloseSweeps();
    return found;
  });
  if (loss.ok() && (loss->is_news || !loss->reopened.empty())) ++version_;
  return loss;
}

// The worker is about to say that it cannot begin, which is not the segment's
// fault.
void Coordinator::ReleaseFor(SegmentFlow* flow, std::int64_t segment_id) {
  auto segment = FindSegment(database_, segment_id);
  if (!segment.has_value()) return;
  flow->CancelRunningAttempt(segment_id, "its checkpoint was lost");
  flow->Release(&*segment);
}

}  // namespace lehr::server
