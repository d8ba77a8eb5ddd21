#ifndef LEHR_SERVER_POOL_POOL_SETTINGS_H_
#define LEHR_SERVER_POOL_POOL_SETTINGS_H_

#include <string>

#include <absl/status/status.h>

#include "lehr/v1/pool_service.pb.h"
#include "lehr/v1/stage.pb.h"

namespace lehr::server {

// INVALID_ARGUMENT, naming the field. What passes cannot become a command or
// another script on the site: it ends up in arguments of `sbatch` and, quoted,
// in a script.
absl::Status CheckPoolName(const std::string& name);
absl::Status CheckPoolSettings(const v1::PoolSettings& settings);

// Whose work the workers take, by their options.
v1::Engine EngineOf(const v1::PoolSettings& settings);

}  // namespace lehr::server

#endif  // LEHR_SERVER_POOL_POOL_SETTINGS_H_
