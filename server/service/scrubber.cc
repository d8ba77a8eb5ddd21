#include "server/service/scrubber.h"

#include <algorithm>
#include <vector>

#include <absl/time/clock.h>

#include "proto/support/log.h"
#include "proto/support/sha256.h"
#include "server/store/artifact_table.h"

namespace lehr::server {
namespace {

constexpr absl::Duration kPassInterval = absl::Hours(24);
// How much reading is repeated after a restart, at most.
constexpr absl::Duration kStoreInterval = absl::Minutes(1);
constexpr int kRowsAtOnce = 1000;

}  // namespace

void Scrubber::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Scrubber::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

bool Scrubber::Sleep(absl::Duration duration) {
  const absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopping_), duration);
}

bool Scrubber::Pace(std::int64_t bytes) {
  bytes_ += bytes;
  const absl::Time now = absl::Now();
  due_ = std::max(due_, now) +
         absl::Seconds(static_cast<double>(bytes) / bytes_per_second_);
  return Sleep(due_ - now);
}

void Scrubber::Run() {
  absl::Status status = FindMissing();
  while (bytes_per_second_ > 0) {
    absl::Duration wait = absl::ZeroDuration();
    const auto position = Load();
    if (position.ok()) {
      const bool at_begin = position->sha256 == std::string(kSha256Bytes, '\0');
      if (at_begin) wait = position->begun + kPassInterval - absl::Now();
    }
    if (!Sleep(wait)) return;
    status = Pass();
    if (absl::IsCancelled(status)) return;
    if (status.ok()) continue;
    Log(Severity::kWarning, "files not read again",
        {{"error", status.ToString()}});
    if (!Sleep(absl::Minutes(1))) return;
  }
}

absl::Status Scrubber::FindMissing() {
  std::string after;
  while (Sleep(absl::ZeroDuration())) {
    const auto rows = reads_.Read(
        [&](Database& database) -> absl::StatusOr<std::vector<ArtifactRow>> {
          return ArtifactsAfter(database, after, kRowsAtOnce);
        });
    if (!rows.ok()) return rows.status();
    if (rows->empty()) return absl::OkStatus();
    after = rows->back().sha256;
    for (const ArtifactRow& artifact : *rows) {
      if (artifact.is_lost || store_.Has(artifact.sha256)) continue;
      const auto reported = losses_.Report(
          artifact.sha256, absl::NotFoundError("its file is missing"), false);
      if (!reported.ok()) return reported.status();
    }
  }
  return absl::OkStatus();
}

absl::Status Scrubber::Pass() {
  auto position = Load();
  if (!position.ok()) return position.status();
  if (position->sha256 == std::string(kSha256Bytes, '\0')) {
    position->begun = absl::Now();
  }
  absl::Time stored = absl::Now();
  for (;;) {
    const auto rows = reads_.Read(
        [&](Database& database) -> absl::StatusOr<std::vector<ArtifactRow>> {
          return ArtifactsAfter(database, position->sha256, kRowsAtOnce);
        });
    if (!rows.ok()) return rows.status();
    if (rows->empty()) break;
    for (const ArtifactRow& artifact : *rows) {
      const absl::Status verified = Verify(artifact.sha256);
      if (absl::IsCancelled(verified)) {
        Store(*position).IgnoreError();  // else a minute is read again
        return verified;
      }
      position->sha256 = artifact.sha256;
      if (absl::Now() < stored + kStoreInterval) continue;
      stored = absl::Now();
      const absl::Status kept = Store(*position);
      if (!kept.ok()) return kept;
    }
  }
  Log(Severity::kInfo, "all files read again",
      {{"lost", losses_.count()}, {"bytes", bytes()}});
  return Store(
      {.sha256 = std::string(kSha256Bytes, '\0'), .begun = position->begun});
}

absl::Status Scrubber::Verify(const std::string& sha256) {
  const auto size =
      store_.Verify(sha256, [this](std::int64_t bytes) { return Pace(bytes); });
  if (absl::IsCancelled(size.status())) return size.status();
  if (size.ok()) return absl::OkStatus();
  return losses_.Report(sha256, size.status(), false).status();
}

absl::StatusOr<ScrubPosition> Scrubber::Load() {
  return reads_.Read([](Database& database) -> absl::StatusOr<ScrubPosition> {
    return LoadScrubPosition(database);
  });
}

absl::Status Scrubber::Store(const ScrubPosition& position) {
  absl::Status stored;
  const absl::Status committed = executor_.Decide(
      [&](absl::Time) { stored = coordinator_.KeepScrubPosition(position); });
  return committed.ok() ? stored : committed;
}

}  // namespace lehr::server
