#include "proto/support/file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdlib.h>
#include <utility>

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <absl/strings/str_format.h>

#include "proto/support/descriptor.h"

namespace lehr {
namespace {

absl::Status FromErrno(int error, const std::filesystem::path& path,
                       std::string_view what) {
  absl::StatusCode code = absl::StatusCode::kUnavailable;
  if (error == ENOENT || error == ENOTDIR) code = absl::StatusCode::kNotFound;
  if (error == EACCES || error == EPERM) {
    code = absl::StatusCode::kPermissionDenied;
  }
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
    code = absl::StatusCode::kResourceExhausted;
  }
  return {code, absl::StrFormat("%s: %s: %s", path.string(), what,
                                std::strerror(error))};
}

absl::Status WriteAll(int descriptor, std::string_view content,
                      const std::filesystem::path& path) {
  while (!content.empty()) {
    const ssize_t written = write(descriptor, content.data(), content.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return FromErrno(errno, path, "write");
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status SyncFolder(const std::filesystem::path& folder) {
  const Descriptor descriptor(
      open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.number() < 0 || fsync(descriptor.number()) != 0) {
    return FromErrno(errno, folder, "sync");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::filesystem::path& path) {
  const Descriptor descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (descriptor.number() < 0) return FromErrno(errno, path, "open");
  std::string content;
  struct stat status = {};
  if (fstat(descriptor.number(), &status) == 0 && status.st_size > 0) {
    content.reserve(static_cast<std::size_t>(status.st_size));
  }
  char buffer[1 << 16];
  while (true) {
    const ssize_t count = read(descriptor.number(), buffer, sizeof buffer);
    if (count < 0) {
      if (errno == EINTR) continue;
      return FromErrno(errno, path, "read");
    }
    if (count == 0) return content;
    content.append(buffer, static_cast<std::size_t>(count));
  }
}

absl::Status WriteFileDurably(const std::filesystem::path& path,
                              std::string_view content, unsigned mode) {
  // Unique, so that two writers of one file do not mix; 0600 as mkstemp does.
  std::string temporary = path.string() + ".XXXXXX";
  const Descriptor descriptor(mkostemp(temporary.data(), O_CLOEXEC));
  if (descriptor.number() < 0) return FromErrno(errno, path, "create");
  absl::Status status = WriteAll(descriptor.number(), content, path);
  if (status.ok() && fsync(descriptor.number()) != 0) {
    status = FromErrno(errno, path, "sync");
  }
  if (status.ok() && fchmod(descriptor.number(), mode) != 0) {
    status = FromErrno(errno, path, "chmod");
  }
  if (status.ok() && rename(temporary.c_str(), path.c_str()) != 0) {
    status = FromErrno(errno, path, "rename");
  }
  if (!status.ok()) {
    unlink(temporary.c_str());
    return status;
  }
  const auto folder = path.parent_path();
  return SyncFolder(folder.empty() ? "." : folder);
}

absl::StatusOr<DurableFile> DurableFile::Create(std::filesystem::path path) {
  DurableFile file(std::move(path), -1);
  file.descriptor_ =
      open(file.temporary().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (file.descriptor_ < 0) {
    return FromErrno(errno, file.temporary(), "create");
  }
  if (flock(file.descriptor_, LOCK_EX | LOCK_NB) != 0) {
    close(std::exchange(file.descriptor_, -1));  // it is the other's
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: another process is writing it", file.temporary()));
  }
  // What a process that was killed has left.
  if (ftruncate(file.descriptor_, 0) != 0) {
    return FromErrno(errno, file.temporary(), "truncate");
  }
  return file;
}

DurableFile::DurableFile(DurableFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

DurableFile::~DurableFile() {
  if (descriptor_ < 0) return;
  unlink(temporary().c_str());
  close(descriptor_);
}

absl::Status DurableFile::Append(std::string_view piece) {
  return WriteAll(descriptor_, piece, temporary());
}

absl::Status DurableFile::Finish() {
  if (fsync(descriptor_) != 0) return FromErrno(errno, temporary(), "sync");
  if (rename(temporary().c_str(), path_.c_str()) != 0) {
    return FromErrno(errno, path_, "rename");
  }
  close(std::exchange(descriptor_, -1));
  const auto folder = path_.parent_path();
  return SyncFolder(folder.empty() ? "." : folder);
}

}  // namespace lehr
