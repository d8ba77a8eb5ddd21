#ifndef LEHR_WORKER_RUNNER_ARTIFACT_EXCHANGE_H_
#define LEHR_WORKER_RUNNER_ARTIFACT_EXCHANGE_H_

#include <string>

#include <absl/status/statusor.h>

#include "worker/artifact_cache.h"
#include "worker/runner/runner.pb.h"

namespace lehr::worker {

// How a worker's session and its runner pass contents to each other: as files
// of the cache that they share, or inside the message where there is none, or
// it is full.

wire::Artifact ToWire(std::string content, ArtifactCache* cache);

// Verified, if it was a file. UNAVAILABLE if it is gone: it has to be made, or
// fetched, once more.
absl::StatusOr<std::string> FromWire(const wire::Artifact& artifact,
                                     ArtifactCache* cache);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_RUNNER_ARTIFACT_EXCHANGE_H_
