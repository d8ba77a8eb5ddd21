#include "client/export_download.h"

#include <utility>

namespace lehr::client {

absl::StatusOr<v1::GetSweepResponse> GetSweepNamed(ServerConnection& server,
                                                   const std::string& name) {
  const auto id = ResolveSweep(server, name);
  if (!id.ok()) return id.status();
  return server.Get(*id);
}

absl::StatusOr<Downloaded> DownloadWish(ServerConnection& server,
                                        const v1::GetSweepResponse& sweep,
                                        const SweepPaths& paths,
                                        const ExportWish& wish) {
  const auto position = ChooseSegment(sweep, paths, wish);
  if (!position.ok()) return position.status();
  Downloaded downloaded;
  downloaded.segment = &sweep.segments(*position);
  downloaded.sha256 = ArtifactOf(*downloaded.segment, wish.kind);
  auto content = server.Download(downloaded.sha256);
  if (!content.ok()) return content.status();
  downloaded.content = *std::move(content);
  return downloaded;
}

}  // namespace lehr::client
