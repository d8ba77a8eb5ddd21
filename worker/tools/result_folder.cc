#include "worker/tools/result_folder.h"

#include <algorithm>
#include <cctype>
#include <system_error>
#include <utility>

#include <absl/strings/str_format.h>

#include "proto/support/csv.h"
#include "proto/support/file.h"
#include "worker/tools/configuration.h"

namespace lehr::worker {
namespace {

namespace fs = std::filesystem;

constexpr char kObservables[] = "observables.json";

// Longest part of a label in a file name.
constexpr std::size_t kMostLetters = 80;

}  // namespace

std::string FileStem(std::size_t number, std::size_t count,
                     std::string_view label) {
  const int width =
      std::max<int>(2, static_cast<int>(absl::StrFormat("%d", count).size()));
  std::string stem = absl::StrFormat("%0*d", width, number);
  bool gap = true;
  for (const char c : label.substr(0, kMostLetters)) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                       c == '.' || c == '-';
    if (plain) {
      if (gap) stem.push_back('_');
      stem.push_back(c);
    }
    gap = !plain;
  }
  return stem;
}

std::string CurveCsv(const v1::Curve& curve) {
  std::vector<CsvColumn> columns;
  for (const v1::Column& column : curve.columns()) {
    columns.push_back({CsvHeading(column.name(), column.unit()),
                       {column.values().data(),
                        static_cast<std::size_t>(column.values_size())}});
  }
  return ToCsv(columns);
}

absl::StatusOr<ResultFolder> ResultFolder::Make(const fs::path& path,
                                                bool force) {
  std::error_code error;
  fs::create_directories(path, error);
  const bool is_empty = !error && fs::is_empty(path, error);
  if (error) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: expected a folder that can be written: %s",
                        path.string(), error.message()));
  }
  if (!is_empty && !force) {
    return absl::AlreadyExistsError(absl::StrFormat(
        "%s: expected an empty folder, found files in it: name another, or "
        "replace them with --force",
        path.string()));
  }
  return ResultFolder(path);
}

absl::StatusOr<std::vector<std::string>> ResultFolder::Write(
    const std::string& stem, const Outcome& outcome, bool exports) const {
  Files files;
  if (outcome.curve.has_value()) {
    files.emplace_back(stem + ".csv", CurveCsv(*outcome.curve));
  }
  if (outcome.end_state.has_value()) {
    const auto add = [&](const char* extension, ConfigurationFormat format) {
      files.emplace_back(stem + extension,
                         EncodeConfiguration(*outcome.end_state, format));
    };
    add(".state", ConfigurationFormat::kState);
    if (exports) {
      add(".data", ConfigurationFormat::kLammps);
      add(".xyz", ConfigurationFormat::kXyz);
    }
  }
  return WriteAll(files);
}

absl::StatusOr<std::vector<std::string>> ResultFolder::WriteFailed(
    const std::string& stem, const md::State& state) const {
  return WriteAll({{stem + ".failed.state",
                    EncodeConfiguration(state, ConfigurationFormat::kState)},
                   {stem + ".failed.xyz",
                    EncodeConfiguration(state, ConfigurationFormat::kXyz)}});
}

absl::StatusOr<std::vector<std::string>> ResultFolder::WriteAll(
    const Files& files) const {
  std::vector<std::string> names;
  for (const auto& [name, content] : files) {
    if (absl::Status written = WriteFileDurably(path_ / name, content);
        !written.ok()) {
      return written;
    }
    names.push_back(name);
  }
  return names;
}

absl::Status ResultFolder::WriteObservables(const Json& json) const {
  return WriteFileDurably(path_ / kObservables, Dump(json));
}

}  // namespace lehr::worker
