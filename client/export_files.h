#ifndef LEHR_CLIENT_EXPORT_FILES_H_
#define LEHR_CLIENT_EXPORT_FILES_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "client/export_download.h"
#include "client/worker_tool.h"

namespace lehr::client {

// Extension of the files of a format that a person names ("lammps", "xyz",
// "dump", "state", "csv"): ".data".
std::string_view ExtensionOf(std::string_view format);

// The format that a file's name says; INVALID_ARGUMENT if none.
absl::StatusOr<std::string> FormatOfName(const std::filesystem::path& path);

// Writes a Lehr state as a file of `format`. The client does not know what is
// in a state: lehr-worker, in the folder `programs`, converts it, with more
// `options` of its verb convert. `scratch` is beside `out`.
// FAILED_PRECONDITION if there is no such program; INTERNAL, with what it said,
// if it fails; CANCELLED after SIGINT or SIGTERM.
absl::Status WriteState(const Downloaded& state, std::string_view format,
                        const std::filesystem::path& out,
                        const std::filesystem::path& programs,
                        const ScratchFolder& scratch,
                        const std::vector<std::string>& options = {});

// Writes a serialized lehr.v1.Curve as CSV, with the units in the headings.
// DATA_LOSS if it is not one.
absl::Status WriteCurve(const std::string& curve,
                        const std::filesystem::path& out);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_EXPORT_FILES_H_
