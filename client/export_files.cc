#include "client/export_files.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <vector>

#include <absl/cleanup/cleanup.h>
#include <absl/strings/str_format.h>

#include "client/child_process.h"
#include "lehr/v1/observable.pb.h"
#include "proto/support/csv.h"
#include "proto/support/file.h"
#include "proto/support/shutdown.h"

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

constexpr int kTailLines = 5;

absl::Status Unwritable(const fs::path& path, const std::string& reason) {
  return absl::InvalidArgumentError(
      absl::StrFormat("%s: %s", path.string(), reason));
}

absl::Status Convert(const fs::path& in, const fs::path& out,
                     const fs::path& programs, const fs::path& log) {
  auto worker = ChildProcess::Start({(programs / "lehr-worker").string(),
                                     "convert", in.string(), out.string()},
                                    log);
  if (!worker.ok()) return worker.status();
  while (!worker->WaitForEnd(absl::Milliseconds(100))) {
    if (ShutdownRequested()) return absl::CancelledError("interrupted");
  }
  std::error_code error;
  if (fs::exists(out, error)) return absl::OkStatus();
  return absl::InternalError(absl::StrFormat("lehr-worker convert: %s:%s",
                                             worker->HowItEnded(),
                                             TailOf(log, kTailLines)));
}

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
  // Beside the file, so that it can be renamed to it.
  const fs::path parent = out.has_parent_path() ? out.parent_path() : ".";
  std::string folder = (parent / ".lehr-export-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) {
    return Unwritable(out, std::strerror(errno));
  }
  const absl::Cleanup remove = [&folder] {
    std::error_code ignored;  // nothing but a hidden folder stays
    fs::remove_all(folder, ignored);
  };
  const fs::path in = fs::path(folder) / "in.state";
  const fs::path converted =
      fs::path(folder) / absl::StrFormat("out%s", ExtensionOf(format));
  if (absl::Status kept = WriteFileDurably(in, state); !kept.ok()) return kept;
  if (absl::Status done =
          Convert(in, converted, programs, fs::path(folder) / "log");
      !done.ok()) {
    return done;
  }
  std::error_code error;
  fs::rename(converted, out, error);
  return error ? Unwritable(out, error.message()) : absl::OkStatus();
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
