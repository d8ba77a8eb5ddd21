#include "tests/worker/scripted_server.h"

#include <algorithm>

#include <absl/cleanup/cleanup.h>
#include <absl/time/clock.h>
#include <grpc/grpc.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"

namespace lehr::worker {
namespace {

constexpr int kHeartbeatMilliseconds = 50;

}  // namespace

class ScriptedServer::Workers final : public v1::WorkerService::Service {
 public:
  explicit Workers(ScriptedServer* script) : script_(*script) {}

  grpc::Status RegisterWorker(grpc::ServerContext* /*context*/,
                              const v1::RegisterWorkerRequest* request,
                              v1::RegisterWorkerResponse* response) override {
    const absl::MutexLock lock(&script_.mutex_);
    script_.registrations_.push_back(*request);
    if (!script_.registration_answer_.ok()) {
      return ToGrpc(script_.registration_answer_);
    }
    script_.sessions_.insert(request->session());
    response->mutable_time_to_live()->set_seconds(10);
    response->mutable_heartbeat_interval()->set_nanos(kHeartbeatMilliseconds *
                                                      1'000'000);
    AskForCalibrations(response);
    return grpc::Status::OK;
  }

  grpc::Status LeaseSegment(grpc::ServerContext* context,
                            const v1::LeaseSegmentRequest* request,
                            v1::LeaseSegmentResponse* response) override {
    const absl::Time until =
        absl::Now() + absl::Seconds(request->wait().seconds());
    const absl::MutexLock lock(&script_.mutex_);
    if (grpc::Status known = Known(request->session()); !known.ok()) {
      return known;
    }
    const auto key = std::make_pair(request->session(), request->sequence());
    ++script_.waiting_;
    const absl::Cleanup waited = [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
      --script_.waiting_;
    };
    while (!script_.given_.contains(key)) {
      // Short waits instead of waking: a test's server may poll. Who has hung
      // up gets nothing.
      if (absl::Now() > until || context->IsCancelled() || script_.stopping_) {
        return grpc::Status::OK;
      }
      if (!script_.offers_.empty()) {
        script_.given_[key] = script_.offers_.front();
        script_.offers_.pop_front();
        break;
      }
      const auto stop = [this] {
        return script_.stopping_ || !script_.offers_.empty();
      };
      script_.mutex_.AwaitWithTimeout(absl::Condition(&stop),
                                      absl::Milliseconds(20));
    }
    if (std::exchange(script_.lose_next_lease_, false)) {
      return ToGrpc(absl::UnavailableError("the answer was lost"));
    }
    *response->mutable_lease() = script_.given_[key];
    return grpc::Status::OK;
  }

  grpc::Status Heartbeat(grpc::ServerContext* /*context*/,
                         const v1::HeartbeatRequest* request,
                         v1::HeartbeatResponse* response) override {
    const absl::MutexLock lock(&script_.mutex_);
    if (grpc::Status known = Known(request->session()); !known.ok()) {
      return known;
    }
    ++script_.heartbeats_;
    for (const v1::Progress& progress : request->progress()) {
      script_.progress_.push_back(progress);
    }
    for (const v1::AttemptId& id : script_.cancelled_) {
      *response->add_stop() = id;
    }
    response->mutable_hand_back()->Assign(script_.wanted_back_.begin(),
                                          script_.wanted_back_.end());
    response->set_drain(script_.drain_);
    AskForCalibrations(response);
    return grpc::Status::OK;
  }

  grpc::Status ReportSpeeds(grpc::ServerContext* /*context*/,
                            const v1::ReportSpeedsRequest* request,
                            v1::ReportSpeedsResponse* /*response*/) override {
    const absl::MutexLock lock(&script_.mutex_);
    if (grpc::Status known = Known(request->session()); !known.ok()) {
      return known;
    }
    script_.speeds_.insert(script_.speeds_.end(), request->speeds().begin(),
                           request->speeds().end());
    return grpc::Status::OK;
  }

  grpc::Status CommitCheckpoint(
      grpc::ServerContext* /*context*/,
      const v1::CommitCheckpointRequest* request,
      v1::CommitCheckpointResponse* /*response*/) override {
    const absl::MutexLock lock(&script_.mutex_);
    if (grpc::Status known = Known(request->session()); !known.ok()) {
      return known;
    }
    if (!script_.checkpoint_answer_.ok()) {
      return ToGrpc(script_.checkpoint_answer_);
    }
    script_.checkpoints_.push_back(request->checkpoint());
    return grpc::Status::OK;
  }

  grpc::Status CompleteAttempt(
      grpc::ServerContext* /*context*/,
      const v1::CompleteAttemptRequest* request,
      v1::CompleteAttemptResponse* /*response*/) override {
    const absl::MutexLock lock(&script_.mutex_);
    if (grpc::Status known = Known(request->session()); !known.ok()) {
      return known;
    }
    for (const std::string& sha256 :
         {request->end_state_sha256(), request->curve_sha256()}) {
      if (!sha256.empty() && !script_.contents_.contains(sha256)) {
        return ToGrpc(absl::FailedPreconditionError("artifact is missing"));
      }
    }
    script_.completions_.push_back(*request);
    return ToGrpc(script_.completion_answer_);
  }

  grpc::Status EndAttempt(grpc::ServerContext* /*context*/,
                          const v1::EndAttemptRequest* request,
                          v1::EndAttemptResponse* /*response*/) override {
    const absl::MutexLock lock(&script_.mutex_);
    if (grpc::Status known = Known(request->session()); !known.ok()) {
      return known;
    }
    script_.ends_.push_back(*request);
    return grpc::Status::OK;
  }

 private:
  template <typename Response>
  void AskForCalibrations(Response* response) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(script_.mutex_) {
    for (const auto& wanted : std::exchange(script_.calibrations_, {})) {
      *response->add_calibrations() = wanted;
    }
  }

  grpc::Status Known(const std::string& session) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(script_.mutex_) {
    if (script_.sessions_.contains(session)) return grpc::Status::OK;
    return ToGrpc(absl::NotFoundError("unknown session"));
  }

  ScriptedServer& script_;
};

class ScriptedServer::Artifacts final : public v1::ArtifactService::Service {
 public:
  explicit Artifacts(ScriptedServer* script) : script_(*script) {}

  grpc::Status FindMissingArtifacts(
      grpc::ServerContext* /*context*/,
      const v1::FindMissingArtifactsRequest* request,
      v1::FindMissingArtifactsResponse* response) override {
    const absl::MutexLock lock(&script_.mutex_);
    for (const std::string& sha256 : request->sha256()) {
      if (!script_.contents_.contains(sha256)) response->add_sha256(sha256);
    }
    return grpc::Status::OK;
  }

  grpc::Status QueryUpload(grpc::ServerContext* /*context*/,
                           const v1::QueryUploadRequest* request,
                           v1::QueryUploadResponse* response) override {
    const absl::MutexLock lock(&script_.mutex_);
    response->set_offset_bytes(static_cast<std::int64_t>(
        script_.unfinished_[request->sha256()].size()));
    return grpc::Status::OK;
  }

  grpc::Status UploadArtifact(
      grpc::ServerContext* /*context*/,
      grpc::ServerReader<v1::UploadArtifactRequest>* reader,
      v1::UploadArtifactResponse* response) override {
    std::string sha256;
    std::string content;
    v1::UploadArtifactRequest piece;
    while (reader->Read(&piece)) {
      if (sha256.empty()) {
        sha256 = piece.sha256();
        const absl::MutexLock lock(&script_.mutex_);
        content = script_.unfinished_[sha256];
        if (piece.offset_bytes() != static_cast<std::int64_t>(content.size())) {
          return ToGrpc(absl::FailedPreconditionError("not where I am"));
        }
      }
      if (piece.content().size() > (1U << 20)) {
        return ToGrpc(absl::InvalidArgumentError("a piece is too large"));
      }
      content += piece.content();
      const absl::MutexLock lock(&script_.mutex_);
      script_.uploaded_bytes_ += piece.content().size();
      if (script_.interrupt_after_ > 0 &&
          content.size() >= script_.interrupt_after_) {
        script_.interrupt_after_ = 0;
        script_.unfinished_[sha256] = content;
        return ToGrpc(absl::UnavailableError("interrupted"));
      }
    }
    if (Sha256Of(content) != sha256) {
      return ToGrpc(absl::InvalidArgumentError("not that hash"));
    }
    response->set_size_bytes(static_cast<std::int64_t>(content.size()));
    const absl::MutexLock lock(&script_.mutex_);
    ++script_.uploads_;
    script_.unfinished_.erase(sha256);
    script_.contents_[sha256] = content;
    return grpc::Status::OK;
  }

  grpc::Status DownloadArtifact(
      grpc::ServerContext* /*context*/,
      const v1::DownloadArtifactRequest* request,
      grpc::ServerWriter<v1::DownloadArtifactResponse>* writer) override {
    std::string content;
    {
      const absl::MutexLock lock(&script_.mutex_);
      const auto found = script_.contents_.find(request->sha256());
      if (found == script_.contents_.end()) {
        return ToGrpc(absl::NotFoundError("no such artifact"));
      }
      content = found->second;
      if (script_.damaged_.contains(request->sha256())) content += "!";
    }
    constexpr std::size_t kPieceBytes = 100'000;
    for (std::size_t at = 0; at < content.size(); at += kPieceBytes) {
      v1::DownloadArtifactResponse piece;
      piece.set_content(content.substr(at, kPieceBytes));
      if (!writer->Write(piece)) break;
    }
    return grpc::Status::OK;
  }

 private:
  ScriptedServer& script_;
};

ScriptedServer::ScriptedServer(const std::filesystem::path& folder)
    : address_("unix:" + (folder / "server").string()),
      workers_(std::make_unique<Workers>(this)),
      artifacts_(std::make_unique<Artifacts>(this)) {
  grpc_init();  // held to the end, as in worker/main.cc
  Start();
}

ScriptedServer::~ScriptedServer() { Stop(); }

void ScriptedServer::Start() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = false;
  }
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address_, grpc::InsecureServerCredentials());
  builder.RegisterService(workers_.get());
  builder.RegisterService(artifacts_.get());
  server_ = builder.BuildAndStart();
}

void ScriptedServer::Stop() {
  if (server_ == nullptr) return;
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  server_->Shutdown(absl::ToChronoTime(absl::Now()));
  server_->Wait();
  server_.reset();
}

std::string ScriptedServer::Keep(const std::string& content) {
  const std::string sha256 = Sha256Of(content);
  const absl::MutexLock lock(&mutex_);
  contents_[sha256] = content;
  return sha256;
}

void ScriptedServer::Remove(const std::string& sha256) {
  const absl::MutexLock lock(&mutex_);
  contents_.erase(sha256);
}

void ScriptedServer::Damage(const std::string& sha256) {
  const absl::MutexLock lock(&mutex_);
  damaged_.insert(sha256);
}

void ScriptedServer::InterruptNextUpload(std::size_t bytes) {
  const absl::MutexLock lock(&mutex_);
  interrupt_after_ = bytes;
}

void ScriptedServer::Offer(const v1::Lease& lease) {
  const absl::MutexLock lock(&mutex_);
  offers_.push_back(lease);
}

void ScriptedServer::LoseNextLease() {
  const absl::MutexLock lock(&mutex_);
  lose_next_lease_ = true;
}

void ScriptedServer::Forget() {
  const absl::MutexLock lock(&mutex_);
  sessions_.clear();
}

void ScriptedServer::CancelAttempt(const v1::AttemptId& id) {
  const absl::MutexLock lock(&mutex_);
  cancelled_.push_back(id);
}

void ScriptedServer::WantBack(const v1::AttemptId& id) {
  const absl::MutexLock lock(&mutex_);
  wanted_back_.push_back(id);
}

void ScriptedServer::Drain() {
  const absl::MutexLock lock(&mutex_);
  drain_ = true;
}

void ScriptedServer::WantCalibration(const v1::CalibrationWanted& wanted) {
  const absl::MutexLock lock(&mutex_);
  calibrations_.push_back(wanted);
}

void ScriptedServer::AnswerRegistrations(const absl::Status& status) {
  const absl::MutexLock lock(&mutex_);
  registration_answer_ = status;
}

void ScriptedServer::AnswerCompletions(const absl::Status& status) {
  const absl::MutexLock lock(&mutex_);
  completion_answer_ = status;
}

void ScriptedServer::AnswerCheckpoints(const absl::Status& status) {
  const absl::MutexLock lock(&mutex_);
  checkpoint_answer_ = status;
}

std::vector<v1::RegisterWorkerRequest> ScriptedServer::registrations() const {
  const absl::MutexLock lock(&mutex_);
  return registrations_;
}

std::vector<v1::Speed> ScriptedServer::speeds() const {
  const absl::MutexLock lock(&mutex_);
  return speeds_;
}

std::vector<v1::CompleteAttemptRequest> ScriptedServer::completions() const {
  const absl::MutexLock lock(&mutex_);
  return completions_;
}

std::vector<v1::EndAttemptRequest> ScriptedServer::ends() const {
  const absl::MutexLock lock(&mutex_);
  return ends_;
}

std::vector<v1::Checkpoint> ScriptedServer::checkpoints() const {
  const absl::MutexLock lock(&mutex_);
  return checkpoints_;
}

std::vector<v1::Progress> ScriptedServer::progress() const {
  const absl::MutexLock lock(&mutex_);
  return progress_;
}

int ScriptedServer::waiting() const {
  const absl::MutexLock lock(&mutex_);
  return waiting_;
}

int ScriptedServer::heartbeats() const {
  const absl::MutexLock lock(&mutex_);
  return heartbeats_;
}

int ScriptedServer::uploads() const {
  const absl::MutexLock lock(&mutex_);
  return uploads_;
}

std::size_t ScriptedServer::uploaded_bytes() const {
  const absl::MutexLock lock(&mutex_);
  return uploaded_bytes_;
}

std::string ScriptedServer::artifact(const std::string& sha256) const {
  const absl::MutexLock lock(&mutex_);
  const auto found = contents_.find(sha256);
  return found == contents_.end() ? "" : found->second;
}

}  // namespace lehr::worker
