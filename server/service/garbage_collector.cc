#include "server/service/garbage_collector.h"

#include <algorithm>
#include <set>
#include <utility>

#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>

#include "proto/support/log.h"

namespace lehr::server {
namespace {

// Files that are removed between two decisions: some milliseconds' work.
constexpr std::size_t kBatch = 200;

absl::Status Stopping() {
  return absl::UnavailableError("the server is stopping");
}

void Count(const ArtifactStore::File& file, v1::GarbageClass* garbage) {
  garbage->set_artifacts(garbage->artifacts() + 1);
  garbage->set_bytes(garbage->bytes() + file.bytes);
}

}  // namespace

absl::StatusOr<v1::CollectGarbageResponse> GarbageCollector::Collect(
    bool dry_run) {
  // Listed first: what comes later is not looked at.
  const absl::Time now = absl::Now();
  const std::vector<ArtifactStore::File> files = store_.List();
  const auto found = DropRows(dry_run);
  if (!found.ok()) return found.status();
  v1::CollectGarbageResponse response;
  v1::GarbageClass checkpoints;
  v1::GarbageClass unreferenced;
  v1::GarbageClass orphans;
  checkpoints.set_what("checkpoints of finished segments");
  unreferenced.set_what("artifacts to which nothing refers");
  orphans.set_what("files without a row");
  response.mutable_kept()->set_what("kept");
  std::vector<std::string> doomed;
  for (const ArtifactStore::File& file : files) {
    if (found->kept.contains(file.sha256)) {
      Count(file, response.mutable_kept());
      continue;
    }
    if (found->checkpoints.contains(file.sha256)) {
      Count(file, &checkpoints);
    } else if (found->unreferenced.contains(file.sha256)) {
      Count(file, &unreferenced);
    } else if (file.written < now - kGarbageGrace) {
      Count(file, &orphans);
    } else {
      continue;  // an upload whose row is about to come
    }
    doomed.push_back(file.sha256);
  }
  if (!dry_run) {
    const absl::Status removed = RemoveFiles(doomed);
    if (!removed.ok()) return removed;
    Log(Severity::kInfo, "garbage collected",
        {{"files", doomed.size()},
         {"bytes",
          checkpoints.bytes() + unreferenced.bytes() + orphans.bytes()}});
  }
  for (v1::GarbageClass* garbage : {&checkpoints, &unreferenced, &orphans}) {
    *response.add_removed() = std::move(*garbage);
  }
  return response;
}

absl::StatusOr<GarbageFound> GarbageCollector::DropRows(bool dry_run) {
  absl::StatusOr<GarbageFound> found = absl::UnknownError("");
  absl::Notification decided;
  const bool posted =
      executor_.Post({.run =
                          [&](absl::Time now) {
                            found = coordinator_.DropGarbage(dry_run, now);
                          },
                      .done =
                          [&](const absl::Status& committed) {
                            if (!committed.ok()) found = committed;
                            decided.Notify();
                          }});
  if (!posted) return Stopping();
  decided.WaitForNotification();
  return found;
}

// On the executor's thread and between two transactions: what has no row then
// gets none before the file is gone (UploadCall looks at the file when it adds
// the row).
absl::Status GarbageCollector::RemoveFiles(
    const std::vector<std::string>& sha256s) {
  absl::Status status;
  for (std::size_t first = 0; first < sha256s.size(); first += kBatch) {
    const std::size_t end = std::min(first + kBatch, sha256s.size());
    absl::Notification removed;
    const bool posted =
        executor_.Post({.run = [](absl::Time) {},
                        .done =
                            [&](const absl::Status&) {
                              for (std::size_t i = first; i < end; ++i) {
                                const auto known =
                                    coordinator_.HasArtifact(sha256s[i]);
                                status.Update(known.status());
                                if (known.ok() && !*known) {
                                  status.Update(store_.Remove(sha256s[i]));
                                }
                              }
                              removed.Notify();
                            }});
    if (!posted) return Stopping();
    removed.WaitForNotification();
  }
  return status;
}

}  // namespace lehr::server
