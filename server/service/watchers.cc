#include "server/service/watchers.h"

#include <utility>

namespace lehr::server {
namespace {

// Room for a picture each millisecond for thirty years.
constexpr int kCountBits = 40;

absl::Status Stopping() {
  return absl::UnavailableError("the server is stopping");
}

bool IsLast(const Watcher::Picture& picture) {
  return picture->sweep().has_ended();
}

}  // namespace

Watchers::Watchers(const Coordinator* coordinator, Source source,
                   std::int64_t start)
    : coordinator_(*coordinator),
      source_(std::move(source)),
      last_number_(start << kCountBits) {}

void Watchers::Add(std::shared_ptr<Watcher> watcher) {
  Watcher::Picture picture;
  {
    const absl::MutexLock lock(&mutex_);
    if (!closed_) {
      Channel& channel = channels_[watcher->request().sweep_id()];
      // A number from a later time is of a database that was put back.
      const std::int64_t after = watcher->request().after_sequence();
      Entry entry = {.watcher = watcher,
                     .seen = after > last_number_ ? 0 : after};
      const bool is_fresh = !channel.entries.empty() && !channel.wanted;
      if (!is_fresh) {
        channel.wanted = true;
        wanted_ = true;
      } else if (channel.picture->sequence() > entry.seen) {
        picture = channel.picture;
        entry.seen = picture->sequence();
      }
      channel.entries.push_back(std::move(entry));
      ++watching_;
      if (picture == nullptr) return;
    }
  }
  if (picture == nullptr) {
    watcher->End(Stopping());
  } else {
    watcher->Offer(picture, false);
  }
}

void Watchers::Remove(const Watcher* watcher) {
  const absl::MutexLock lock(&mutex_);
  const auto found = channels_.find(watcher->request().sweep_id());
  if (found == channels_.end()) return;
  watching_ -= static_cast<int>(
      std::erase_if(found->second.entries, [watcher](const Entry& entry) {
        return entry.watcher.get() == watcher;
      }));
}

void Watchers::Close() {
  Watching all;
  {
    const absl::MutexLock lock(&mutex_);
    closed_ = true;
    for (auto& [sweep_id, channel] : channels_) {
      for (Entry& entry : channel.entries) {
        all.push_back(std::move(entry.watcher));
      }
    }
    channels_.clear();
    watching_ = 0;
  }
  for (const auto& watcher : all) watcher->End(Stopping());
}

void Watchers::InTransaction(absl::Time now) {
  now_ = now;
  if (watching_ == 0) return;
  if (now >= next_standing_) {
    next_standing_ = now + kStandingInterval;
    source_.post([this] { EndOutcasts(); });
  }
  if (looking_) return;
  const std::uint64_t version = coordinator_.version() + 1;  // never 0
  next_is_all_ = version != seen_version_ && now - last_look_ >= kInterval;
  if (!next_is_all_ && !wanted_) return;
  if (next_is_all_) seen_version_ = version;
  next_look_ = source_.roster(now);
}

// Before the commit there is nothing new to be read.
void Watchers::AfterTransaction(const absl::Status& committed) {
  const auto roster = std::exchange(next_look_, nullptr);
  if (roster == nullptr) return;
  if (!committed.ok()) {
    seen_version_ = 0;  // looks again
    return;
  }
  if (next_is_all_) last_look_ = now_;
  wanted_ = false;
  looking_ = true;
  source_.post([this, roster, all = next_is_all_, now = now_] {
    Look(*roster, all, now);
    looking_ = false;
  });
}

void Watchers::EndOutcasts() {
  Watching all;
  {
    const absl::MutexLock lock(&mutex_);
    for (const auto& [sweep_id, channel] : channels_) {
      for (const Entry& entry : channel.entries) all.push_back(entry.watcher);
    }
  }
  for (const auto& watcher : all) {
    const absl::Status standing = watcher->Standing();
    if (standing.ok()) continue;
    Remove(watcher.get());
    watcher->End(standing);
  }
}

void Watchers::Look(const Roster& roster, bool all, absl::Time now) {
  for (const std::int64_t sweep_id : SweepsToLookAt(all, now)) {
    Show(sweep_id, source_.make(sweep_id, roster), now);
  }
}

std::vector<std::int64_t> Watchers::SweepsToLookAt(bool all, absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  std::erase_if(channels_, [now](const auto& channel) {
    return channel.second.entries.empty() &&
           now - channel.second.unused_since > kKept;
  });
  std::vector<std::int64_t> sweeps;
  for (const auto& [sweep_id, channel] : channels_) {
    if (channel.entries.empty()) continue;
    if (all || channel.wanted) sweeps.push_back(sweep_id);
  }
  return sweeps;
}

void Watchers::Show(std::int64_t sweep_id,
                    absl::StatusOr<v1::WatchSweepResponse> made,
                    absl::Time now) {
  Watching told;
  Watcher::Picture picture;
  {
    const absl::MutexLock lock(&mutex_);
    const auto found = channels_.find(sweep_id);
    if (found == channels_.end()) return;
    Channel& channel = found->second;
    channel.unused_since = now;
    if (made.ok()) {
      std::string content = made->SerializeAsString();
      if (channel.picture == nullptr || content != channel.content) {
        channel.content = std::move(content);
        made->set_sequence(++last_number_);
        channel.picture =
            std::make_shared<const v1::WatchSweepResponse>(*std::move(made));
      }
      channel.wanted = false;
      picture = channel.picture;
      told = TakeUntold(channel);
    } else {
      for (Entry& entry : channel.entries) {
        told.push_back(std::move(entry.watcher));
      }
      watching_ -= static_cast<int>(told.size());
      channels_.erase(found);
    }
  }
  for (const auto& watcher : told) {
    if (picture == nullptr) {
      watcher->End(made.status());
    } else {
      watcher->Offer(picture, IsLast(picture));
    }
  }
}

// The last picture is offered also to who has seen it: it ends the call.
Watchers::Watching Watchers::TakeUntold(Channel& channel) {
  Watching untold;
  const bool is_last = IsLast(channel.picture);
  for (Entry& entry : channel.entries) {
    if (!is_last && entry.seen >= channel.picture->sequence()) continue;
    entry.seen = channel.picture->sequence();
    untold.push_back(entry.watcher);
  }
  if (is_last) {
    watching_ -= static_cast<int>(channel.entries.size());
    channel.entries.clear();
  }
  return untold;
}

}  // namespace lehr::server
