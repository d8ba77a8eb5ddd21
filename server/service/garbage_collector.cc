#include "server/service/garbage_collector.h"

#include <algorithm>
#include <filesystem>
#include <span>
#include <utility>

#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>

#include "proto/support/log.h"

namespace lehr::server {
namespace {

// Rows or files that are dealt with between two decisions: about a
// millisecond's work.
constexpr std::size_t kPiece = 100;

// Calls do_piece(piece) with pieces of `all`, until one fails.
template <typename Item, typename DoPiece>
absl::Status InPieces(const std::vector<Item>& all, DoPiece do_piece) {
  const std::span<const Item> items(all);
  for (std::size_t first = 0; first < items.size(); first += kPiece) {
    const auto piece =
        items.subspan(first, std::min(kPiece, items.size() - first));
    absl::Status done = do_piece(piece);
    if (!done.ok()) return done;
  }
  return absl::OkStatus();
}

void Count(const ArtifactStore::File& file, v1::GarbageClass* garbage) {
  garbage->set_artifacts(garbage->artifacts() + 1);
  garbage->set_bytes(garbage->bytes() + file.bytes);
}

// The parts of the answer; and the files that go.
struct Sorted {
  v1::GarbageClass checkpoints;
  v1::GarbageClass unreferenced;
  v1::GarbageClass orphans;
  v1::GarbageClass kept;
  std::vector<std::string> doomed;
};

Sorted Sort(const std::vector<ArtifactStore::File>& files,
            const Garbage& garbage, absl::Time before) {
  Sorted sorted;
  sorted.checkpoints.set_what("checkpoints of finished segments");
  sorted.unreferenced.set_what("artifacts to which nothing refers");
  sorted.orphans.set_what("files without a row");
  sorted.kept.set_what("kept");
  for (const ArtifactStore::File& file : files) {
    if (garbage.kept.contains(file.sha256)) {
      Count(file, &sorted.kept);
      continue;
    }
    if (garbage.checkpoints.contains(file.sha256)) {
      Count(file, &sorted.checkpoints);
    } else if (garbage.unreferenced.contains(file.sha256)) {
      Count(file, &sorted.unreferenced);
    } else if (file.written < before) {
      Count(file, &sorted.orphans);
    } else {
      continue;  // an upload whose row is about to come
    }
    sorted.doomed.push_back(file.sha256);
  }
  return sorted;
}

}  // namespace

absl::StatusOr<v1::CollectGarbageResponse> GarbageCollector::Collect(
    bool dry_run, absl::Duration grace) {
  // Listed first: what comes later is not looked at.
  const absl::Time before = absl::Now() - grace;
  const std::vector<ArtifactStore::File> files = store_.List();
  const auto garbage =
      reads_.Read([&](Database& database) -> absl::StatusOr<Garbage> {
        return FindGarbage(database, before);
      });
  if (!garbage.ok()) return garbage.status();
  Sorted sorted = Sort(files, *garbage, before);
  if (!dry_run) {
    const absl::Status dropped = DropRows(*garbage, before);
    if (!dropped.ok()) return dropped;
    const absl::Status removed = RemoveFiles(sorted.doomed);
    if (!removed.ok()) return removed;
    Log(Severity::kInfo, "garbage collected",
        {{"files", sorted.doomed.size()},
         {"bytes", sorted.checkpoints.bytes() + sorted.unreferenced.bytes() +
                       sorted.orphans.bytes()}});
  }
  v1::CollectGarbageResponse response;
  *response.add_removed() = std::move(sorted.checkpoints);
  *response.add_removed() = std::move(sorted.unreferenced);
  *response.add_removed() = std::move(sorted.orphans);
  *response.mutable_kept() = std::move(sorted.kept);
  return response;
}

absl::Status GarbageCollector::DropRows(const Garbage& garbage,
                                        absl::Time before) {
  const auto decide = [this](auto body) {
    absl::Status decided;
    const absl::Status committed =
        executor_.Decide([&](absl::Time) { decided = body(); });
    return committed.ok() ? decided : committed;
  };
  absl::Status dropped = InPieces(garbage.paths, [&](auto paths) {
    return decide([&] { return coordinator_.DropCheckpoints(paths); });
  });
  std::vector<std::string> artifacts(garbage.checkpoints.begin(),
                                     garbage.checkpoints.end());
  artifacts.insert(artifacts.end(), garbage.unreferenced.begin(),
                   garbage.unreferenced.end());
  dropped.Update(InPieces(artifacts, [&](auto sha256s) {
    return decide([&] { return coordinator_.DropArtifacts(sha256s, before); });
  }));
  return dropped;
}

// The names go on the executor's thread and between two transactions: what has
// no row then gets none before the file is gone (UploadCall looks at the file
// when it adds the row). The content, of which a large one takes long, goes
// here.
absl::Status GarbageCollector::RemoveFiles(
    const std::vector<std::string>& sha256s) {
  return InPieces(sha256s, [this](auto piece) {
    std::vector<std::filesystem::path> files;
    absl::Status status;
    absl::Notification moved;
    const bool posted =
        executor_.Post({.run = [](absl::Time) {},
                        .done =
                            [&](const absl::Status&) {
                              for (const std::string& sha256 : piece) {
                                const auto known =
                                    coordinator_.KnowsArtifact(sha256);
                                status.Update(known.status());
                                if (!known.ok() || *known) continue;
                                const auto file = store_.TakeAway(sha256);
                                status.Update(file.status());
                                if (file.ok()) files.push_back(*file);
                              }
                              moved.Notify();
                            }});
    if (!posted) return absl::UnavailableError("the server is stopping");
    moved.WaitForNotification();
    for (const std::filesystem::path& file : files) {
      std::error_code error;  // the next start removes what is left in tmp/
      std::filesystem::remove(file, error);
    }
    return status;
  });
}

}  // namespace lehr::server
