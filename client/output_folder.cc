#include "client/output_folder.h"

#include <system_error>

#include <absl/strings/str_format.h>

#include "proto/support/file.h"

namespace lehr::client {

absl::Status OutputFolder::Make(const std::string& part) const {
  std::error_code error;
  std::filesystem::create_directories(path_ / part, error);
  if (!error) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrFormat("--out: %s: %s", path_.string(), error.message()));
}

absl::Status OutputFolder::Write(const std::string& name,
                                 const std::string& content) {
  files_.push_back(name);
  return WriteFileDurably(path_ / name, content);
}

}  // namespace lehr::client
