#ifndef LEHR_CLIENT_EXPORT_SCRATCH_H_
#define LEHR_CLIENT_EXPORT_SCRATCH_H_

#include <cstdint>
#include <optional>
#include <string>

#include <absl/status/statusor.h>

#include "client/export_choice.h"
#include "client/export_download.h"
#include "client/server_connection.h"
#include "client/worker_tool.h"
#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// What lehr-worker is given of a sweep: files in a scratch folder.

// What a person means by a reference: a name that a `save` gave, which may be a
// number, or else a segment's number.
ExportWish ReferenceWish(const std::string& reference,
                         std::optional<std::int64_t> point,
                         const v1::GetSweepResponse& sweep);

// Writes a state into the scratch folder, under a name that messages about it
// may have. Returns the path; errors as WriteFileDurably.
absl::StatusOr<std::string> KeepState(const Downloaded& state,
                                      const ScratchFolder& scratch);

// The same for the sweep's potential. Errors as ServerConnection::Download too.
absl::StatusOr<std::string> KeepPotential(ServerConnection& server,
                                          const v1::GetSweepResponse& sweep,
                                          const ScratchFolder& scratch);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_EXPORT_SCRATCH_H_
