#ifndef LEHR_WORKER_TOOLS_RESULT_FOLDER_H_
#define LEHR_WORKER_TOOLS_RESULT_FOLDER_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "worker/execute.h"
#include "worker/tools/json.h"

namespace lehr::worker {

// The name that a segment's files have: its number, padded to the digits of
// `count`, and its label with "_" for what does not belong into file names:
// "03_hold_300_K".
std::string FileStem(std::size_t number, std::size_t count,
                     std::string_view label);

// The curve as CSV, with the units in the headings.
std::string CurveCsv(const v1::Curve& curve);

// ResultFolder is where `simulate` writes. Each file is there as a whole or not
// at all.
class ResultFolder {
 public:
  // Makes the folder. ALREADY_EXISTS if there is something in it already,
  // unless `force`; then files of the same names are replaced.
  static absl::StatusOr<ResultFolder> Make(const std::filesystem::path& path,
                                           bool force);

  // Writes STEM.csv and STEM.state, as far as the outcome has a curve and a
  // state; with `exports` also STEM.data and STEM.xyz. Returns the names.
  absl::StatusOr<std::vector<std::string>> Write(const std::string& stem,
                                                 const Outcome& outcome,
                                                 bool exports) const;

  // Writes STEM.failed.state and STEM.failed.xyz. Returns the names.
  absl::StatusOr<std::vector<std::string>> WriteFailed(
      const std::string& stem, const md::State& state) const;

  // Writes observables.json.
  absl::Status WriteObservables(const Json& json) const;

 private:
  // Files by name, and what is in them.
  using Files = std::vector<std::pair<std::string, std::string>>;

  absl::StatusOr<std::vector<std::string>> WriteAll(const Files& files) const;

  explicit ResultFolder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_TOOLS_RESULT_FOLDER_H_
