#include "worker/session.h"

#include <exception>
#include <new>
#include <random>
#include <span>
#include <utility>

#include <absl/strings/str_format.h>

#include "lehr/md/bind_threads.h"
#include "proto/support/backoff.h"
#include "proto/support/cores.h"
#include "proto/support/log.h"
#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"
#include "proto/support/version.h"
#include "worker/calibration.h"
#include "worker/heartbeat.h"
#include "worker/host.h"
#include "worker/persist.h"

namespace lehr::worker {
namespace {

// How long the server may hold a question for work.
constexpr absl::Duration kLeaseWait = absl::Seconds(20);

// Time of grace to deliver a last checkpoint or result, which leaves some to
// give the lease back. Slurm and Kubernetes kill 30 s after they ask.
constexpr absl::Duration kGrace = absl::Seconds(10);
constexpr absl::Duration kLastCheckpoint = absl::Seconds(8);

// Between questions for work that the server refuses for a reason that will not
// go away soon.
constexpr absl::Duration kFirstRefusalWait = absl::Milliseconds(500);
constexpr absl::Duration kLongestRefusalWait = absl::Seconds(30);

v1::RegisterWorkerRequest Registration(const Options& options) {
  v1::RegisterWorkerRequest request;
  request.set_name(options.name);
  request.set_threads(options.threads);
  request.set_memory_bytes(MemoryBytes());
  request.set_numerics_version(kNumericsVersion);
  request.set_software_version(kSoftwareVersion);
  request.set_instruction_set(InstructionSet());
  request.set_processor(Processor());
  return request;
}

std::int64_t CacheBytes(const Options& options) {
  return static_cast<std::int64_t>(options.cache_gib * (1 << 30));
}

// While it lives, the engine's threads are tied to cores of their own; before
// and after, this one may use all of them, as threads that it makes do.
class EngineOnCores {
 public:
  explicit EngineOnCores(std::span<const int> cores) : cores_(cores) {
    if (!cores.empty()) md::BindThreads(cores);
  }
  ~EngineOnCores() {
    if (!cores_.empty()) RunOn(cores_);
  }
  EngineOnCores(const EngineOnCores&) = delete;
  EngineOnCores& operator=(const EngineOnCores&) = delete;

 private:
  const std::span<const int> cores_;
};

// "segment 12: attempt 2: sample/ramp to 300 K: ..."
absl::Status Located(const v1::Lease& lease, const absl::Status& status) {
  return Annotate(status, absl::StrFormat("segment %d: attempt %d: %s",
                                          lease.id().segment_id(),
                                          lease.id().attempt(), lease.label()));
}

}  // namespace

Session::Session(const Options& options, std::vector<int> cores,
                 std::shared_ptr<grpc::Channel> channel,
                 Departure::WaitForWish wait_for_wish)
    : options_(options),
      cores_(std::move(cores)),
      cache_(options.cache, CacheBytes(options)),
      artifacts_(channel, &cache_),
      link_(channel, Registration(options)),
      executor_(options.threads,
                [this](const std::string& sha256) {
                  const auto control = current();
                  return Fetch(sha256, [&] { return control->KeepGoing(); });
                }),
      departure_(std::move(wait_for_wish), kGrace,
                 [this] {
                   lease_calls_.Cancel();
                   StopCurrent(StopReason::kLeaving);
                 }),
      delivery_(&link_, &artifacts_, &departure_) {}

Session::~Session() = default;

absl::Status Session::Run() {
  if (absl::Status registered = Register(); !registered.ok()) {
    if (departure_.asked()) return absl::OkStatus();
    return registered;
  }
  {
    const Heartbeat heartbeat(
        &link_,
        [this]() -> std::optional<v1::Progress> {
          const auto control = current();
          if (control == nullptr) return std::nullopt;
          return control->progress();
        },
        [this](const v1::AttemptId& id) {
          const auto control = current();
          if (control != nullptr &&
              control->id().segment_id() == id.segment_id() &&
              control->id().attempt() == id.attempt()) {
            control->Stop(StopReason::kCancelled);
          }
        },
        [this] { lease_calls_.Interrupt(); });
    while (!departure_.asked()) {
      MeasureSpeeds();
      const std::optional<v1::Lease> lease = NextLease();
      if (lease.has_value()) RunAttempt(*lease);
    }
  }
  Log(Severity::kInfo, "worker left", {{"session", ToHex(link_.session())}});
  return absl::OkStatus();
}

absl::Status Session::Register() {
  return Persist(
      [this] { return link_.Register(&departure_.calls()); },
      [this] { return !departure_.asked(); },
      [this](absl::Duration time) { departure_.SleepUntilAsked(time); });
}

std::optional<v1::Lease> Session::NextLease() {
  Backoff backoff(kFirstRefusalWait, kLongestRefusalWait,
                  std::random_device()());
  while (!departure_.asked()) {
    auto lease = link_.LeaseSegment(&lease_calls_, sequence_, kLeaseWait);
    if (lease.ok()) {
      // Only now: a question whose answer was lost is asked again under its
      // number, and has the same answer.
      ++sequence_;
      return *std::move(lease);
    }
    if (departure_.asked() || link_.has_calibrations()) break;
    if (!IsRetryable(lease.status())) {
      Log(Severity::kWarning, "no lease",
          {{"reason", lease.status().ToString()}});
    }
    departure_.SleepUntilAsked(backoff.Next());
  }
  return std::nullopt;
}

void Session::MeasureSpeeds() {
  for (const v1::CalibrationWanted& wanted : link_.TakeCalibrations()) {
    const absl::Status measured = MeasureSpeedsWith(wanted);
    if (measured.ok() || departure_.asked()) continue;
    // Times cannot be told, which keeps nobody from working.
    Log(Severity::kWarning, "speed not measured",
        {{"potential", wanted.potential_name()},
         {"reason", measured.ToString()}});
  }
}

absl::Status Session::MeasureSpeedsWith(const v1::CalibrationWanted& wanted) {
  const auto go_on = [this] { return !departure_.asked(); };
  const auto content = Fetch(wanted.potential_sha256(), go_on);
  if (!content.ok()) return content.status();
  const std::vector<std::string> elements(wanted.elements().begin(),
                                          wanted.elements().end());
  const auto potential =
      md::EamPotential::FromSetfl(*content, wanted.potential_name(), elements);
  if (!potential.ok()) return potential.status();
  const auto speeds =
      worker::MeasureSpeeds(wanted, **potential, options_.threads, go_on);
  if (!speeds.ok()) return speeds.status();
  for (const v1::Speed& speed : *speeds) {
    Log(Severity::kInfo, "speed measured",
        {{"potential", wanted.potential_name()},
         {"atoms", speed.atoms()},
         {"atom_steps_per_second",
          absl::StrFormat("%.3g", speed.atom_steps_per_second())}});
  }
  return Persist(
      [&] { return link_.ReportSpeeds(&departure_.calls(), *speeds); }, go_on,
      [this](absl::Duration time) { departure_.SleepUntilAsked(time); });
}

void Session::RunAttempt(const v1::Lease& lease) {
  const auto control = std::make_shared<AttemptControl>(lease.id());
  SetCurrent(control);
  if (departure_.asked()) control->Stop(StopReason::kLeaving);
  Log(Severity::kInfo, "attempt begun",
      {{"segment_id", lease.id().segment_id()},
       {"attempt", lease.id().attempt()},
       {"label", lease.label()},
       {"from_step", lease.checkpoint().step()}});
  {
    Checkpointer checkpointer(absl::Seconds(options_.checkpoint_seconds),
                              control.get(), &artifacts_, &link_, cores_);
    const absl::StatusOr<Outcome> outcome =
        Execute(lease, control.get(), &checkpointer);
    if (!outcome.ok() && control->stopped() == StopReason::kLeaving) {
      checkpointer.Finish(kLastCheckpoint);
    }
    Report(lease, *control, outcome, checkpointer.failed());
  }
  SetCurrent(nullptr);
}

absl::StatusOr<Outcome> Session::Execute(const v1::Lease& lease,
                                         AttemptControl* control,
                                         Checkpointer* checkpointer) {
  const EngineOnCores engine_on_cores(cores_);
  // Neither the engine nor this code throws on purpose; the libraries below do
  // when memory runs out. One segment may not end the worker.
  try {
    return executor_.Execute(lease, control, checkpointer);
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError("out of memory");
  } catch (const std::exception& exception) {
    return absl::InternalError(
        absl::StrFormat("exception: %s", exception.what()));
  }
}

void Session::Report(const v1::Lease& lease, const AttemptControl& control,
                     const absl::StatusOr<Outcome>& outcome,
                     const std::optional<md::State>& failed) {
  if (outcome.ok()) {
    const absl::Status delivered = delivery_.Complete(*outcome, control);
    if (delivered.ok()) {
      Log(Severity::kInfo, "attempt completed",
          {{"segment_id", lease.id().segment_id()},
           {"attempt", lease.id().attempt()},
           {"steps", outcome->steps_taken},
           {"atoms", outcome->atoms},
           {"run_time", absl::FormatDuration(outcome->run_time)}});
    } else if (absl::IsAborted(delivered) || !control.KeepGoing()) {
      Log(Severity::kWarning, "result dropped",
          {{"segment_id", lease.id().segment_id()},
           {"attempt", lease.id().attempt()},
           {"reason", delivered.ToString()}});
    } else {
      ReportEnd(lease, v1::ATTEMPT_END_FAILED, Located(lease, delivered));
    }
    return;
  }
  switch (control.stopped()) {
    case StopReason::kCancelled:
      return ReportEnd(lease, v1::ATTEMPT_END_CANCELLED, outcome.status());
    case StopReason::kLeaving:
      return ReportEnd(lease, v1::ATTEMPT_END_RETURNED, outcome.status());
    case StopReason::kStale:
      Log(Severity::kWarning, "attempt dropped",
          {{"segment_id", lease.id().segment_id()},
           {"attempt", lease.id().attempt()},
           {"reason", "the server has given it to another worker"}});
      return;
    case StopReason::kNone:
      return ReportEnd(lease, v1::ATTEMPT_END_FAILED,
                       Located(lease, outcome.status()), failed);
  }
}

void Session::ReportEnd(const v1::Lease& lease, v1::AttemptEnd end,
                        const absl::Status& why,
                        const std::optional<md::State>& state) {
  const bool failed = end == v1::ATTEMPT_END_FAILED;
  Log(failed ? Severity::kError : Severity::kInfo,
      failed                            ? "attempt failed"
      : end == v1::ATTEMPT_END_RETURNED ? "attempt returned"
                                        : "attempt cancelled",
      {{"segment_id", lease.id().segment_id()},
       {"attempt", lease.id().attempt()},
       {"reason", why.ToString()}});
  const absl::Status told = delivery_.End(lease.id(), end, why, state);
  if (told.ok() || absl::IsAborted(told)) return;
  Log(Severity::kWarning, "end of attempt not acknowledged",
      {{"segment_id", lease.id().segment_id()},
       {"attempt", lease.id().attempt()},
       {"reason", told.ToString()}});
}

absl::StatusOr<std::string> Session::Fetch(const std::string& sha256,
                                           const std::function<bool()>& go_on) {
  std::string content;
  const absl::Status status = Persist(
      [&] {
        auto got = artifacts_.Get(&departure_.calls(), sha256);
        if (got.ok()) content = *std::move(got);
        return got.status();
      },
      go_on, [&](absl::Duration time) { departure_.SleepUntilAsked(time); });
  if (!status.ok()) return status;
  return content;
}

std::shared_ptr<AttemptControl> Session::current() const {
  const absl::MutexLock lock(&mutex_);
  return current_;
}

void Session::SetCurrent(std::shared_ptr<AttemptControl> control) {
  const absl::MutexLock lock(&mutex_);
  current_ = std::move(control);
}

void Session::StopCurrent(StopReason reason) {
  const auto control = current();
  if (control != nullptr) control->Stop(reason);
}

}  // namespace lehr::worker
