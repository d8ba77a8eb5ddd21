#ifndef LEHR_CLIENT_SWEEP_POTENTIAL_H_
#define LEHR_CLIENT_SWEEP_POTENTIAL_H_

#include <absl/status/status.h>

#include "client/server_connection.h"
#include "proto/yaml/sweep_file.h"

namespace lehr::client {

// Sets spec.material.potential to what `file.potential` means: a file, which is
// uploaded if the server lacks it and made known there, or else a potential of
// that name on the server. INVALID_ARGUMENT, with its place in the sweep file,
// if there is neither, or several of that name, or it is not setfl; it is added
// to `file.problems` too.
absl::Status SetPotential(ServerConnection& server, yaml::SweepFile& file);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SWEEP_POTENTIAL_H_
