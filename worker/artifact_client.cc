#include "worker/artifact_client.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"

namespace lehr::worker {
namespace {

constexpr absl::Duration kQuestionDeadline = absl::Seconds(20);

// Largest piece of the contract (artifact_service.proto).
constexpr std::size_t kPieceBytes = std::size_t{1} << 20;

// How late a sleeping upload notices that it is to hurry, or not wanted.
constexpr absl::Duration kGlance = absl::Milliseconds(50);

// Of a transfer whose size is known: for a link of 1 MiB/s.
absl::Duration TransferDeadline(std::size_t bytes) {
  return absl::Seconds(60) +
         absl::Seconds(static_cast<double>(bytes) / (1 << 20));
}

// Of a transfer whose size is not known: artifacts are below a few GiB, and a
// dead host is noticed earlier, by the channel's keepalive.
constexpr absl::Duration kDownloadDeadline = absl::Minutes(10);

}  // namespace

absl::StatusOr<std::string> ArtifactClient::Get(Calls* calls,
                                                std::string_view sha256) {
  if (sha256.size() != kSha256Bytes) {
    return absl::InvalidArgumentError(
        absl::StrFormat("artifact: expected a hash of %d bytes, found %d",
                        kSha256Bytes, sha256.size()));
  }
  std::optional<std::string> kept = cache_->Get(sha256);
  if (kept.has_value()) return *std::move(kept);
  auto content = Download(calls, sha256);
  if (!content.ok()) {
    return Annotate(content.status(),
                    absl::StrFormat("artifact %s", ToHex(sha256)));
  }
  cache_->Put(sha256, *content);
  return content;
}

absl::StatusOr<std::string> ArtifactClient::Download(Calls* calls,
                                                     std::string_view sha256) {
  Calls::Call call(calls, kDownloadDeadline);
  v1::DownloadArtifactRequest request;
  request.set_sha256(std::string(sha256));
  const auto reader = stub_->DownloadArtifact(call.context(), request);
  std::string content;
  Sha256 hash;
  v1::DownloadArtifactResponse piece;
  while (reader->Read(&piece)) {
    hash.Update(piece.content());
    content.append(piece.content());
  }
  if (absl::Status status = FromGrpc(reader->Finish()); !status.ok()) {
    return status;
  }
  if (const std::string found = hash.Finish(); found != sha256) {
    return absl::DataLossError(
        absl::StrFormat("the %d bytes that the server sent have the hash %s",
                        content.size(), ToHex(found)));
  }
  return content;
}

absl::Status ArtifactClient::Upload(Calls* calls, const Maker& maker,
                                    std::span<const std::string> contents,
                                    bool can_wait) {
  v1::FindMissingArtifactsRequest request;
  for (const std::string& content : contents) {
    request.add_sha256(Sha256Of(content));
  }
  v1::FindMissingArtifactsResponse response;
  {
    Calls::Call call(calls, kQuestionDeadline);
    if (absl::Status status = FromGrpc(
            stub_->FindMissingArtifacts(call.context(), request, &response));
        !status.ok()) {
      return status;
    }
  }
  const auto& missing = response.sha256();
  for (int i = 0; i < request.sha256_size(); ++i) {
    const std::string& sha256 = request.sha256(i);
    if (std::find(missing.begin(), missing.end(), sha256) == missing.end()) {
      continue;
    }
    v1::UploadArtifactRequest first;
    first.set_sha256(sha256);
    first.set_can_wait(can_wait);
    first.set_session(maker.session);
    first.set_segment_id(maker.attempt.segment_id());
    first.set_attempt(maker.attempt.attempt());
    if (absl::Status status = UploadOne(calls, std::move(first),
                                        contents[static_cast<std::size_t>(i)]);
        !status.ok()) {
      return Annotate(status, absl::StrFormat("artifact %s", ToHex(sha256)));
    }
  }
  return absl::OkStatus();
}

void ArtifactClient::Pace(Calls* calls, std::size_t bytes) {
  if (upload_bytes_per_second_ <= 0) return;
  absl::Time paid;
  {
    const absl::MutexLock lock(&mutex_);
    paid = std::max(paid_, absl::Now());
    paid_ = paid + absl::Seconds(static_cast<double>(bytes) /
                                 upload_bytes_per_second_);
  }
  while (!hurry_ && !calls->cancelled() && absl::Now() < paid) {
    absl::SleepFor(std::min(kGlance, paid - absl::Now()));
  }
}

std::size_t ArtifactClient::BytesThere(Calls* calls, const std::string& sha256,
                                       std::string_view content) {
  // One piece is sent as soon as it is asked for.
  if (content.size() <= kPieceBytes) return 0;
  Calls::Call call(calls, kQuestionDeadline);
  v1::QueryUploadRequest request;
  request.set_sha256(sha256);
  v1::QueryUploadResponse response;
  // If the server does not know, or does not answer, it gets all of it.
  if (!stub_->QueryUpload(call.context(), request, &response).ok()) return 0;
  const auto there = static_cast<std::size_t>(
      std::max<std::int64_t>(response.offset_bytes(), 0));
  return there <= content.size() ? there : 0;
}

absl::Status ArtifactClient::UploadOne(Calls* calls,
                                       v1::UploadArtifactRequest piece,
                                       std::string_view content) {
  const std::size_t there = BytesThere(calls, piece.sha256(), content);
  absl::Duration deadline = TransferDeadline(content.size());
  if (upload_bytes_per_second_ > 0) {
    // Twice: others pay, too.
    deadline += 2 * absl::Seconds(static_cast<double>(content.size()) /
                                  upload_bytes_per_second_);
  }
  Calls::Call call(calls, deadline);
  v1::UploadArtifactResponse response;
  const auto writer = stub_->UploadArtifact(call.context(), &response);
  piece.set_size_bytes(static_cast<std::int64_t>(content.size()));
  piece.set_offset_bytes(static_cast<std::int64_t>(there));
  content.remove_prefix(there);
  bool first = true;
  // An empty artifact is one empty piece. A write that is refused means that
  // the server has made up its mind; Finish says what about.
  while (first || !content.empty()) {
    const std::string_view part = content.substr(0, kPieceBytes);
    content.remove_prefix(part.size());
    piece.set_content(part.data(), part.size());
    Pace(calls, part.size());
    if (!writer->Write(piece)) break;
    if (first) piece.Clear();
    first = false;
  }
  writer->WritesDone();
  return FromGrpc(writer->Finish());
}

}  // namespace lehr::worker
