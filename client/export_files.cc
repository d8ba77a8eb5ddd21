#include "client/export_files.h"

#include <array>
#include <cstddef>
#include <system_error>

#include <absl/strings/str_format.h>

#include "client/export_scratch.h"
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
constexpr std::array<Format, 8> kFormats = {{{".data", "lammps"},
                                             {".lmp", "lammps"},
                                             {".xyz", "xyz"},
                                             {".extxyz", "xyz"},
                                             {".dump", "dump"},
                                             {".lammpstrj", "dump"},
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
      "%s: expected a name that ends in .data, .lmp, .xyz, .extxyz, .dump, "
      ".lammpstrj, .state or .csv, or --format",
      path.string()));
}

absl::Status WriteState(const Downloaded& state, std::string_view format,
                        const fs::path& out, const fs::path& programs,
                        const ScratchFolder& scratch,
                        const std::vector<std::string>& options) {
  if (format == "state" && options.empty()) {
    return WriteFileDurably(out, state.content);
  }
  const auto in = KeepState(state, scratch);
  if (!in.ok()) return in.status();
  const fs::path converted =
      scratch.path() / absl::StrFormat("out%s", ExtensionOf(format));
  std::vector<std::string> arguments = {"convert", *in, converted.string()};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const auto done = RunWorkerTool(programs, arguments, scratch);
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
