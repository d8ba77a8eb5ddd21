#ifndef LEHR_CLIENT_OUTPUT_FOLDER_H_
#define LEHR_CLIENT_OUTPUT_FOLDER_H_

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>

namespace lehr::client {

// An OutputFolder is what --out names: it is made where it is missing, files
// are written into it and their names remembered.
class OutputFolder {
 public:
  explicit OutputFolder(std::filesystem::path path) : path_(std::move(path)) {}

  // Makes the folder, or one in it. INVALID_ARGUMENT if it cannot be made.
  absl::Status Make(const std::string& part = "") const;

  // Errors as WriteFileDurably.
  absl::Status Write(const std::string& name, const std::string& content);

  const std::filesystem::path& path() const { return path_; }
  // In the order in which they were written.
  const std::vector<std::string>& files() const { return files_; }

 private:
  const std::filesystem::path path_;
  std::vector<std::string> files_;
};

}  // namespace lehr::client

#endif  // LEHR_CLIENT_OUTPUT_FOLDER_H_
