#include "server/store/data_directory.h"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <linux/magic.h>
#include <string>
#include <utility>

#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/strip.h>

#include "proto/support/file.h"
#include "proto/support/log.h"

namespace lehr::server {
namespace {

absl::Status ErrnoStatus(int error, const std::filesystem::path& path) {
  return absl::ErrnoToStatus(error, path.string());
}

// "4711", as the server that has the lock wrote it; "unknown" if it has not
// yet.
std::string HolderOf(const std::filesystem::path& lock_file) {
  const auto content = ReadFile(lock_file);
  if (!content.ok() || content->empty()) return "unknown";
  return std::string(absl::StripSuffix(*content, "\n"));
}

absl::StatusOr<int> Lock(const std::filesystem::path& path) {
  const std::filesystem::path lock_file = path / "lehrd.lock";
  const int lock = open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock < 0) return ErrnoStatus(errno, lock_file);
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    close(lock);
    if (error != EWOULDBLOCK) return ErrnoStatus(error, lock_file);
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s: another lehrd (process %s) uses this folder: stop it or choose "
        "another --data",
        path.string(), HolderOf(lock_file)));
  }
  // For people only: what counts is the lock.
  const std::string number = absl::StrCat(getpid(), "\n");
  if (ftruncate(lock, 0) != 0 ||
      pwrite(lock, number.data(), number.size(), 0) < 0) {
    Log(Severity::kWarning, "lock file cannot be written",
        {{"path", lock_file.string()}});
  }
  return lock;
}

// Numbers from statfs(2) and linux/magic.h; sshfs and the like are FUSE.
struct NetworkFileSystem {
  std::uint32_t magic;
  const char* name;
};
constexpr NetworkFileSystem kNetworkFileSystems[] = {
    {NFS_SUPER_MAGIC, "NFS"},   {SMB_SUPER_MAGIC, "SMB"},
    {0xff534d42, "CIFS"},       {0xfe534d42, "SMB2"},
    {CODA_SUPER_MAGIC, "Coda"}, {AFS_SUPER_MAGIC, "AFS"},
    {V9FS_MAGIC, "9P"},         {0x65735546, "FUSE"},
    {0x00c36400, "Ceph"},       {0x0bd00bd0, "Lustre"},
    {0x47504653, "GPFS"},       {0x19830326, "BeeGFS"}};

void WarnOfNetwork(const std::filesystem::path& path) {
  struct statfs facts = {};
  if (statfs(path.c_str(), &facts) != 0) return;
  for (const NetworkFileSystem& known : kNetworkFileSystems) {
    if (static_cast<std::uint32_t>(facts.f_type) != known.magic) continue;
    Log(Severity::kWarning,
        "data on a network file system: the database may be damaged when two "
        "machines open it, and is slow; use a local disk",
        {{"data", path.string()}, {"file_system", known.name}});
  }
}

// The database's file as it lies there: "4096 1799999999.123456789".
std::string Fingerprint(const std::filesystem::path& database) {
  struct stat facts = {};
  if (stat(database.c_str(), &facts) != 0) return "";
  return absl::StrFormat("%d %d.%09d\n", facts.st_size, facts.st_mtim.tv_sec,
                         facts.st_mtim.tv_nsec);
}

}  // namespace

absl::StatusOr<DataDirectory> DataDirectory::Open(
    const std::filesystem::path& path) {
  for (const auto& folder :
       {path, path / "objects", path / "tmp", path / "uploads"}) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return ErrnoStatus(error.value(), folder);
  }
  const auto lock = Lock(path);
  if (!lock.ok()) return lock.status();
  DataDirectory directory(path, *lock);
  WarnOfNetwork(path);
  directory.TakeMark();
  // What was being written when the server was killed.
  for (const auto& entry : std::filesystem::directory_iterator(path / "tmp")) {
    std::error_code error;
    std::filesystem::remove(entry.path(), error);
  }
  return directory;
}

void DataDirectory::TakeMark() {
  const std::filesystem::path mark = path_ / "lehrd.clean";
  const auto left = ReadFile(mark);
  was_clean_ = left.ok() && *left == Fingerprint(database());
  std::error_code error;
  std::filesystem::remove(mark, error);
}

DataDirectory::DataDirectory(DataDirectory&& other) noexcept
    : path_(std::move(other.path_)),
      lock_(std::exchange(other.lock_, -1)),
      was_clean_(other.was_clean_),
      mark_clean_(other.mark_clean_) {}

DataDirectory& DataDirectory::operator=(DataDirectory&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(lock_, other.lock_);
  std::swap(was_clean_, other.was_clean_);
  std::swap(mark_clean_, other.mark_clean_);
  return *this;
}

DataDirectory::~DataDirectory() {
  if (lock_ < 0) return;
  if (mark_clean_) {
    // Without the mark the next server looks at the database more closely.
    WriteFileDurably(path_ / "lehrd.clean", Fingerprint(database()))
        .IgnoreError();
  }
  close(lock_);  // releases the lock
}

}  // namespace lehr::server
