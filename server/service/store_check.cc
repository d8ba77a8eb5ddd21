#include "server/service/store_check.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>
#include <absl/time/clock.h>

#include "proto/support/sha256.h"
#include "server/store/database_check.h"

namespace lehr::server {
namespace {

constexpr absl::Duration kProgressInterval = absl::Milliseconds(200);

// Rows that are read at a time.
constexpr int kRowsAtOnce = 1000;

constexpr char kRestore[] = "restore a backup (server/README.md)";

absl::Status Cancelled() { return absl::CancelledError("check: cancelled"); }

// What follows from the loss.
std::string ActionOf(const ArtifactLoss& loss) {
  if (loss.is_potential) {
    return "bring the file back: lehr potentials --add FILE";
  }
  if (!loss.reopened.empty()) {
    return absl::StrCat("computed again: segment",
                        loss.reopened.size() == 1 ? " " : "s ",
                        absl::StrJoin(loss.reopened, ", "));
  }
  if (loss.checkpoints > 0) return "the checkpoint is forgotten";
  return "nothing needs it";
}

}  // namespace

absl::Status StoreCheck::Run() {
  absl::Status checked = CheckDatabase();
  if (!checked.ok()) return checked;
  checked = CheckArtifacts();
  if (!checked.ok()) return checked;
  return SendProgress(true);
}

template <typename Question>
auto StoreCheck::Find(Question find) {
  return reads_.Read([&](Database& database) {
    const Interruption interruption(&database, &cancelled_);
    return find(database);
  });
}

absl::Status StoreCheck::CheckDatabase() {
  const Findings damage = Find([this](Database& database) {
    return FindDamage(database, request_.quick() ? Thoroughness::kQuick
                                                 : Thoroughness::kFull);
  });
  if (!damage.ok()) return damage.status();
  absl::Status sent = SendFindings("database", *damage, kRestore);
  // What a damaged file says of counts is worth nothing.
  if (!sent.ok() || !damage->empty()) return sent;
  const auto references = Find(FindBrokenReferences);
  if (!references.ok()) return references.status();
  sent = SendFindings("database", *references, kRestore);
  return sent.ok() ? CheckInvariants() : sent;
}

absl::Status StoreCheck::CheckInvariants() {
  auto broken = Find(FindBrokenInvariants);
  if (!broken.ok()) return broken.status();
  if (request_.repair()) {
    const absl::StatusOr<bool> mended = MendCounts(*broken);
    if (!mended.ok()) return mended.status();
    // Wrong counts may have been the reason of other findings.
    if (*mended) broken = Find(FindBrokenInvariants);
    if (!broken.ok()) return broken.status();
  }
  for (const BrokenInvariant& one : *broken) {
    const absl::Status sent = SendFinding(
        "count", one.text,
        one.miscounted_sweep == 0 ? kRestore
                                  : "lehr admin fsck --repair counts again");
    if (!sent.ok()) return sent;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> StoreCheck::MendCounts(
    const std::vector<BrokenInvariant>& broken) {
  bool has_mended = false;
  for (const BrokenInvariant& one : broken) {
    if (one.miscounted_sweep == 0) continue;
    absl::Status status = recount_sweep_(one.miscounted_sweep);
    if (status.ok()) status = SendFinding("count", one.text, "counted again");
    if (!status.ok()) return status;
    has_mended = true;
  }
  return has_mended;
}

absl::Status StoreCheck::CheckArtifacts() {
  const auto count =
      reads_.Read([](Database& database) -> absl::StatusOr<std::int64_t> {
        return CountArtifacts(database);
      });
  if (!count.ok()) return count.status();
  progress_.set_artifacts_total(*count);
  std::string after;
  for (;;) {
    const auto rows = reads_.Read(
        [&](Database& database) -> absl::StatusOr<std::vector<ArtifactRow>> {
          return ArtifactsAfter(database, after, kRowsAtOnce);
        });
    if (!rows.ok()) return rows.status();
    if (rows->empty()) return absl::OkStatus();
    after = rows->back().sha256;
    for (const ArtifactRow& artifact : *rows) {
      const absl::Status found = CheckFile(artifact);
      if (absl::IsCancelled(found)) return found;
      progress_.set_artifacts(progress_.artifacts() + 1);
      const absl::Status sent =
          found.ok() ? SendProgress(false) : SendArtifact(artifact, found);
      if (!sent.ok()) return sent;
    }
  }
}

absl::Status StoreCheck::CheckFile(const ArtifactRow& artifact) {
  if (!store_.Has(artifact.sha256)) {
    return absl::NotFoundError("its file is missing");
  }
  if (request_.quick()) return absl::OkStatus();
  absl::Status told;
  const auto size = store_.Verify(artifact.sha256, [&](std::int64_t bytes) {
    progress_.set_bytes(progress_.bytes() + bytes);
    told = SendProgress(false);
    return told.ok();
  });
  if (!size.ok()) return size.status();
  if (*size == artifact.size_bytes) return absl::OkStatus();
  return absl::OutOfRangeError(absl::StrFormat("expected %d bytes, found %d",
                                               artifact.size_bytes, *size));
}

absl::Status StoreCheck::SendArtifact(const ArtifactRow& artifact,
                                      const absl::Status& problem) {
  // Garbage may have been collected meanwhile.
  const auto known =
      reads_.Read([&](Database& database) -> absl::StatusOr<bool> {
        return HasArtifact(database, artifact.sha256);
      });
  if (!known.ok()) return known.status();
  v1::CheckStoreResponse message = progress_;
  v1::StoreFinding& finding = *message.mutable_finding();
  finding.set_what("artifact");
  finding.set_which(ToHex(artifact.sha256));
  finding.set_problem(std::string(problem.message()));
  if (!*known) {
    if (!artifact.is_lost) return absl::OkStatus();
    finding.set_action("known: what needs it is computed again, or waits");
  } else if (request_.repair()) {
    const auto loss = losses_.Report(artifact.sha256, problem, false);
    if (!loss.ok()) return loss.status();
    finding.set_action(ActionOf(*loss));
  } else {
    finding.set_action("lehr admin fsck --repair has it computed again");
  }
  return SendNow(message);
}

absl::Status StoreCheck::SendFindings(const std::string& what,
                                      const std::vector<std::string>& problems,
                                      const std::string& action) {
  for (const std::string& problem : problems) {
    const absl::Status sent = SendFinding(what, problem, action);
    if (!sent.ok()) return sent;
  }
  return absl::OkStatus();
}

absl::Status StoreCheck::SendFinding(const std::string& what,
                                     const std::string& problem,
                                     const std::string& action) {
  v1::CheckStoreResponse message = progress_;
  message.mutable_finding()->set_what(what);
  message.mutable_finding()->set_problem(problem);
  message.mutable_finding()->set_action(action);
  return SendNow(message);
}

absl::Status StoreCheck::SendProgress(bool at_once) {
  if (cancelled_) return Cancelled();
  const absl::Time now = absl::Now();
  if (!at_once && now < sent_ + kProgressInterval) return absl::OkStatus();
  sent_ = now;
  return SendNow(progress_);
}

absl::Status StoreCheck::SendNow(const v1::CheckStoreResponse& message) {
  return send_(message) ? absl::OkStatus() : Cancelled();
}

}  // namespace lehr::server
