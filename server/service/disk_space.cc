#include "server/service/disk_space.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <absl/strings/str_format.h>

#include "proto/support/log.h"

namespace lehr::server {
namespace {

constexpr absl::Duration kInterval = absl::Seconds(1);

// A collection reads much of the database.
constexpr absl::Duration kCollectionInterval = absl::Minutes(10);

constexpr std::int64_t kMib = std::int64_t{1} << 20;

std::int64_t Left(std::int64_t mark, bool already) {
  return already ? mark + mark / 10 : mark;
}

}  // namespace

DiskMarks UsualMarks(std::int64_t disk_bytes) {
  return {.soft = std::min(5 * 1024 * kMib, disk_bytes / 20),
          .hard = std::min(1024 * kMib, disk_bytes / 100)};
}

DiskLevel LevelAt(std::int64_t free_bytes, const DiskMarks& marks,
                  DiskLevel before) {
  if (free_bytes < Left(marks.hard, before == DiskLevel::kHard)) {
    return DiskLevel::kHard;
  }
  if (free_bytes < Left(marks.soft, before != DiskLevel::kPlenty)) {
    return DiskLevel::kSoft;
  }
  return DiskLevel::kPlenty;
}

void DiskSpace::InTransaction(absl::Time now) {
  if (now < next_) return;
  next_ = now + kInterval;
  std::error_code error;
  const std::filesystem::space_info space =
      std::filesystem::space(folder_, error);
  if (error) return;
  DiskMarks marks = UsualMarks(static_cast<std::int64_t>(space.capacity));
  if (marks_.soft >= 0) marks.soft = marks_.soft;
  if (marks_.hard >= 0) marks.hard = marks_.hard;
  free_bytes_ = static_cast<std::int64_t>(space.available);
  const DiskLevel level = LevelAt(free_bytes_, marks, level_);
  if (level != level_) Change(level, marks);
  if (level == DiskLevel::kPlenty || now < next_collection_) return;
  next_collection_ = now + kCollectionInterval;
  collect_();
}

void DiskSpace::Change(DiskLevel level, const DiskMarks& marks) {
  std::string notice;
  if (level == DiskLevel::kSoft) {
    notice = absl::StrFormat(
        "the server's disk is nearly full: %d MiB free, expected %d: nothing "
        "that writes states is begun",
        free_bytes_ / kMib, marks.soft / kMib);
  } else if (level == DiskLevel::kHard) {
    notice = absl::StrFormat(
        "the server's disk is full: %d MiB free, expected %d: only results are "
        "taken",
        free_bytes_ / kMib, marks.hard / kMib);
  }
  const bool plenty = level == DiskLevel::kPlenty;
  Log(plenty ? Severity::kInfo : Severity::kWarning,
      plenty ? "disk has room again" : "disk nearly full",
      {{"free_mib", free_bytes_ / kMib},
       {"soft_mib", marks.soft / kMib},
       {"hard_mib", marks.hard / kMib}});
  coordinator_.HoldStates(notice);
  const absl::MutexLock lock(&mutex_);
  notice_ = std::move(notice);
  level_ = level;
}

std::string DiskSpace::notice() const {
  const absl::MutexLock lock(&mutex_);
  return notice_;
}

}  // namespace lehr::server
