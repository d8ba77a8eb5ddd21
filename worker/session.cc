#include "worker/session.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "proto/support/log.h"
#include "proto/support/sha256.h"
#include "proto/support/version.h"
#include "worker/heartbeat.h"
#include "worker/host.h"
#include "worker/persist.h"
#include "worker/pool_membership.h"
#include "worker/proto_time.h"
#include "worker/time_left.h"

namespace lehr::worker {
namespace {

// Of the time of grace, what is left to give leases back after a last
// checkpoint.
constexpr absl::Duration kLastWords = absl::Seconds(2);

// An attempt that ends within this time has the next one fetched before: longer
// than a lease with its files takes to come, short enough that nobody else
// would have begun with it much earlier.
constexpr absl::Duration kSoon = absl::Seconds(1);
// If it does not, the next one goes back.
constexpr absl::Duration kLongestWaiting = absl::Seconds(5);

v1::RegisterWorkerRequest Registration(const Options& options) {
  v1::RegisterWorkerRequest request;
  request.set_name(options.name);
  request.set_host(HostName());
  request.set_threads(options.threads);
  request.set_memory_bytes(MemoryBytes());
  request.set_engine(options.has_lammps() ? v1::ENGINE_LAMMPS
                                          : v1::ENGINE_LEHR);
  request.set_numerics_version(options.has_lammps() ? kLammpsNumericsVersion
                                                    : kNumericsVersion);
  request.set_software_version(kSoftwareVersion);
  request.set_instruction_set(InstructionSet());
  request.set_processor(Processor());
  return request;
}

std::int64_t CacheBytes(const Options& options) {
  return static_cast<std::int64_t>(options.cache_gib * (1 << 30));
}

// A number for each kind of work.
int KindOf(const v1::Work& work) {
  return work.has_measurement()
             ? -static_cast<int>(work.measurement().kind_case())
             : static_cast<int>(work.advance().law().kind_case());
}

absl::Duration LimitOf(absl::Duration wanted) {
  return wanted > absl::ZeroDuration() ? wanted : absl::InfiniteDuration();
}

std::optional<absl::Duration> FixedInterval(const Options& options) {
  if (options.checkpoint_seconds <= 0) return std::nullopt;
  return absl::Seconds(options.checkpoint_seconds);
}

}  // namespace

Session::Session(const Options& options, std::vector<int> cores, absl::Time end,
                 std::shared_ptr<grpc::Channel> channel,
                 Departure::WaitForWish wait_for_wish)
    : options_(options),
      begin_(absl::Now()),
      end_(end),
      channel_(channel),
      cache_(options.cache, CacheBytes(options)),
      artifacts_(channel, &cache_, options.upload_mib_per_second * (1 << 20)),
      link_(channel, Registration(options), end),
      spool_(&cache_, link_.session(), options.server),
      pacing_(FixedInterval(options)),
      runner_(options.program, {.threads = options.threads,
                                .cores = std::move(cores),
                                .cache = options.cache,
                                .cache_bytes = CacheBytes(options)}),
      attempt_runner_(
          &runner_, &cache_,
          [this](const std::string& sha256,
                 const std::function<bool()>& go_on) {
            return Fetch(sha256, go_on);
          },
          LimitOf(absl::Minutes(options.stall_minutes))),
      idle_(LimitOf(absl::Seconds(options.leave_idle)), begin_),
      departure_(
          [this, wait = std::move(wait_for_wish)](absl::Duration time) {
            return wait(time) || idle_.Look(IsBusy(), absl::Now());
          },
          [this] {
            artifacts_.Hurry();
            attempts_.StopAll(StopReason::kLeaving);
          }),
      leases_(&link_, &departure_, &attempts_),
      delivery_({.link = &link_,
                 .artifacts = &artifacts_,
                 .departure = &departure_,
                 .attempts = &attempts_,
                 .spool = &spool_}) {}

Session::~Session() = default;

absl::Status Session::Run() {
  PlanDeparture();
  if (absl::Status registered = Register(); !registered.ok()) {
    if (departure_.asked()) return absl::OkStatus();
    return registered;
  }
  for (v1::CompleteAttemptRequest& left : spool_.TakeLeft()) {
    delivery_.ReportLeft(std::move(left));
  }
  {
    const Heartbeat heartbeat(
        &link_, [this] { return attempts_.progress(); },
        [this](const v1::HeartbeatResponse& answer) { OnHeartbeat(answer); });
    Work();
    leases_.Stop();
    if (auto next = leases_.Take(); next.has_value()) {
      HandBack(*std::move(next), "the worker leaves");
    }
    delivery_.Finish();
  }
  Log(Severity::kInfo, "worker left", {{"session", ToHex(link_.session())}});
  return absl::OkStatus();
}

absl::Status Session::Register() {
  absl::Status registered =
      UntilAsked([this] { return link_.Register(&departure_.calls()); });
  if (!registered.ok() || options_.pool.empty()) return registered;
  v1::JoinPoolRequest request;
  request.set_session(link_.session());
  request.set_pool(options_.pool);
  request.set_job(options_.batch_job);
  const absl::Status joined = UntilAsked(
      [&] { return JoinPool(channel_, &departure_.calls(), request); });
  // It is a worker like any other then.
  if (!joined.ok() && !departure_.asked()) {
    Log(Severity::kWarning, "pool not joined",
        {{"pool", options_.pool}, {"reason", joined.ToString()}});
  }
  return absl::OkStatus();
}

absl::Status Session::UntilAsked(const std::function<absl::Status()>& call) {
  return Persist(
      call, [this] { return !departure_.asked(); },
      [this](absl::Duration time) { departure_.SleepUntilAsked(time); });
}

void Session::Work() {
  // So that the first attempt need not wait; it tells if that does not work.
  runner_.Start().IgnoreError();
  while (!departure_.asked()) {
    MeasureSpeeds();
    std::optional<LeasedAttempt> leased = leases_.Wait();
    if (leased.has_value()) RunAttempt(*std::move(leased));
  }
}

void Session::OnHeartbeat(const v1::HeartbeatResponse& answer) {
  for (const v1::AttemptId& id : answer.stop()) {
    attempts_.Stop(id, StopReason::kCancelled);
  }
  for (const v1::AttemptId& id : answer.hand_back()) {
    attempts_.Stop(id, StopReason::kHandBack);
  }
  if (answer.has_mean_time_between_losses()) {
    pacing_.SetMeanTimeBetweenLosses(
        FromProto(answer.mean_time_between_losses()));
  }
  if (answer.drain()) departure_.Drain();
}

void Session::PlanDeparture() {
  departure_.SetTime(TimeToLeave(begin_, end_, pacing_.cost()), end_);
}

bool Session::IsBusy() const {
  return measuring_ || !attempts_.progress().empty();
}

void Session::MeasureSpeeds() {
  measuring_ = true;
  for (const v1::CalibrationWanted& wanted : link_.TakeCalibrations()) {
    const absl::Status measured = MeasureSpeedsWith(wanted);
    if (measured.ok() || departure_.asked()) continue;
    // Times cannot be told, which keeps nobody from working.
    Log(Severity::kWarning, "speed not measured",
        {{"potential", wanted.potential_name()},
         {"reason", measured.ToString()}});
  }
  measuring_ = false;
}

absl::Status Session::MeasureSpeedsWith(const v1::CalibrationWanted& wanted) {
  const auto go_on = [this] { return !departure_.asked(); };
  const auto speeds = attempt_runner_.Measure(wanted, go_on);
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

void Session::RunAttempt(LeasedAttempt leased) {
  v1::Lease& lease = leased.lease;
  AttemptControl* const control = leased.control.get();
  if (departure_.asked()) control->Stop(StopReason::kLeaving);
  if (const auto newer = spool_.FindNewer(lease); newer.has_value()) {
    if (lease.has_checkpoint()) {
      *lease.mutable_earlier_checkpoint() = lease.checkpoint();
    }
    *lease.mutable_checkpoint() = *newer;
  }
  Log(Severity::kInfo, "attempt begun",
      {{"segment_id", lease.id().segment_id()},
       {"attempt", lease.id().attempt()},
       {"label", lease.label()},
       {"from_step", lease.checkpoint().step()}});
  const absl::Time begin = absl::Now();
  returned_next_ = false;
  AttemptResult result;
  {
    Checkpointer checkpointer(lease, control,
                              {.pacing = &pacing_,
                               .artifacts = &artifacts_,
                               .link = &link_,
                               .spool = &spool_});
    result = attempt_runner_.Run(lease, control, &checkpointer,
                                 [&] { Tick(leased, begin); });
    if (!result.status.ok() && !control->KeepGoing() && control->IsWanted()) {
      const absl::Duration grace = departure_.grace();
      checkpointer.Finish(std::max(grace - kLastWords, grace / 2));
      checkpointer.KeepLocal();
    }
  }
  usual_times_[KindOf(lease.work())] = absl::Now() - begin;
  PlanDeparture();
  delivery_.Report(std::move(leased), std::move(result));
}

void Session::Tick(const LeasedAttempt& running, absl::Time begin) {
  if (link_.away_for() > LimitOf(absl::Hours(options_.orphan_hours))) {
    running.control->Stop(StopReason::kHandBack);
  }
  if (!returned_next_ && EndsSoon(running, begin)) leases_.Want();
  if (leases_.Waiting() < kLongestWaiting) return;
  if (auto next = leases_.Take(); next.has_value()) {
    returned_next_ = true;
    HandBack(*std::move(next), "the attempt before it takes longer");
  }
}

bool Session::EndsSoon(const LeasedAttempt& running, absl::Time begin) const {
  const absl::Duration passed = absl::Now() - begin;
  const v1::Progress progress = running.control->progress();
  const std::int64_t done =
      progress.steps_done() - running.lease.checkpoint().step();
  if (done > 0) {
    // As if nothing else had taken time by now: too long at first.
    return passed * (static_cast<double>(progress.steps_total() -
                                         progress.steps_done()) /
                     static_cast<double>(done)) <
           kSoon;
  }
  if (running.lease.work().advance().law().has_dynamics()) return false;
  // What tells no progress takes as long as the last time, most likely.
  const auto usual = usual_times_.find(KindOf(running.lease.work()));
  return usual != usual_times_.end() && usual->second - passed < kSoon &&
         passed < kSoon;
}

void Session::HandBack(LeasedAttempt leased, std::string why) {
  leased.control->Stop(StopReason::kHandBack);
  delivery_.Report(std::move(leased),
                   {.status = absl::CancelledError(std::move(why)),
                    .result = {},
                    .log = {}});
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

}  // namespace lehr::worker
