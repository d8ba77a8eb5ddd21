#include "client/server_connection.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

#include <absl/strings/numbers.h>
#include <absl/strings/str_format.h>

#include "client/time_format.h"
#include "proto/support/channel.h"
#include "proto/support/nearest_name.h"
#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"
#include "proto/support/tls_probe.h"

namespace lehr::client {
namespace {

// Long enough for a busy disk, short enough for a person who waits.
constexpr absl::Duration kShortCall = absl::Seconds(30);
// Planning a sweep of many thousand points, and uploads, take longer.
constexpr absl::Duration kLongCall = absl::Minutes(5);
// Largest piece of an upload, as the proto says.
constexpr std::size_t kPieceBytes = std::size_t{1} << 20;

void SetDeadline(grpc::ClientContext& context, absl::Duration limit) {
  context.set_deadline(std::chrono::system_clock::now() +
                       absl::ToChronoMilliseconds(limit));
}

}  // namespace

ServerConnection::ServerConnection(const ServerOption& server)
    : address_(server.address),
      security_(server.security),
      channel_(MakeChannel(address_, security_)),
      sweeps_(v1::SweepService::NewStub(channel_)),
      artifacts_(v1::ArtifactService::NewStub(channel_)),
      admin_(v1::AdminService::NewStub(channel_)),
      identities_(v1::IdentityService::NewStub(channel_)) {}

void ServerConnection::SetShortDeadline(grpc::ClientContext& context) {
  SetDeadline(context, kShortCall);
}

absl::Status ServerConnection::Explain(const grpc::Status& status) const {
  if (status.error_code() != grpc::StatusCode::UNAVAILABLE) {
    return FromGrpc(status);
  }
  absl::Status refused = ExplainRefusal(address_, security_.tls);
  if (!refused.ok()) return refused;
  return absl::UnavailableError(absl::StrFormat(
      "no server answers at %s (%s): start one with `lehrd --data DIR`, name "
      "another with --server or LEHR_SERVER, or do without with `lehr run "
      "FILE`",
      address_, status.error_message()));
}

absl::Status ServerConnection::Ping(absl::Duration limit) {
  grpc::ClientContext context;
  SetDeadline(context, limit);
  // A server that is starting refuses connections at first.
  context.set_wait_for_ready(true);
  v1::ListSweepsRequest request;
  request.set_page_size(1);
  v1::ListSweepsResponse response;
  const auto status = sweeps_->ListSweeps(&context, request, &response);
  if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) {
    return Explain(
        {grpc::StatusCode::UNAVAILABLE,
         absl::StrFormat("no answer within %s", absl::FormatDuration(limit))});
  }
  return Explain(status);
}

absl::StatusOr<v1::PlanSweepResponse> ServerConnection::Plan(
    const v1::PlanSweepRequest& request) {
  grpc::ClientContext context;
  SetDeadline(context, kLongCall);
  v1::PlanSweepResponse response;
  const auto status = sweeps_->PlanSweep(&context, request, &response);
  if (!status.ok()) return Explain(status);
  return response;
}

absl::StatusOr<v1::SubmitSweepResponse> ServerConnection::Submit(
    const v1::SubmitSweepRequest& request) {
  grpc::ClientContext context;
  SetDeadline(context, kLongCall);
  v1::SubmitSweepResponse response;
  const auto status = sweeps_->SubmitSweep(&context, request, &response);
  if (!status.ok()) return Explain(status);
  return response;
}

absl::StatusOr<v1::GetSweepResponse> ServerConnection::Get(
    std::int64_t sweep_id) {
  v1::GetSweepResponse sweep;
  v1::GetSweepRequest request;
  request.set_sweep_id(sweep_id);
  do {
    grpc::ClientContext context;
    SetDeadline(context, kShortCall);
    v1::GetSweepResponse page;
    const auto status = sweeps_->GetSweep(&context, request, &page);
    if (!status.ok()) return Explain(status);
    if (!sweep.has_sweep()) {
      sweep = page;
    } else {
      sweep.mutable_segments()->MergeFrom(page.segments());
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  sweep.clear_next_page_token();
  return sweep;
}

absl::StatusOr<v1::CollectGarbageResponse> ServerConnection::CollectGarbage(
    bool dry_run) {
  grpc::ClientContext context;
  SetDeadline(context, kLongCall);
  v1::CollectGarbageRequest request;
  request.set_dry_run(dry_run);
  v1::CollectGarbageResponse response;
  const auto status = admin_->CollectGarbage(&context, request, &response);
  if (!status.ok()) return Explain(status);
  return response;
}

absl::StatusOr<v1::ListWorkersResponse> ServerConnection::Workers() {
  grpc::ClientContext context;
  SetDeadline(context, kShortCall);
  v1::ListWorkersResponse response;
  const auto status = sweeps_->ListWorkers(&context, {}, &response);
  if (!status.ok()) return Explain(status);
  return response;
}

absl::StatusOr<v1::ListPotentialsResponse> ServerConnection::Potentials() {
  grpc::ClientContext context;
  SetDeadline(context, kShortCall);
  v1::ListPotentialsResponse response;
  const auto status = sweeps_->ListPotentials(&context, {}, &response);
  if (!status.ok()) return Explain(status);
  return response;
}

absl::StatusOr<std::string> ServerConnection::ForEachSweep(
    v1::ListSweepsRequest request,
    const std::function<bool(const v1::Sweep&)>& more) {
  v1::ListSweepsResponse response;
  do {
    grpc::ClientContext context;
    SetDeadline(context, kShortCall);
    response.Clear();
    const auto status = sweeps_->ListSweeps(&context, request, &response);
    if (!status.ok()) return Explain(status);
    for (const v1::Sweep& sweep : response.sweeps()) {
      if (!more(sweep)) return response.notice();
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return response.notice();
}

std::optional<absl::Duration> ServerConnection::TimeLeft(
    std::int64_t sweep_id) {
  grpc::ClientContext context;
  SetDeadline(context, kShortCall);
  v1::WatchSweepRequest request;
  request.set_sweep_id(sweep_id);
  const auto reader = sweeps_->WatchSweep(&context, request);
  v1::WatchSweepResponse picture;
  const bool heard = reader->Read(&picture);
  context.TryCancel();
  // How a call ended that was no longer wanted does not matter.
  (void)reader->Finish();
  if (!heard || !picture.has_time_left()) return std::nullopt;
  return ToDuration(picture.time_left());
}

absl::StatusOr<std::vector<v1::PointResult>> ServerConnection::Results(
    std::int64_t sweep_id) {
  std::vector<v1::PointResult> points;
  v1::ListResultsRequest request;
  request.set_sweep_id(sweep_id);
  do {
    grpc::ClientContext context;
    SetDeadline(context, kShortCall);
    v1::ListResultsResponse response;
    const auto status = sweeps_->ListResults(&context, request, &response);
    if (!status.ok()) return Explain(status);
    for (v1::PointResult& point : *response.mutable_points()) {
      points.push_back(std::move(point));
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return points;
}

absl::Status ServerConnection::AddPotential(const v1::PotentialRef& ref,
                                            std::string_view content) {
  {
    grpc::ClientContext context;
    SetDeadline(context, kShortCall);
    v1::FindMissingArtifactsRequest request;
    request.add_sha256(ref.sha256());
    v1::FindMissingArtifactsResponse response;
    const auto status =
        artifacts_->FindMissingArtifacts(&context, request, &response);
    if (!status.ok()) return Explain(status);
    if (response.sha256_size() > 0) {
      if (auto uploaded = Upload(ref.sha256(), content); !uploaded.ok()) {
        return Annotate(uploaded, "upload of " + ref.name());
      }
    }
  }
  grpc::ClientContext context;
  SetDeadline(context, kShortCall);
  v1::RegisterPotentialRequest request;
  *request.mutable_potential() = ref;
  v1::RegisterPotentialResponse response;
  return Explain(sweeps_->RegisterPotential(&context, request, &response));
}

absl::Status ServerConnection::Upload(const std::string& sha256,
                                      std::string_view content) {
  grpc::ClientContext context;
  SetDeadline(context, kLongCall);
  v1::UploadArtifactResponse response;
  const auto writer = artifacts_->UploadArtifact(&context, &response);
  v1::UploadArtifactRequest piece;
  piece.set_sha256(sha256);
  do {
    piece.set_content(std::string(content.substr(0, kPieceBytes)));
    content.remove_prefix(std::min(kPieceBytes, content.size()));
    // A refused piece means that the call has ended; Finish() says how.
    if (!writer->Write(piece)) break;
    piece.clear_sha256();
  } while (!content.empty());
  writer->WritesDone();
  return Explain(writer->Finish());
}

absl::StatusOr<std::string> ServerConnection::Download(
    const std::string& sha256) {
  grpc::ClientContext context;
  SetDeadline(context, kLongCall);
  v1::DownloadArtifactRequest request;
  request.set_sha256(sha256);
  const auto reader = artifacts_->DownloadArtifact(&context, request);
  std::string content;
  v1::DownloadArtifactResponse piece;
  while (reader->Read(&piece)) content += piece.content();
  const std::string where = "artifact " + ToHex(sha256);
  if (const auto status = reader->Finish(); !status.ok()) {
    return Annotate(Explain(status), where);
  }
  if (Sha256Of(content) == sha256) return content;
  return absl::DataLossError(absl::StrFormat(
      "%s: expected this hash of what the server sent, found %s", where,
      ToHex(Sha256Of(content))));
}

absl::StatusOr<std::int64_t> ResolveSweep(ServerConnection& server,
                                          const std::string& sweep) {
  std::int64_t number = 0;
  if (absl::SimpleAtoi(sweep, &number)) return number;
  std::vector<std::string> names;
  const auto listed = server.ForEachSweep({}, [&](const v1::Sweep& candidate) {
    if (candidate.name() == sweep) {
      number = candidate.sweep_id();
      return false;
    }
    names.push_back(candidate.name());
    return true;
  });
  if (!listed.ok()) return listed.status();
  if (number != 0) return number;
  const std::string near = NearestName(sweep, names);
  return absl::NotFoundError(
      absl::StrFormat("no sweep named \"%s\"%s: `lehr list` shows all", sweep,
                      near.empty() ? "" : "; did you mean \"" + near + "\"?"));
}

}  // namespace lehr::client
