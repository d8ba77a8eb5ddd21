#ifndef LEHR_CLIENT_REPORT_REPORT_SNAPSHOTS_H_
#define LEHR_CLIENT_REPORT_REPORT_SNAPSHOTS_H_

#include <filesystem>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "client/plot/sweep_data.h"
#include "client/server_connection.h"

namespace lehr::client {

// A Snapshot is a picture of a state.
struct Snapshot {
  std::string file;     // its name in the report's folder
  std::string caption;  // what state, and what colors mean
  std::string png;
};

// Pictures of the last saved state of each condition's first replica, eight at
// most, in `folder`: colored by the local strain since the saved state before
// it on the path that has as many atoms, or else by element. Errors of
// downloading, and as RunWorkerTool; states that are not there (yet) are left
// out.
absl::StatusOr<std::vector<Snapshot>> DrawSnapshots(
    const SweepData& data, ServerConnection& server,
    const std::filesystem::path& programs, const std::filesystem::path& folder);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_REPORT_REPORT_SNAPSHOTS_H_
