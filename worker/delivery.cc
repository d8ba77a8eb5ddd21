#include "worker/delivery.h"

#include <string>
#include <utility>
#include <vector>

#include <absl/time/clock.h>

#include "lehr/md/state_file.h"
#include "proto/support/sha256.h"
#include "worker/persist.h"
#include "worker/proto_time.h"

namespace lehr::worker {
namespace {

// How often artifacts are uploaded again when the server misses them at the
// last moment (it may have collected them as garbage in between).
constexpr int kUploads = 3;

// How long a worker that leaves tries to say so. There is nothing to lose: the
// server misses it after the session's time to live.
constexpr absl::Duration kLongestFarewell = absl::Seconds(2);

}  // namespace

absl::Status Delivery::Complete(const Outcome& outcome,
                                const AttemptControl& control) {
  v1::CompleteAttemptRequest request;
  *request.mutable_id() = control.id();
  std::vector<std::string> contents;
  if (outcome.end_state.has_value()) {
    contents.push_back(md::EncodeState(*outcome.end_state));
    request.set_end_state_sha256(Sha256Of(contents.back()));
  }
  if (outcome.curve.has_value()) {
    contents.push_back(outcome.curve->SerializeAsString());
    request.set_curve_sha256(Sha256Of(contents.back()));
  }
  request.mutable_observables()->Add(outcome.observables.begin(),
                                     outcome.observables.end());
  request.set_steps_taken(outcome.steps_taken);
  request.set_atoms(outcome.atoms);
  *request.mutable_run_time() = ToProto(outcome.run_time);

  const auto go_on = [&] {
    return !departure_->overdue() &&
           (control.KeepGoing() || control.stopped() == StopReason::kLeaving);
  };
  const auto deliver = [&]() -> absl::Status {
    Calls* const calls = &departure_->last_calls();
    if (!contents.empty()) {
      if (absl::Status uploaded = artifacts_->Upload(calls, contents);
          !uploaded.ok()) {
        return uploaded;
      }
    }
    return link_->CompleteAttempt(calls, request);
  };
  absl::Status status;
  for (int uploads = 0; uploads < kUploads; ++uploads) {
    status = Persist(deliver, go_on, [&](absl::Duration time) {
      departure_->SleepUntilOverdue(time);
    });
    if (!absl::IsFailedPrecondition(status) || !go_on()) break;
  }
  if (status.ok()) {
    for (const std::string& content : contents) {
      artifacts_->cache().Put(Sha256Of(content), content);
    }
  }
  return status;
}

absl::Status Delivery::End(const v1::AttemptId& id, v1::AttemptEnd end,
                           const absl::Status& why,
                           const std::optional<md::State>& failed) {
  v1::EndAttemptRequest request;
  *request.mutable_id() = id;
  request.set_end(end);
  request.set_code(static_cast<std::int32_t>(why.code()));
  request.set_message(std::string(why.message()));
  std::vector<std::string> contents;
  if (failed.has_value()) {
    contents.push_back(md::EncodeState(*failed));
    request.set_state_sha256(Sha256Of(contents.back()));
  }
  const absl::Time begin = absl::Now();
  return Persist(
      [&]() -> absl::Status {
        Calls* const calls = &departure_->last_calls();
        if (!contents.empty()) {
          const absl::Status uploaded = artifacts_->Upload(calls, contents);
          if (!uploaded.ok()) return uploaded;
        }
        return link_->EndAttempt(calls, request);
      },
      [&] {
        return !departure_->asked() || absl::Now() - begin < kLongestFarewell;
      },
      [&](absl::Duration time) { departure_->SleepUntilOverdue(time); });
}

}  // namespace lehr::worker
