#include "worker/server_link.h"

#include <algorithm>
#include <random>
#include <utility>

#include <absl/time/clock.h>

#include "proto/support/log.h"
#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"
#include "worker/proto_time.h"

namespace lehr::worker {
namespace {

// Of calls that the server answers at once: covers a busy disk.
constexpr absl::Duration kDeadline = absl::Seconds(15);

constexpr std::size_t kSessionBytes = 16;

// Bounds for what a server may tell: a heartbeat a day is a lost session, a
// thousand a second an attack.
constexpr absl::Duration kShortestInterval = absl::Milliseconds(10);
constexpr absl::Duration kLongestInterval = absl::Seconds(60);

std::string RandomSession() {
  std::random_device random;  // /dev/urandom
  std::uniform_int_distribution<int> byte(0, 255);
  std::string session;
  while (session.size() < kSessionBytes) {
    session.push_back(static_cast<char>(byte(random)));
  }
  return session;
}

}  // namespace

ServerLink::ServerLink(const std::shared_ptr<grpc::Channel>& channel,
                       v1::RegisterWorkerRequest registration, absl::Time end)
    : stub_(v1::WorkerService::NewStub(channel)),
      registration_(std::move(registration)),
      end_(end),
      heard_(absl::Now()) {
  registration_.set_session(RandomSession());
}

absl::Status ServerLink::Register(Calls* calls) {
  Calls::Call call(calls, kDeadline);
  v1::RegisterWorkerRequest request = registration_;
  if (end_ != absl::InfiniteFuture()) {
    *request.mutable_time_left() =
        ToProto(std::max(end_ - absl::Now(), absl::ZeroDuration()));
  }
  v1::RegisterWorkerResponse response;
  absl::Status status =
      FromGrpc(stub_->RegisterWorker(call.context(), request, &response));
  Notice(status);
  if (!status.ok()) return status;
  SetHeartbeatInterval(response.heartbeat_interval());
  AddCalibrations(response.calibrations());
  Log(Severity::kInfo, "worker registered",
      {{"session", ToHex(registration_.session())},
       {"name", registration_.name()},
       {"threads", registration_.threads()},
       {"heartbeat", absl::FormatDuration(heartbeat_interval())}});
  return absl::OkStatus();
}

void ServerLink::SetHeartbeatInterval(
    const google::protobuf::Duration& interval) {
  const absl::MutexLock lock(&mutex_);
  heartbeat_interval_ =
      std::clamp(FromProto(interval), kShortestInterval, kLongestInterval);
}

absl::StatusOr<std::optional<v1::Lease>> ServerLink::LeaseSegment(
    Calls* calls, std::int64_t sequence, absl::Duration wait) {
  v1::LeaseSegmentRequest request;
  request.set_session(session());
  request.set_sequence(sequence);
  *request.mutable_wait() = ToProto(wait);
  v1::LeaseSegmentResponse response;
  if (absl::Status status = Registered(
          calls,
          [&](grpc::ClientContext* context) {
            return stub_->LeaseSegment(context, request, &response);
          },
          wait + kDeadline);
      !status.ok()) {
    return status;
  }
  if (!response.has_lease()) return std::optional<v1::Lease>();
  return std::optional<v1::Lease>(std::move(*response.mutable_lease()));
}

absl::StatusOr<v1::HeartbeatResponse> ServerLink::Heartbeat(
    Calls* calls, const std::vector<v1::Progress>& progress) {
  v1::HeartbeatRequest request;
  request.set_session(session());
  request.mutable_progress()->Assign(progress.begin(), progress.end());
  v1::HeartbeatResponse response;
  if (absl::Status status = Registered(
          calls,
          [&](grpc::ClientContext* context) {
            return stub_->Heartbeat(context, request, &response);
          },
          kDeadline);
      !status.ok()) {
    return status;
  }
  AddCalibrations(response.calibrations());
  if (response.has_heartbeat_interval()) {
    SetHeartbeatInterval(response.heartbeat_interval());
  }
  return response;
}

absl::Status ServerLink::ReportSpeeds(Calls* calls,
                                      const std::vector<v1::Speed>& speeds) {
  v1::ReportSpeedsRequest request;
  request.set_session(session());
  request.mutable_speeds()->Assign(speeds.begin(), speeds.end());
  v1::ReportSpeedsResponse response;
  return Registered(
      calls,
      [&](grpc::ClientContext* context) {
        return stub_->ReportSpeeds(context, request, &response);
      },
      kDeadline);
}

absl::Status ServerLink::CommitCheckpoint(Calls* calls,
                                          v1::CommitCheckpointRequest request) {
  request.set_session(session());
  v1::CommitCheckpointResponse response;
  return Registered(
      calls,
      [&](grpc::ClientContext* context) {
        return stub_->CommitCheckpoint(context, request, &response);
      },
      kDeadline);
}

absl::Status ServerLink::CompleteAttempt(Calls* calls,
                                         v1::CompleteAttemptRequest request) {
  if (request.session().empty()) request.set_session(session());
  v1::CompleteAttemptResponse response;
  return Registered(
      calls,
      [&](grpc::ClientContext* context) {
        return stub_->CompleteAttempt(context, request, &response);
      },
      kDeadline);
}

absl::Status ServerLink::EndAttempt(Calls* calls,
                                    v1::EndAttemptRequest request) {
  request.set_session(session());
  v1::EndAttemptResponse response;
  return Registered(
      calls,
      [&](grpc::ClientContext* context) {
        return stub_->EndAttempt(context, request, &response);
      },
      kDeadline);
}

bool ServerLink::has_calibrations() const {
  const absl::MutexLock lock(&mutex_);
  return !calibrations_.empty();
}

std::vector<v1::CalibrationWanted> ServerLink::TakeCalibrations() {
  const absl::MutexLock lock(&mutex_);
  return std::exchange(calibrations_, {});
}

void ServerLink::AddCalibrations(
    const google::protobuf::RepeatedPtrField<v1::CalibrationWanted>& wanted) {
  const absl::MutexLock lock(&mutex_);
  calibrations_.insert(calibrations_.end(), wanted.begin(), wanted.end());
}

absl::Duration ServerLink::heartbeat_interval() const {
  const absl::MutexLock lock(&mutex_);
  return heartbeat_interval_;
}

absl::Status ServerLink::Registered(
    Calls* calls, const std::function<grpc::Status(grpc::ClientContext*)>& call,
    absl::Duration deadline) {
  const auto attempt = [&] {
    Calls::Call one(calls, deadline);
    absl::Status status = FromGrpc(call(one.context()));
    Notice(status);
    return status;
  };
  absl::Status status = attempt();
  if (!absl::IsNotFound(status)) return status;
  if (absl::Status again = Register(calls); !again.ok()) return again;
  return attempt();
}

absl::Duration ServerLink::away_for() const {
  const absl::MutexLock lock(&mutex_);
  return away_ ? absl::Now() - heard_ : absl::ZeroDuration();
}

void ServerLink::Notice(const absl::Status& status) {
  const bool away =
      absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
  if (absl::IsCancelled(status)) return;  // by ourselves: says nothing
  {
    const absl::MutexLock lock(&mutex_);
    if (!away) heard_ = absl::Now();
    if (away == away_) return;
    away_ = away;
  }
  if (away) {
    Log(Severity::kWarning, "server away",
        {{"reason", std::string(status.message())}});
  } else {
    Log(Severity::kInfo, "server back");
  }
}

}  // namespace lehr::worker
