#include "worker/runner/attempt_runner.h"

#include <optional>
#include <utility>

#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "proto/support/log.h"
#include "worker/proto_time.h"
#include "worker/runner/artifact_exchange.h"

namespace lehr::worker {
namespace {

// How late wishes of other threads may be noticed; results are at once.
constexpr absl::Duration kGlance = absl::Milliseconds(50);

// A runner that was asked to stop, and does so after a quarter of a second
// usually, has this long: one step of a very large system may take seconds. One
// whose worker leaves has less (kGrace of session.cc).
constexpr absl::Duration kStopLimit = absl::Minutes(1);
constexpr absl::Duration kLeaveLimit = absl::Seconds(7);

absl::Status StatusOf(std::int32_t code, const std::string& message) {
  return {static_cast<absl::StatusCode>(code), message};
}

}  // namespace

AttemptResult AttemptRunner::Run(const v1::Lease& lease,
                                 AttemptControl* control,
                                 Checkpointer* checkpointer,
                                 const std::function<void()>& tick) {
  if (absl::Status started = runner_.Start(); !started.ok()) {
    return {.status = started, .failure_class = v1::FAILURE_CLASS_RESOURCE};
  }
  wire::Command command;
  *command.mutable_execute() = lease;
  runner_.Send(command);
  const auto go_on = [&] { return control->KeepGoing(); };
  absl::Time alive = absl::Now();
  absl::Time stop_asked = absl::InfiniteFuture();
  while (true) {
    tick();
    if (!go_on() && stop_asked == absl::InfiniteFuture()) {
      command.mutable_stop()->set_save(control->IsWanted());
      runner_.Send(command);
      stop_asked = absl::Now();
    }
    if (checkpointer->TakeDue()) {
      command.mutable_save();
      runner_.Send(command);
    }
    auto event = runner_.Next(kGlance);
    if (!event.ok()) return Buried();
    if (!event->has_value()) {
      KillIfStuck(*control, alive, stop_asked);
      continue;
    }
    switch ((*event)->kind_case()) {
      case wire::Event::kProgress:
        control->Report((*event)->progress().steps_done(),
                        (*event)->progress().steps_total(),
                        (*event)->progress().atoms());
        break;
      case wire::Event::kFetch:
        Bring((*event)->fetch(), go_on);
        break;
      case wire::Event::kCheckpoint:
        checkpointer->Save((*event)->checkpoint());
        break;
      case wire::Event::kResult: {
        AttemptResult end;
        end.result = std::move(*(*event)->mutable_result());
        end.status = StatusOf(end.result.code(), end.result.message());
        return end;
      }
      default:
        break;
    }
    alive = absl::Now();
  }
}

absl::StatusOr<std::vector<v1::Speed>> AttemptRunner::Measure(
    const v1::CalibrationWanted& wanted, const std::function<bool()>& go_on) {
  if (absl::Status started = runner_.Start(); !started.ok()) return started;
  wire::Command command;
  *command.mutable_measure() = wanted;
  runner_.Send(command);
  const AttemptControl control((v1::AttemptId()));
  absl::Time alive = absl::Now();
  absl::Time stop_asked = absl::InfiniteFuture();
  while (true) {
    if (!go_on() && stop_asked == absl::InfiniteFuture()) {
      command.mutable_stop();
      runner_.Send(command);
      stop_asked = absl::Now();
    }
    const auto event = runner_.Next(kGlance);
    if (!event.ok()) return Buried().status;
    if (!event->has_value()) {
      KillIfStuck(control, alive, stop_asked);
      continue;
    }
    if ((*event)->has_fetch()) Bring((*event)->fetch(), go_on);
    if ((*event)->has_measured()) {
      const wire::Measured& measured = (*event)->measured();
      if (measured.code() != 0) {
        return StatusOf(measured.code(), measured.message());
      }
      return std::vector<v1::Speed>(measured.speeds().begin(),
                                    measured.speeds().end());
    }
    alive = absl::Now();
  }
}

void AttemptRunner::Bring(const std::string& sha256,
                          const std::function<bool()>& go_on) {
  wire::Command command;
  wire::Fetched& fetched = *command.mutable_fetched();
  auto content = fetch_(sha256, go_on);
  if (content.ok()) {
    *fetched.mutable_artifact() = ToWire(*std::move(content), &cache_);
  } else {
    fetched.set_code(static_cast<std::int32_t>(content.status().code()));
    fetched.set_message(std::string(content.status().message()));
  }
  runner_.Send(command);
}

AttemptResult AttemptRunner::Buried() {
  const pid_t pid = runner_.pid();
  RunnerEnd end = runner_.TakeEnd();
  Log(Severity::kError, "runner ended",
      {{"pid", pid}, {"reason", std::string(end.status.message())}});
  // So that the next attempt need not wait; it tells if that does not work.
  runner_.Start().IgnoreError();
  return {.status = std::move(end.status),
          .failure_class = end.failure_class,
          .log = std::move(end.log)};
}

void AttemptRunner::KillIfStuck(const AttemptControl& control, absl::Time alive,
                                absl::Time stop_asked) {
  const absl::Time now = absl::Now();
  if (now - alive > stall_limit_) {
    runner_.Kill(absl::StrFormat("made no progress for %s and was killed",
                                 absl::FormatDuration(stall_limit_)));
  }
  const absl::Duration stop_limit =
      control.stopped() == StopReason::kLeaving ? kLeaveLimit : kStopLimit;
  if (now - stop_asked > stop_limit) {
    runner_.Kill(absl::StrFormat("did not stop within %s and was killed",
                                 absl::FormatDuration(stop_limit)));
  }
}

}  // namespace lehr::worker
