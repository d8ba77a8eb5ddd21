#ifndef LEHR_PROTO_SUPPORT_FILE_H_
#define LEHR_PROTO_SUPPORT_FILE_H_

#include <filesystem>
#include <string>
#include <string_view>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

namespace lehr {

// The whole file. NOT_FOUND if there is none; PERMISSION_DENIED or UNAVAILABLE
// if it cannot be read. Messages begin with the path.
absl::StatusOr<std::string> ReadFile(const std::filesystem::path& path);

// Writes the file so that after a crash, even of the machine, `path` has either
// its old content or the new: temporary file beside it, fsync, rename, fsync of
// the folder. RESOURCE_EXHAUSTED if the disk is full.
absl::Status WriteFileDurably(const std::filesystem::path& path,
                              std::string_view content);

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_FILE_H_
