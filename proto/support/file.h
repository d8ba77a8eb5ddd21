#ifndef LEHR_PROTO_SUPPORT_FILE_H_
#define LEHR_PROTO_SUPPORT_FILE_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

namespace lehr {

// The whole file. NOT_FOUND if there is none; PERMISSION_DENIED or UNAVAILABLE
// if it cannot be read. Messages begin with the path.
absl::StatusOr<std::string> ReadFile(const std::filesystem::path& path);

// Writes the file so that after a crash, even of the machine, `path` has either
// its old content or the new: temporary file beside it, fsync, rename, fsync of
// the folder. All may read it, or with mode 0600 its owner alone.
// RESOURCE_EXHAUSTED if the disk is full.
absl::Status WriteFileDurably(const std::filesystem::path& path,
                              std::string_view content, unsigned mode = 0644);

// DurableFile writes a file piece by piece, as durably: as `path`.part, until
// it is whole. What was not finished is removed. Used by one thread.
class DurableFile {
 public:
  // FAILED_PRECONDITION if another process is writing the same file.
  static absl::StatusOr<DurableFile> Create(std::filesystem::path path);

  DurableFile(DurableFile&& other) noexcept;
  DurableFile& operator=(DurableFile&&) = delete;
  DurableFile(const DurableFile&) = delete;
  DurableFile& operator=(const DurableFile&) = delete;
  ~DurableFile();

  // RESOURCE_EXHAUSTED if the disk is full.
  absl::Status Append(std::string_view piece);
  // Syncs it and gives it its name; replaces what had that.
  absl::Status Finish();

 private:
  DurableFile(std::filesystem::path path, int descriptor)
      : path_(std::move(path)), descriptor_(descriptor) {}
  std::string temporary() const { return path_.string() + ".part"; }

  std::filesystem::path path_;
  int descriptor_;  // -1 when finished or moved
};

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_FILE_H_
