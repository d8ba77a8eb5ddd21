#include "client/export_files.h"

#include <array>
#include <cstddef>
#include <system_error>
#include <vector>

#include <absl/strings/str_format.h>

#include "client/worker_tool.h"
#include "lehr/v1/observable.pb.h"
#include "proto/support/csv.h"
#include "proto/support/file.h"

namespace lehr::client {
namespace {

namespace fs = std::filesystem;

struct Format {
  std::string_view extension;
  std::string_view name;
};
// The first one of a format is that of files without a name.
constexpr std::array<Format, 6> kFormats = {{{".data", "lammps"},
                                             {".lmp", "lammps"},
                                             {".xyz", "xyz"},
                                             {".extxyz", "xyz"},
                                             {".state", "state"},
                                             {".csv", "csv"}}};

}  // namespace

std::string_view ExtensionOf(std::string_view format) {
  for (const Format& known : kFormats) {
    if (known.name == format) return known.extension;
  }
  return "";
}

absl::StatusOr<std::string> FormatOfName(const fs::path& path) {
  for (const Format& known : kFormats) {
    if (path.extension() == known.extension) return std::string(known.name);
  }
  return absl::InvalidArgumentError(absl::StrFormat(
      "%s: expected a name that ends in .data, .lmp, .xyz, .extxyz, .state or "
      ".csv, or --format",
      path.string()));
}

absl::Status WriteState(const std::string& state, std::string_view format,
                        const fs::path& out, const fs::path& programs) {
  if (format == "state") return WriteFileDurably(out, state);
  const auto scratch = ScratchFolder::MakeBeside(out);
  if (!scratch.ok()) return scratch.status();
  const fs::path in = scratch->path() / "in.state";
  const fs::path converted =
      scratch->path() / absl::StrFormat("out%s", ExtensionOf(format));
  if (absl::Status kept = WriteFileDurably(in, state); !kept.ok()) return kept;
  const auto done = RunWorkerTool(
      programs, {"convert", in.string(), converted.string()}, *scratch);
  if (!done.ok()) return done.status();
  std::error_code error;
  fs::rename(converted, out, error);
  if (!error) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrFormat("%s: %s", out.string(), error.message()));
}

absl::Status WriteCurve(const std::string& bytes, const fs::path& out) {
  v1::Curve curve;
  if (!curve.ParseFromString(bytes)) {
    return absl::DataLossError(absl::StrFormat(
        "curve: %d bytes are not a lehr.v1.Curve", bytes.size()));
  }
  std::vector<CsvColumn> columns;
  for (const v1::Column& column : curve.columns()) {
    columns.push_back({CsvHeading(column.name(), column.unit()),
                       {column.values().data(),
                        static_cast<std::size_t>(column.values_size())}});
  }
  return WriteFileDurably(out, ToCsv(columns));
}

}  // namespace lehr::client
