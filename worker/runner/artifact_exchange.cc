#include "worker/runner/artifact_exchange.h"

#include <utility>

#include <absl/strings/str_format.h>

#include "proto/support/sha256.h"

namespace lehr::worker {

wire::Artifact ToWire(std::string content, ArtifactCache* cache) {
  wire::Artifact artifact;
  artifact.set_sha256(Sha256Of(content));
  if (!cache->Put(artifact.sha256(), content)) {
    artifact.set_content(std::move(content));
  }
  return artifact;
}

absl::StatusOr<std::string> FromWire(const wire::Artifact& artifact,
                                     ArtifactCache* cache) {
  if (artifact.has_content()) return artifact.content();
  auto content = cache->Get(artifact.sha256());
  if (content.has_value()) return *std::move(content);
  return absl::UnavailableError(absl::StrFormat(
      "artifact %s: gone from the cache", ToHex(artifact.sha256())));
}

}  // namespace lehr::worker
