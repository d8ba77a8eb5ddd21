#ifndef LEHR_CLIENT_VALIDATE_ENGINES_H_
#define LEHR_CLIENT_VALIDATE_ENGINES_H_

#include <string>

#include <absl/status/statusor.h>

#include "client/session.h"
#include "proto/yaml/sweep_file.h"

namespace lehr::client {

// How to compare engines.
struct ValidateEnginesOptions {
  std::string data = "lehr-validate";  // folder of the private server
  int replicas = 0;                    // 0: as the file says
  bool json = false;
};

// Does the sweep with both engines, on a private server with a worker of each,
// and prints what CompareEngines says of it; and before that how energy, forces
// and 20 steps differ from the state where the first point ends. The replicas
// of both begin at the same states: what makes them names no engine. Returns
// the exit code: kExitFindings if they differ. The same command goes on where
// it was.
absl::StatusOr<int> ValidateEngines(const ValidateEnginesOptions& options,
                                    yaml::SweepFile& file, Session& session);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_VALIDATE_ENGINES_H_
