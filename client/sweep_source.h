#ifndef LEHR_CLIENT_SWEEP_SOURCE_H_
#define LEHR_CLIENT_SWEEP_SOURCE_H_

#include <absl/status/status.h>

#include "client/output_folder.h"
#include "client/server_connection.h"
#include "lehr/v1/sweep.pb.h"

namespace lehr::client {

// The sweep file that SweepSource() writes.
inline constexpr char kSweepSourceFile[] = "sweep.yaml";

// Writes what computes a sweep again into `part` of the folder: the sweep file
// and all that it names, the potential with it. Errors as
// ServerConnection::Download and OutputFolder.
absl::Status WriteSweepSource(ServerConnection& server,
                              const v1::SweepSpec& spec,
                              const std::string& part, OutputFolder* folder);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SWEEP_SOURCE_H_
