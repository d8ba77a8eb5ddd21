#include "server/service/artifact_service.h"

#include <memory>
#include <set>
#include <string>
#include <utility>

#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "proto/support/sha256.h"
#include "server/service/download_call.h"
#include "server/service/unary_call.h"
#include "server/service/upload_call.h"

namespace lehr::server {
namespace {

constexpr int kMostQuestions = 1000;

absl::Status CheckQuestions(const v1::FindMissingArtifactsRequest& request) {
  if (request.sha256_size() > kMostQuestions) {
    return absl::InvalidArgumentError(
        absl::StrFormat("sha256: expected at most %d, found %d", kMostQuestions,
                        request.sha256_size()));
  }
  for (const std::string& sha256 : request.sha256()) {
    if (sha256.size() == kSha256Bytes) continue;
    return absl::InvalidArgumentError(absl::StrFormat(
        "sha256: expected %d bytes, found %d", kSha256Bytes, sha256.size()));
  }
  return absl::OkStatus();
}

}  // namespace

// An artifact is there if both its file and its row are: a file without a row
// is what a crash leaves of an upload, a row without a file what a person
// leaves who deletes files.
grpc::ServerUnaryReactor* ArtifactService::FindMissingArtifacts(
    grpc::CallbackServerContext* context,
    const v1::FindMissingArtifactsRequest* request,
    v1::FindMissingArtifactsResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  pool_.Post([this, reactor, request, response] {
    const absl::Status valid = CheckQuestions(*request);
    if (!valid.ok()) return reactor->Finish(ToGrpc(valid));
    auto files = std::make_shared<std::set<std::string>>();
    for (const std::string& sha256 : request->sha256()) {
      if (store_.Has(sha256)) files->insert(sha256);
    }
    DecideCall(executor_, reactor, response,
               [this, request, files](absl::Time now)
                   -> absl::StatusOr<v1::FindMissingArtifactsResponse> {
                 v1::FindMissingArtifactsResponse missing;
                 for (const std::string& sha256 : request->sha256()) {
                   const auto known = coordinator_.WantArtifact(sha256, now);
                   if (!known.ok()) return known.status();
                   if (*known && files->count(sha256) > 0) continue;
                   missing.add_sha256(sha256);
                 }
                 return missing;
               });
  });
  return reactor;
}

grpc::ServerUnaryReactor* ArtifactService::QueryUpload(
    grpc::CallbackServerContext* context, const v1::QueryUploadRequest* request,
    v1::QueryUploadResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  pool_.Post([this, reactor, request, response] {
    response->set_offset_bytes(
        unfinished_.SizeOf(request->sha256(), absl::Now()));
    reactor->Finish(grpc::Status::OK);
  });
  return reactor;
}

grpc::ServerReadReactor<v1::UploadArtifactRequest>*
ArtifactService::UploadArtifact(grpc::CallbackServerContext* context,
                                v1::UploadArtifactResponse* response) {
  const auto caller = callers_.Find(*context);
  const bool is_worker = caller.ok() && !caller->is_trusted &&
                         caller->identity.role == Role::kWorker;
  auto* const call = new UploadCall(&coordinator_, &executor_, &pool_, &store_,
                                    &unfinished_, &disk_,
                                    {.is_limited = is_worker,
                                     .database = &database_,
                                     .budget = &budget_,
                                     .standing = callers_.StandingOf(*context)},
                                    response);
  call->Start();
  return call;  // deletes itself
}

grpc::ServerWriteReactor<v1::DownloadArtifactResponse>*
ArtifactService::DownloadArtifact(grpc::CallbackServerContext* context,
                                  const v1::DownloadArtifactRequest* request) {
  auto* const call = new DownloadCall(&pool_, &store_, &losses_, *request,
                                      callers_.StandingOf(*context));
  call->Start();
  return call;  // deletes itself
}

}  // namespace lehr::server
