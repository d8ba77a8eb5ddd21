#include "server/service/upload_call.h"

#include <memory>
#include <utility>

#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"
#include "server/coordinator/uploader_check.h"

namespace lehr::server {

// After Finish() nothing of this object may be touched.
void UploadCall::OnReadDone(bool ok) {
  pool_.Post([this, ok] {
    if (ok) {
      const absl::Status written = Write();
      if (written.ok()) return StartRead(&piece_);
      return Finish(ToGrpc(written));
    }
    const absl::StatusOr<std::int64_t> size = EndFile();
    if (!size.ok()) return Finish(ToGrpc(size.status()));
    AddRow(*size);
  });
}

absl::Status UploadCall::Begin() {
  if (piece_.sha256().size() != kSha256Bytes) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "sha256: expected %d bytes in the first message, found %d",
        kSha256Bytes, piece_.sha256().size()));
  }
  if (absl::Status own = CheckMaker(); !own.ok()) return own;
  if (piece_.can_wait() && disk_.level() == DiskLevel::kHard) {
    return absl::ResourceExhaustedError(disk_.notice());
  }
  sha256_ = piece_.sha256();
  size_bytes_ = piece_.size_bytes();
  if (piece_.offset_bytes() > 0) {
    auto begun = unfinished_.Take(sha256_, piece_.offset_bytes(), absl::Now());
    if (!begun.has_value()) {
      return absl::FailedPreconditionError(absl::StrFormat(
          "offset_bytes: expected %d, found %d: what was there may be too old",
          unfinished_.SizeOf(sha256_, absl::Now()), piece_.offset_bytes()));
    }
    writer_.emplace(*std::move(begun));
    goes_on_ = true;
    return absl::OkStatus();
  }
  absl::StatusOr<ArtifactWriter> writer = store_.Write(sha256_);
  if (!writer.ok()) return writer.status();
  writer_.emplace(*std::move(writer));
  return absl::OkStatus();
}

// Rows are read where they are written.
absl::Status UploadCall::CheckMaker() {
  maker_ = {piece_.segment_id(), piece_.attempt()};
  if (!uploader_.is_limited) return absl::OkStatus();
  absl::Status own;
  absl::Status decided = executor_.Decide([this, &own](absl::Time) {
    own = CheckUploader(*uploader_.database, piece_);
  });
  return decided.ok() ? own : decided;
}

absl::Status UploadCall::Write() {
  if (absl::Status standing = uploader_.standing(); !standing.ok()) {
    return standing;
  }
  if (!writer_.has_value()) {
    absl::Status begun = Begin();
    if (!begun.ok()) return begun;
  }
  if (maker_.first != 0) {
    absl::Status within = uploader_.budget->Take(
        maker_, static_cast<std::int64_t>(piece_.content().size()));
    if (!within.ok()) return within;
  }
  return writer_->Append(piece_.content());
}

absl::StatusOr<std::int64_t> UploadCall::EndFile() {
  if (!writer_.has_value()) {
    return absl::InvalidArgumentError(
        "upload: expected at least one message, found none");
  }
  const std::int64_t size = writer_->size_bytes();
  if (size >= size_bytes_) return FinishFile();
  unfinished_.Keep(sha256_, *std::move(writer_), absl::Now());
  return absl::UnavailableError(absl::StrFormat(
      "upload: expected %d bytes, found %d: go on there", size_bytes_, size));
}

// The beginning may have suffered from what interrupted its upload.
absl::StatusOr<std::int64_t> UploadCall::FinishFile() {
  absl::StatusOr<std::int64_t> size = writer_->Finish(sha256_);
  if (!goes_on_ || !absl::IsInvalidArgument(size.status())) return size;
  return absl::UnavailableError(
      absl::StrFormat("upload: begin anew, what was there is forgotten: %s",
                      size.status().message()));
}

void UploadCall::AddRow(std::int64_t size_bytes) {
  auto added = std::make_shared<absl::Status>();
  const bool posted = executor_.Post(
      {.run =
           [this, added, size_bytes](absl::Time now) {
             // Files are removed on this thread too: if it is there now, it
             // stays.
             *added = store_.Has(sha256_)
                          ? coordinator_.AddArtifact(sha256_, size_bytes, now)
                          : absl::UnavailableError(
                                "the file was just removed as garbage: upload "
                                "it again");
           },
       .done =
           [this, added, size_bytes](const absl::Status& committed) {
             response_->set_size_bytes(size_bytes);
             Finish(ToGrpc(committed.ok() ? *added : committed));
           }});
  if (!posted) {
    Finish({grpc::StatusCode::UNAVAILABLE, "the server is stopping"});
  }
}

}  // namespace lehr::server
