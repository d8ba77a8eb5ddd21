#include "server/service/download_call.h"

#include <string>
#include <utility>

#include <absl/strings/str_format.h>

#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"

namespace lehr::server {

void DownloadCall::Start() {
  pool_.Post([this] { SendNext(); });
}

void DownloadCall::OnWriteDone(bool ok) {
  if (!ok) {
    Finish({grpc::StatusCode::CANCELLED, "nobody reads on"});
    return;
  }
  pool_.Post([this] { SendNext(); });
}

void DownloadCall::SendNext() {
  if (absl::Status standing = standing_(); !standing.ok()) {
    return Finish(ToGrpc(standing));
  }
  absl::StatusOr<std::string> piece = Next();
  if (!piece.ok()) {
    // First, so that whoever asked finds his segment waiting, and not failed.
    // What cannot be reported now will be found again.
    losses_.Report(request_.sha256(), piece.status(), true)
        .status()
        .IgnoreError();
    Finish(ToGrpc(piece.status()));
  } else if (piece->empty()) {
    Finish(grpc::Status::OK);
  } else {
    piece_.set_content(*std::move(piece));
    StartWrite(&piece_);
  }
}

absl::StatusOr<std::string> DownloadCall::Next() {
  if (!reader_.has_value()) {
    if (request_.sha256().size() != kSha256Bytes) {
      return absl::InvalidArgumentError(
          absl::StrFormat("sha256: expected %d bytes, found %d", kSha256Bytes,
                          request_.sha256().size()));
    }
    absl::StatusOr<ArtifactReader> reader = store_.Read(request_.sha256());
    if (!reader.ok()) return reader.status();
    reader_.emplace(*std::move(reader));
  }
  return reader_->Next();
}

}  // namespace lehr::server
