#ifndef LEHR_CLIENT_WORKER_TOOL_H_
#define LEHR_CLIENT_WORKER_TOOL_H_

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

namespace lehr::client {

// The client does not know what is in a state: lehr-worker, in the folder of
// this program, reads it.

// ScratchFolder is a hidden folder beside a file that is to be written, so that
// what is made in it can be renamed to that. It removes itself. Threads: one.
class ScratchFolder {
 public:
  // INVALID_ARGUMENT, naming `file`, if its folder cannot be written to.
  static absl::StatusOr<ScratchFolder> MakeBeside(
      const std::filesystem::path& file);

  ScratchFolder(ScratchFolder&& other) noexcept
      : path_(std::exchange(other.path_, {})) {}
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
};

// Runs `program` with these arguments, the first of which is a verb, and
// returns all that it wrote. FAILED_PRECONDITION if there is no such program;
// with what it said: INVALID_ARGUMENT if it found its arguments or files wrong,
// INTERNAL if it ended in another way; CANCELLED after SIGINT or SIGTERM.
absl::StatusOr<std::string> RunTool(const std::filesystem::path& program,
                                    const std::vector<std::string>& arguments,
                                    const ScratchFolder& scratch);

// `lehr-worker` of the folder `programs`.
absl::StatusOr<std::string> RunWorkerTool(
    const std::filesystem::path& programs,
    const std::vector<std::string>& arguments, const ScratchFolder& scratch);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_WORKER_TOOL_H_
