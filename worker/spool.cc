#include "worker/spool.h"

#include <chrono>
#include <fcntl.h>
#include <system_error>
#include <utility>

#include <sys/file.h>
#include <unistd.h>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "proto/support/file.h"
#include "proto/support/sha256.h"

namespace lehr::worker {
namespace {

namespace fs = std::filesystem;

constexpr char kLockFile[] = "lock";
constexpr char kCheckpointFile[] = "checkpoint";
constexpr char kResultPrefix[] = "result-";

// A server that was not found again for so long will not be: what was for it
// makes room.
constexpr std::chrono::hours kForgetAfter{7 * 24};

// The lock of a session's folder, or -1 if its worker lives.
int Lock(const fs::path& folder) {
  const int file =
      open((folder / kLockFile).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return -1;
  if (flock(file, LOCK_EX | LOCK_NB) == 0) return file;
  close(file);
  return -1;
}

std::optional<wire::SpoolRecord> ReadRecord(const fs::path& path) {
  const auto bytes = ReadFile(path);
  if (!bytes.ok() || bytes->size() < kSha256Bytes) return std::nullopt;
  const std::string content = bytes->substr(kSha256Bytes);
  wire::SpoolRecord record;
  if (Sha256Of(content) != bytes->substr(0, kSha256Bytes) ||
      !record.ParseFromString(content)) {
    return std::nullopt;
  }
  return record;
}

fs::path PinOf(const fs::path& record, const std::string& sha256) {
  return absl::StrCat(record.string(), ".", ToHex(sha256));
}

// The second names of what a record names, but for `kept` of them.
void DropPins(const fs::path& record, const std::vector<std::string>& kept) {
  std::vector<fs::path> pins;
  const std::string prefix = record.filename().string() + ".";
  std::error_code error;
  for (const auto& entry :
       fs::directory_iterator(record.parent_path(), error)) {
    if (absl::StartsWith(entry.path().filename().string(), prefix)) {
      pins.push_back(entry.path());
    }
  }
  for (const std::string& sha256 : kept) {
    std::erase(pins, PinOf(record, sha256));
  }
  for (const fs::path& pin : pins) fs::remove(pin, error);
}

void DropRecord(const fs::path& record) {
  std::error_code error;
  fs::remove(record, error);
  DropPins(record, {});
}

std::string ResultFile(const v1::AttemptId& id) {
  return absl::StrFormat("%s%d-%d", kResultPrefix, id.segment_id(),
                         id.attempt());
}

bool IsResult(const fs::path& path) {
  return absl::StartsWith(path.filename().string(), kResultPrefix) &&
         !path.has_extension();
}

std::vector<fs::path> EntriesOf(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    paths.push_back(entry.path());
  }
  return paths;
}

// Whether anything is in it but the lock.
bool IsEmpty(const fs::path& folder) {
  for (const fs::path& path : EntriesOf(folder)) {
    if (path.filename() != kLockFile) return false;
  }
  return true;
}

}  // namespace

std::string WorkHash(const v1::Lease& lease) {
  v1::Lease same;
  *same.mutable_work() = lease.work();
  same.set_start_state_sha256(lease.start_state_sha256());
  same.set_potential_sha256(lease.potential_sha256());
  same.set_record_steps(lease.record_steps());
  return Sha256Of(same.SerializeAsString());
}

Spool::Spool(ArtifactCache* cache, std::string session, std::string server)
    : cache_(cache),
      session_(std::move(session)),
      server_(std::move(server)),
      folder_(cache->spool_folder()) {
  if (folder_.empty()) return;
  // Another worker that begins now may take the folder for one that was left.
  for (int tries = 0; tries < 3; ++tries) {
    std::error_code error;  // then nothing can be kept, which Keep tells
    fs::create_directories(FolderOf(session_), error);
    const int lock = Lock(FolderOf(session_));
    if (lock < 0) continue;
    const absl::MutexLock guard(&mutex_);
    locks_.push_back(lock);
    return;
  }
}

Spool::~Spool() {
  if (folder_.empty()) return;
  std::error_code error;
  if (IsEmpty(FolderOf(session_))) fs::remove_all(FolderOf(session_), error);
  const absl::MutexLock guard(&mutex_);
  for (const int lock : locks_) close(lock);
}

fs::path Spool::FolderOf(const std::string& session) const {
  return folder_ / ToHex(session);
}

absl::Status Spool::Keep(const fs::path& record, wire::SpoolRecord content,
                         const std::vector<std::string>& artifacts) {
  for (const std::string& sha256 : artifacts) {
    absl::Status pinned = cache_->Pin(sha256, PinOf(record, sha256));
    if (!pinned.ok()) return pinned;
  }
  content.set_server(server_);
  const std::string bytes = content.SerializeAsString();
  absl::Status written =
      WriteFileDurably(record, absl::StrCat(Sha256Of(bytes), bytes));
  if (written.ok()) DropPins(record, artifacts);
  return written;
}

absl::Status Spool::KeepResult(const v1::CompleteAttemptRequest& request) {
  if (folder_.empty()) return absl::OkStatus();
  std::vector<std::string> artifacts;
  for (const std::string& sha256 :
       {request.end_state_sha256(), request.curve_sha256()}) {
    if (!sha256.empty()) artifacts.push_back(sha256);
  }
  wire::SpoolRecord record;
  *record.mutable_result() = request;
  return Keep(FolderOf(request.session()) / ResultFile(request.id()),
              std::move(record), artifacts);
}

void Spool::DropResult(const v1::CompleteAttemptRequest& request) {
  if (folder_.empty()) return;
  const fs::path folder = FolderOf(request.session());
  const fs::path record = folder / ResultFile(request.id());
  std::error_code error;
  if (!fs::exists(record, error)) return;
  DropRecord(record);
  if (request.session() != session_ && IsEmpty(folder)) {
    fs::remove_all(folder, error);
  }
}

absl::Status Spool::KeepCheckpoint(const v1::Lease& lease,
                                   const v1::Checkpoint& checkpoint) {
  if (folder_.empty()) return absl::OkStatus();
  wire::SpoolRecord record;
  wire::LocalCheckpoint& local = *record.mutable_checkpoint();
  *local.mutable_id() = lease.id();
  local.set_work_sha256(WorkHash(lease));
  *local.mutable_checkpoint() = checkpoint;
  return Keep(FolderOf(session_) / kCheckpointFile, std::move(record),
              {checkpoint.state_sha256(), checkpoint.curve_sha256()});
}

void Spool::DropCheckpoint() {
  if (!folder_.empty()) DropRecord(FolderOf(session_) / kCheckpointFile);
}

std::vector<fs::path> Spool::LockLeft() {
  std::vector<fs::path> folders;
  for (const fs::path& folder : EntriesOf(folder_)) {
    const int lock = Lock(folder);
    if (lock < 0) continue;
    folders.push_back(folder);
    const absl::MutexLock guard(&mutex_);
    locks_.push_back(lock);
  }
  return folders;
}

std::vector<v1::CompleteAttemptRequest> Spool::TakeLeft() {
  std::vector<v1::CompleteAttemptRequest> left;
  if (folder_.empty()) return left;
  const auto old = fs::file_time_type::clock::now() - kForgetAfter;
  for (const fs::path& folder : LockLeft()) {
    std::error_code error;
    const auto changed = fs::last_write_time(folder, error);
    if ((!error && changed < old) || IsEmpty(folder)) {
      fs::remove_all(folder, error);
      continue;
    }
    for (const fs::path& path : EntriesOf(folder)) {
      if (!IsResult(path)) continue;
      const auto record = ReadRecord(path);
      if (!record.has_value()) {
        DropRecord(path);
      } else if (record->has_result() && record->server() == server_) {
        left.push_back(record->result());
      }
    }
  }
  return left;
}

std::optional<v1::Checkpoint> Spool::FindNewer(const v1::Lease& lease) const {
  if (folder_.empty() || lease.id().attempt() < 2) return std::nullopt;
  for (const fs::path& folder : EntriesOf(folder_)) {
    const auto record = ReadRecord(folder / kCheckpointFile);
    if (!record.has_value() || record->server() != server_) continue;
    const wire::LocalCheckpoint& local = record->checkpoint();
    // Of the attempt before this one only: what has succeeded is executed again
    // from its start, or it would be no second execution.
    if (local.id().segment_id() == lease.id().segment_id() &&
        local.id().attempt() + 1 == lease.id().attempt() &&
        local.work_sha256() == WorkHash(lease) &&
        local.checkpoint().step() > lease.checkpoint().step()) {
      return local.checkpoint();
    }
  }
  return std::nullopt;
}

}  // namespace lehr::worker
