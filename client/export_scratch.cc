#include "client/export_scratch.h"

#include <algorithm>

#include <absl/strings/numbers.h>
#include <absl/strings/str_format.h>

#include "proto/support/file.h"

namespace lehr::client {
namespace {

bool IsSaved(const v1::GetSweepResponse& sweep, const std::string& name) {
  return std::any_of(sweep.segments().begin(), sweep.segments().end(),
                     [&](const v1::Segment& segment) {
                       const auto& names = segment.saved_as();
                       return std::find(names.begin(), names.end(), name) !=
                              names.end();
                     });
}

}  // namespace

ExportWish ReferenceWish(const std::string& reference,
                         std::optional<std::int64_t> point,
                         const v1::GetSweepResponse& sweep) {
  ExportWish wish;
  wish.point = point;
  std::int64_t segment = 0;
  if (!IsSaved(sweep, reference) && absl::SimpleAtoi(reference, &segment)) {
    wish.segment = segment;
  } else {
    wish.state = reference;
  }
  return wish;
}

absl::StatusOr<std::string> KeepState(const Downloaded& state,
                                      const ScratchFolder& scratch) {
  const std::string path =
      (scratch.path() /
       absl::StrFormat("segment%d.state", state.segment->segment_id()))
          .string();
  absl::Status written = WriteFileDurably(path, state.content);
  if (!written.ok()) return written;
  return path;
}

absl::StatusOr<std::string> KeepPotential(ServerConnection& server,
                                          const v1::GetSweepResponse& sweep,
                                          const ScratchFolder& scratch) {
  const v1::PotentialRef& ref = sweep.spec().material().potential();
  const auto content = server.Download(ref.sha256());
  if (!content.ok()) return content.status();
  const std::string path = (scratch.path() / "potential").string();
  absl::Status written = WriteFileDurably(path, *content);
  if (!written.ok()) return written;
  return path;
}

}  // namespace lehr::client
