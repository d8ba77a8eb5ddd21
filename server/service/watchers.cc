#include "server/service/watchers.h"

#include <utility>

namespace lehr::server {
namespace {

absl::Status Stopping() {
  return absl::UnavailableError("the server is stopping");
}

}  // namespace

void Watchers::Add(Watcher* watcher) {
  entries_.emplace_back().watcher = watcher;
  if (closed_) {
    entries_.back().ended = true;
    watcher->End(Stopping());
  }
}

void Watchers::Remove(Watcher* watcher) {
  entries_.remove_if(
      [watcher](const Entry& entry) { return entry.watcher == watcher; });
}

void Watchers::Close() {
  closed_ = true;
  for (Entry& entry : entries_) {
    if (std::exchange(entry.ended, true)) continue;
    entry.watcher->End(Stopping());
  }
}

void Watchers::InTransaction(absl::Time now) {
  now_ = now;
  const std::uint64_t version = coordinator_.version() + 1;  // never 0
  for (Entry& entry : entries_) {
    if (entry.ended || entry.seen_version == version ||
        now - entry.last_sent < kInterval || !entry.watcher->IsIdle()) {
      continue;
    }
    entry.seen_version = version;
    entry.next = coordinator_.WatchSweep(entry.watcher->request());
    entry.has_next = true;
  }
}

void Watchers::AfterTransaction(const absl::Status& committed) {
  for (Entry& entry : entries_) {
    if (!std::exchange(entry.has_next, false)) continue;
    if (committed.ok() && !entry.ended) {
      Tell(&entry);
    } else {
      entry.seen_version = 0;  // looks again
    }
  }
}

void Watchers::Tell(Entry* entry) {
  if (!entry->next.ok()) {
    entry->ended = true;
    entry->watcher->End(entry->next.status());
    return;
  }
  const v1::WatchSweepResponse& picture = *entry->next;
  std::string serialized = picture.SerializeAsString();
  if (serialized == entry->last_picture) return;
  entry->last_picture = std::move(serialized);
  entry->last_sent = now_;
  entry->ended = picture.sweep().has_ended();
  entry->watcher->Send(picture, entry->ended);
}

}  // namespace lehr::server
