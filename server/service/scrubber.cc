#include "server/service/scrubber.h"

#include <algorithm>
#include <vector>

#include <absl/time/clock.h>

#include "proto/support/log.h"
#include "proto/support/sha256.h"
#include "server/store/artifact_table.h"
#include "server/store/lost_artifact.h"

namespace lehr::server {
namespace {

const std::string& Beginning() {
  static const auto& zeros = *new std::string(kSha256Bytes, '\0');
  return zeros;
}

constexpr absl::Duration kPassInterval = absl::Hours(24);
// How much reading is repeated after a restart, at most.
constexpr absl::Duration kStoreInterval = absl::Minutes(1);
constexpr int kRowsAtOnce = 1000;
// Below this many missing files nobody suspects a disk that is not mounted.
constexpr std::size_t kFew = 100;

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
  for (;;) {
    if (absl::IsCancelled(status)) return;
    if (!status.ok()) {
      Log(Severity::kWarning, "files not read again",
          {{"error", status.ToString()}});
    }
    if (bytes_per_second_ <= 0) return;
    const absl::Duration wait =
        status.ok() ? TimeToNextPass() : absl::Minutes(1);
    if (!Sleep(wait)) return;
    status = Pass();
  }
}

absl::Duration Scrubber::TimeToNextPass() {
  const auto position = Load();
  if (!position.ok()) return absl::Minutes(1);
  // In the middle of one it goes on.
  if (position->sha256 != Beginning()) return absl::ZeroDuration();
  return position->begun + kPassInterval - absl::Now();
}

absl::Status Scrubber::FindMissing() {
  std::vector<std::string> missing;
  std::size_t total = 0;
  std::string after;
  for (;;) {
    if (!Sleep(absl::ZeroDuration())) return absl::CancelledError("stopping");
    const auto rows = Next(after);
    if (!rows.ok()) return rows.status();
    if (rows->empty()) break;
    after = rows->back().sha256;
    total += rows->size();
    for (const ArtifactRow& artifact : *rows) {
      if (artifact.is_lost || store_.Has(artifact.sha256)) continue;
      missing.push_back(artifact.sha256);
    }
  }
  if (missing.size() > kFew && missing.size() > total / 2) {
    Log(Severity::kError,
        "most files are missing: is objects/ another disk? If they are gone, "
        "lehr admin fsck --repair has them computed again",
        {{"missing", missing.size()}, {"artifacts", total}});
    return absl::OkStatus();
  }
  const auto half_lost = reads_.Read(
      [](Database& database) -> absl::StatusOr<std::vector<std::string>> {
        return HalfLostArtifacts(database);
      });
  if (!half_lost.ok()) return half_lost.status();
  missing.insert(missing.end(), half_lost->begin(), half_lost->end());
  for (const std::string& sha256 : missing) {
    const auto reported = losses_.Report(
        sha256, absl::NotFoundError("its file is missing"), false);
    if (!reported.ok()) return reported.status();
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ArtifactRow>> Scrubber::Next(
    const std::string& after) {
  return reads_.Read(
      [&](Database& database) -> absl::StatusOr<std::vector<ArtifactRow>> {
        return ArtifactsAfter(database, after, kRowsAtOnce);
      });
}

absl::Status Scrubber::Pass() {
  auto position = Load();
  if (!position.ok()) return position.status();
  if (position->sha256 == Beginning()) {
    position->begun = absl::Now();
  }
  const std::int64_t before = bytes();
  absl::Time stored = absl::Now();
  for (;;) {
    const auto rows = Next(position->sha256);
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
  if (bytes() > before) {
    Log(Severity::kInfo, "all files read again",
        {{"lost", losses_.count()}, {"bytes", bytes()}});
  }
  return Store({.sha256 = Beginning(), .begun = position->begun});
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
