#include "server/web/live_picture.h"

#include <cstdint>
#include <utility>

#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "server/web/overview_json.h"

namespace lehr::server {
namespace {

constexpr absl::Duration kFresh = absl::Milliseconds(500);

}  // namespace

absl::StatusOr<std::shared_ptr<const LivePicture::Picture>> LivePicture::Get() {
  // Whoever comes while one is being made waits for it and gets it, too.
  const absl::MutexLock lock(&mutex_);
  const absl::Time now = absl::Now();
  if (last_ != nullptr && now - made_ < kFresh) return last_;
  auto made = Make(now);
  if (!made.ok()) return made;
  last_ = *made;
  made_ = now;
  return made;
}

absl::StatusOr<std::shared_ptr<const LivePicture::Picture>> LivePicture::Make(
    absl::Time now) {
  // Of this process: a server that was started anew counts from 0 again.
  static const std::int64_t kStart = absl::ToUnixMicros(absl::Now());
  auto picture = std::make_shared<Picture>();
  std::uint64_t version = 0;
  const absl::Status copied = decide_([this, &picture, &version](absl::Time) {
    picture->roster = coordinator_.roster();
    version = coordinator_.version();
  });
  if (!copied.ok()) return copied;
  picture->version = absl::StrFormat("%x-%x", kStart, version);
  const auto json = reads_.Read([&](Database& database) {
    return OverviewJson(database, picture->roster, now);
  });
  if (!json.ok()) return json.status();
  picture->json = Text(*json).substr(1);
  return picture;
}

}  // namespace lehr::server
