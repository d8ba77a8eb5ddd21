#ifndef LEHR_CLIENT_EXPORT_DOWNLOAD_H_
#define LEHR_CLIENT_EXPORT_DOWNLOAD_H_

#include <string>

#include <absl/status/statusor.h>

#include "client/export_choice.h"
#include "client/server_connection.h"
#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// What of a sweep has been chosen and fetched. `segment` belongs to the sweep's
// message.
struct Downloaded {
  const v1::Segment* segment = nullptr;
  std::string sha256;
  std::string content;
};

// The sweep that a person means by a number or a name. Errors as ResolveSweep.
absl::StatusOr<v1::GetSweepResponse> GetSweepNamed(ServerConnection& server,
                                                   const std::string& name);

// What `wish` means, verified by its hash. Errors as ChooseSegment and
// ServerConnection::Download.
absl::StatusOr<Downloaded> DownloadWish(ServerConnection& server,
                                        const v1::GetSweepResponse& sweep,
                                        const SweepPaths& paths,
                                        const ExportWish& wish);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_EXPORT_DOWNLOAD_H_
