#include "tests/bench/simulated_workers.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include <absl/time/clock.h>
#include <grpcpp/alarm.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "proto/support/rpc_status.h"
#include "proto/support/version.h"
#include "tests/bench/sweep_rows.h"

namespace lehr::bench {
namespace {

// Calls that take longer have failed.
constexpr absl::Duration kDeadline = absl::Seconds(30);

std::chrono::system_clock::time_point After(absl::Duration delay) {
  return absl::ToChronoTime(absl::Now() + delay);
}

void Prepare(std::optional<grpc::ClientContext>* context) {
  context->emplace();
  (*context)->set_deadline(After(kDeadline));
  (*context)->set_wait_for_ready(true);
}

}  // namespace

void Latency::Add(absl::Duration time) {
  const absl::MutexLock lock(&mutex_);
  times_.push_back(time);
}

std::int64_t Latency::count() const {
  const absl::MutexLock lock(&mutex_);
  return static_cast<std::int64_t>(times_.size());
}

absl::Duration Latency::Quantile(double share) const {
  const absl::MutexLock lock(&mutex_);
  if (times_.empty()) return absl::ZeroDuration();
  std::vector<absl::Duration> times = times_;
  const auto at =
      times.begin() + static_cast<std::ptrdiff_t>(
                          share * static_cast<double>(times.size() - 1));
  std::nth_element(times.begin(), at, times.end());
  return *at;
}

v1::CompleteAttemptRequest SimulatedReport(const v1::Lease& lease) {
  v1::CompleteAttemptRequest report;
  *report.mutable_id() = lease.id();
  report.set_steps_taken(lease.work().advance().steps());
  report.set_atoms(1000);
  report.mutable_run_time()->set_nanos(100'000'000);
  if (lease.work().has_advance()) {
    report.set_end_state_sha256(KnownArtifact());
    report.set_curve_sha256(KnownArtifact());
  }
  for (const char* name : {"potential_energy", "temperature", "density"}) {
    v1::Observable& observable = *report.add_observables();
    observable.set_name(name);
    observable.set_unit("1");
    observable.set_value(1);
    observable.set_standard_error(0.01);
  }
  return report;
}

// One session; what its calls need lives as long as they do.
struct SimulatedWorkers::Worker {
  std::string session;
  v1::WorkerService::Stub* stub = nullptr;
  std::int64_t sequence = 0;
  std::optional<grpc::ClientContext> context;
  v1::LeaseSegmentRequest lease_request;
  v1::LeaseSegmentResponse lease_response;
  absl::Time asked;
  grpc::Alarm alarm;

  absl::Mutex mutex;
  std::optional<v1::Lease> running ABSL_GUARDED_BY(mutex);
  std::optional<v1::Lease> next ABSL_GUARDED_BY(mutex);

  std::optional<grpc::ClientContext> heartbeat_context;
  v1::HeartbeatRequest heartbeat_request;
  v1::HeartbeatResponse heartbeat_response;
  absl::Time heartbeat_sent;
  grpc::Alarm heartbeat_alarm;
};

SimulatedWorkers::SimulatedWorkers(const std::string& address,
                                   const WorkersOptions& options)
    : options_(options) {
  for (int i = 0; i < options.channels; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // not shared
    stubs_.push_back(v1::WorkerService::NewStub(grpc::CreateCustomChannel(
        address, grpc::InsecureChannelCredentials(), arguments)));
  }
  for (int i = 0; i < options.count; ++i) {
    workers_.push_back(std::make_unique<Worker>());
    workers_.back()->session = SessionOf(options.first + i);
    workers_.back()->stub =
        stubs_[static_cast<std::size_t>(i % options.channels)].get();
  }
}

SimulatedWorkers::~SimulatedWorkers() { Stop(); }

absl::Status SimulatedWorkers::Register() {
  for (const auto& worker : workers_) {
    v1::RegisterWorkerRequest request;
    request.set_session(worker->session);
    request.set_name("simulated");
    request.set_threads(1);
    request.set_processor("none");
    request.set_numerics_version(kNumericsVersion);
    v1::RegisterWorkerResponse response;
    std::optional<grpc::ClientContext> context;
    Prepare(&context);
    const grpc::Status status =
        worker->stub->RegisterWorker(&*context, request, &response);
    if (!status.ok()) return FromGrpc(status);
  }
  return absl::OkStatus();
}

void SimulatedWorkers::Start() {
  const absl::Duration interval = options_.heartbeat_interval;
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    Worker* const worker = workers_[i].get();
    if (options_.lease) {
      Begin();
      Lease(worker);
    }
    if (interval == absl::InfiniteDuration()) continue;
    Begin();
    // Spread over the interval, as those of real workers are.
    const double share =
        static_cast<double>(i) / static_cast<double>(workers_.size());
    worker->heartbeat_alarm.Set(After(share * interval),
                                [this, worker](bool) { Heartbeat(worker); });
  }
}

void SimulatedWorkers::Stop() {
  stopping_ = true;
  const absl::MutexLock lock(&under_way_->mutex);
  const auto none = [this] {
    under_way_->mutex.AssertReaderHeld();
    return under_way_->count == 0;
  };
  under_way_->mutex.Await(absl::Condition(&none));
}

std::string SimulatedWorkers::last_error() const {
  const absl::MutexLock lock(&mutex_);
  return last_error_;
}

void SimulatedWorkers::Lease(Worker* worker) {
  worker->lease_request.set_session(worker->session);
  worker->lease_request.set_sequence(++worker->sequence);
  worker->lease_request.mutable_wait()->set_seconds(1);
  worker->asked = absl::Now();
  Prepare(&worker->context);
  worker->stub->async()->LeaseSegment(
      &*worker->context, &worker->lease_request, &worker->lease_response,
      [this, worker](const grpc::Status& status) { Leased(worker, status); });
}

void SimulatedWorkers::Leased(Worker* worker, const grpc::Status& status) {
  if (!GoesOn(status)) return End();
  if (!worker->lease_response.has_lease()) return Lease(worker);
  leases_.Add(absl::Now() - worker->asked);
  if (options_.run_time <= absl::ZeroDuration()) {
    Complete(worker, worker->lease_response.lease());
    return End();
  }
  {
    const absl::MutexLock lock(&worker->mutex);
    worker->next = worker->lease_response.lease();
  }
  RunNext(worker);
  End();
}

void SimulatedWorkers::RunNext(Worker* worker) {
  {
    const absl::MutexLock lock(&worker->mutex);
    if (worker->running.has_value() || !worker->next.has_value()) return;
    worker->running = std::exchange(worker->next, std::nullopt);
  }
  Begin();
  worker->alarm.Set(After(options_.run_time),
                    [this, worker](bool) { Ran(worker); });
  if (!options_.prefetch) return;
  Begin();
  Lease(worker);
}

void SimulatedWorkers::Ran(Worker* worker) {
  v1::Lease lease;
  {
    const absl::MutexLock lock(&worker->mutex);
    lease = *std::exchange(worker->running, std::nullopt);
  }
  Complete(worker, lease);
  if (!stopping_) RunNext(worker);
  End();
}

void SimulatedWorkers::Complete(Worker* worker, const v1::Lease& lease) {
  // What the call needs lives until its answer.
  struct Call {
    std::optional<grpc::ClientContext> context;
    v1::CompleteAttemptRequest report;
    v1::CompleteAttemptResponse response;
  };
  auto call = std::make_shared<Call>();
  call->report = SimulatedReport(lease);
  call->report.set_session(worker->session);
  Prepare(&call->context);
  Begin();
  worker->stub->async()->CompleteAttempt(
      &*call->context, &call->report, &call->response,
      [this, worker, call](const grpc::Status& status) {
        if (status.ok()) ++completed_;
        if (!GoesOn(status) || options_.prefetch) return End();
        Lease(worker);
      });
}

void SimulatedWorkers::Heartbeat(Worker* worker) {
  if (stopping_) return End();
  worker->heartbeat_request.set_session(worker->session);
  worker->heartbeat_sent = absl::Now();
  Prepare(&worker->heartbeat_context);
  worker->stub->async()->Heartbeat(
      &*worker->heartbeat_context, &worker->heartbeat_request,
      &worker->heartbeat_response, [this, worker](const grpc::Status& status) {
        heartbeats_.Add(absl::Now() - worker->heartbeat_sent);
        if (!GoesOn(status)) return End();
        WaitForHeartbeat(worker);
      });
}

// In pieces, so that Stop() need not wait for the whole interval.
void SimulatedWorkers::WaitForHeartbeat(Worker* worker) {
  const absl::Duration left =
      worker->heartbeat_sent + options_.heartbeat_interval - absl::Now();
  if (stopping_ || left <= absl::ZeroDuration()) return Heartbeat(worker);
  worker->heartbeat_alarm.Set(
      After(std::min(left, absl::Seconds(5))),
      [this, worker](bool) { WaitForHeartbeat(worker); });
}

bool SimulatedWorkers::GoesOn(const grpc::Status& status) {
  if (!status.ok() && !stopping_) {
    ++errors_;
    const absl::MutexLock lock(&mutex_);
    last_error_ = status.error_message();
  }
  return status.ok() && !stopping_;
}

void SimulatedWorkers::Begin() {
  const absl::MutexLock lock(&under_way_->mutex);
  ++under_way_->count;
}

void SimulatedWorkers::End() {
  const std::shared_ptr<UnderWay> kept = under_way_;
  const absl::MutexLock lock(&kept->mutex);
  --kept->count;
}

}  // namespace lehr::bench
