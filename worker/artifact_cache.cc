#include "worker/artifact_cache.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <stdlib.h>
#include <system_error>
#include <utility>
#include <vector>

#include <unistd.h>

#include <absl/strings/str_format.h>

#include "proto/support/file.h"
#include "proto/support/log.h"
#include "proto/support/sha256.h"

namespace lehr::worker {
namespace {

namespace fs = std::filesystem;

// Temporary files older than this belong to nobody: no artifact takes an hour
// to write.
constexpr std::chrono::hours kStaleAfter{1};

constexpr std::string_view kTemporarySuffix = ".part";

// Of the spool (spool.h), which is no part of the cache.
constexpr char kSpoolFolder[] = "spool";

struct Entry {
  fs::path path;
  std::int64_t size = 0;
  fs::file_time_type used;
  bool pinned = false;
};

// All files below `folder` but those of the spool. Others may remove files
// meanwhile; what is gone is left out.
std::vector<Entry> List(const fs::path& folder) {
  std::vector<Entry> entries;
  std::error_code error;
  fs::recursive_directory_iterator files(folder, error);
  for (const fs::recursive_directory_iterator end; !error && files != end;
       files.increment(error)) {
    std::error_code gone;
    if (files.depth() == 0 && files->path().filename() == kSpoolFolder) {
      files.disable_recursion_pending();
    }
    if (!files->is_regular_file(gone) || gone) continue;
    Entry entry;
    entry.path = files->path();
    entry.size = static_cast<std::int64_t>(files->file_size(gone));
    if (gone) continue;
    entry.pinned = files->hard_link_count(gone) > 1;
    if (gone) continue;
    entry.used = files->last_write_time(gone);
    if (!gone) entries.push_back(std::move(entry));
  }
  return entries;
}

bool IsTemporary(const fs::path& path) {
  return path.extension() == kTemporarySuffix;
}

absl::Status SyncFile(const fs::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && fsync(file) == 0;
  const std::string why = synced ? "" : std::strerror(errno);
  if (file >= 0) close(file);
  if (synced) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrFormat("%s: sync: %s", path.string(), why));
}

bool WriteWhole(const fs::path& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  return file.good();
}

}  // namespace

ArtifactCache::ArtifactCache(fs::path folder, std::int64_t limit_bytes)
    : folder_(std::move(folder)), limit_bytes_(limit_bytes) {
  if (limit_bytes_ <= 0) return;
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) WarnOnce(error.message(), folder_);
  Trim();
}

std::optional<std::string> ArtifactCache::Get(std::string_view sha256) {
  if (limit_bytes_ <= 0) return std::nullopt;
  const fs::path path = PathOf(sha256);
  auto content = ReadFile(path);
  if (!content.ok()) return std::nullopt;
  std::error_code ignored;  // the file may be gone by now, or not ours
  if (Sha256Of(*content) != sha256) {
    Log(Severity::kWarning, "damaged file in the cache removed",
        {{"path", path.string()}, {"bytes", content->size()}});
    fs::remove(path, ignored);
    return std::nullopt;
  }
  fs::last_write_time(path, fs::file_time_type::clock::now(), ignored);
  return *std::move(content);
}

bool ArtifactCache::Put(std::string_view sha256, std::string_view content) {
  const auto size = static_cast<std::int64_t>(content.size());
  if (size > limit_bytes_) return false;
  const fs::path path = PathOf(sha256);
  std::error_code error;
  if (fs::exists(path, error)) return true;
  fs::create_directories(path.parent_path(), error);
  // One name a process and thread.
  const fs::path temporary = absl::StrFormat(
      "%s.%d.%d%s", path.string(), getpid(), gettid(), kTemporarySuffix);
  if (!WriteWhole(temporary, content)) {
    WarnOnce("cannot be written", temporary);
    fs::remove(temporary, error);
    return false;
  }
  fs::rename(temporary, path, error);
  if (error) {
    WarnOnce(error.message(), path);
    fs::remove(temporary, error);
    return false;
  }
  bool full = false;
  {
    const absl::MutexLock lock(&mutex_);
    added_bytes_ += size;
    // Other workers add too, which is seen at the next look: a tenth of the
    // limit is how much may come unseen from each.
    full = size_bytes_ + added_bytes_ > limit_bytes_ ||
           added_bytes_ > limit_bytes_ / 10;
  }
  if (full) Trim();
  return true;
}

absl::Status ArtifactCache::Pin(std::string_view sha256, const fs::path& pin) {
  std::error_code error;
  fs::create_hard_link(PathOf(sha256), pin, error);
  if (error == std::errc::no_such_file_or_directory) {
    return absl::NotFoundError(
        absl::StrFormat("%s: not in the cache", PathOf(sha256).string()));
  }
  if (error && error != std::errc::file_exists) {
    return absl::UnavailableError(
        absl::StrFormat("%s: second name: %s", pin.string(), error.message()));
  }
  return SyncFile(pin);
}

fs::path ArtifactCache::spool_folder() const {
  return limit_bytes_ > 0 ? folder_ / kSpoolFolder : fs::path();
}

void ArtifactCache::Trim() {
  if (limit_bytes_ <= 0) return;
  std::vector<Entry> entries = List(folder_);
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.used < b.used; });
  std::int64_t total = 0;
  for (const Entry& entry : entries) total += entry.size;
  const std::int64_t goal =
      total > limit_bytes_ ? limit_bytes_ - limit_bytes_ / 10 : total;
  const auto stale = fs::file_time_type::clock::now() - kStaleAfter;
  for (const Entry& entry : entries) {
    const bool temporary = IsTemporary(entry.path);
    const bool remove =
        temporary ? entry.used < stale : total > goal && !entry.pinned;
    if (!remove) continue;
    std::error_code gone;  // somebody else was faster: gone all the same
    fs::remove(entry.path, gone);
    total -= entry.size;
  }
  const absl::MutexLock lock(&mutex_);
  size_bytes_ = total;
  added_bytes_ = 0;
}

fs::path ArtifactCache::PathOf(std::string_view sha256) const {
  const std::string hex = ToHex(sha256);
  return folder_ / hex.substr(0, 2) / hex;
}

void ArtifactCache::WarnOnce(std::string_view what, const fs::path& path) {
  {
    const absl::MutexLock lock(&mutex_);
    if (warned_) return;
    warned_ = true;
  }
  Log(Severity::kWarning, "cache not usable",
      {{"path", path.string()}, {"reason", what}});
}

}  // namespace lehr::worker
