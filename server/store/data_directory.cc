#include "server/store/data_directory.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <utility>

#include <sys/file.h>
#include <unistd.h>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

namespace lehr::server {
namespace {

absl::Status ErrnoStatus(int error, const std::filesystem::path& path) {
  return absl::ErrnoToStatus(error, path.string());
}

}  // namespace

absl::StatusOr<DataDirectory> DataDirectory::Open(
    const std::filesystem::path& path) {
  for (const auto& folder : {path, path / "objects", path / "tmp"}) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return ErrnoStatus(error.value(), folder);
  }
  const std::filesystem::path lock_file = path / "lehrd.lock";
  const int lock = open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock < 0) return ErrnoStatus(errno, lock_file);
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    close(lock);
    if (error != EWOULDBLOCK) return ErrnoStatus(error, lock_file);
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s: another lehrd uses this folder: stop it or choose another --data",
        path.string()));
  }
  DataDirectory directory(path, lock);
  // What an upload left behind when the server was killed.
  for (const auto& entry : std::filesystem::directory_iterator(path / "tmp")) {
    std::error_code error;
    std::filesystem::remove(entry.path(), error);
  }
  return directory;
}

DataDirectory::DataDirectory(DataDirectory&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataDirectory& DataDirectory::operator=(DataDirectory&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(lock_, other.lock_);
  return *this;
}

DataDirectory::~DataDirectory() {
  if (lock_ >= 0) close(lock_);  // releases the lock
}

}  // namespace lehr::server
