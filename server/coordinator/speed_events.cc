// Events of Coordinator from which it learns how fast workers are.

#include <algorithm>
#include <utility>

#include <absl/strings/str_format.h>

#include "proto/support/sha256.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/proto_time.h"
#include "server/core/calibration.h"
#include "server/core/work_cost.h"
#include "server/store/segment_table.h"
#include "server/store/speed_table.h"

namespace lehr::server {
namespace {

// Shorter ones say more about the clock than about the engine.
constexpr absl::Duration kShortestMeasured = absl::Milliseconds(20);

// Weight of one segment's overhead: the mean follows some hundred of them.
constexpr absl::Duration kOverheadWeight = absl::Seconds(1);

absl::Status CheckSpeed(const v1::Speed& speed) {
  if (speed.potential_sha256().size() != kSha256Bytes) {
    return absl::InvalidArgumentError(
        absl::StrFormat("potential_sha256: expected %d bytes, found %d",
                        kSha256Bytes, speed.potential_sha256().size()));
  }
  if (speed.atoms() < 1 || !(speed.atom_steps_per_second() > 0) ||
      FromProto(speed.measured_for()) <= absl::ZeroDuration()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "speeds: expected atoms, atom-steps/s and a time above 0, found %d, "
        "%g and %s",
        speed.atoms(), speed.atom_steps_per_second(),
        absl::FormatDuration(FromProto(speed.measured_for()))));
  }
  return absl::OkStatus();
}

}  // namespace

void Coordinator::WantCalibration(const v1::SweepSpec& spec,
                                  const plan::Plan& plan) {
  KeepCalibration(CalibrationOf(spec, plan));
}

void Coordinator::KeepCalibration(
    const std::optional<v1::CalibrationWanted>& wanted) {
  if (wanted.has_value() && lehr::server::KeepCalibration(database_, *wanted)) {
    ++calibrations_version_;
  }
}

absl::StatusOr<std::vector<v1::CalibrationWanted>>
Coordinator::TakeCalibrations(Roster::Member* member, absl::Time now) {
  // What is measured is our own engine.
  if (member->engine != v1::ENGINE_LEHR ||
      member->calibrations_seen == calibrations_version_) {
    return std::vector<v1::CalibrationWanted>();
  }
  auto calibrations = database_.InSavepoint(
      [&]() -> absl::StatusOr<std::vector<v1::CalibrationWanted>> {
        return CalibrationsFor(database_, member->kind, now);
      });
  if (calibrations.ok()) member->calibrations_seen = calibrations_version_;
  return calibrations;
}

absl::StatusOr<v1::ReportSpeedsResponse> Coordinator::ReportSpeeds(
    const v1::ReportSpeedsRequest& request, absl::Time now) {
  const Roster::Member* const member = roster_.Find(request.session());
  if (member == nullptr) {
    return absl::NotFoundError("session is not known: register again");
  }
  const absl::Status status = database_.InSavepoint([&]() -> absl::Status {
    for (const v1::Speed& speed : request.speeds()) {
      if (absl::Status valid = CheckSpeed(speed); !valid.ok()) return valid;
      RefineSpeed(database_, member->kind, speed.potential_sha256(),
                  {.work = DynamicsCostKind(speed.precision()),
                   .atoms = speed.atoms(),
                   .seconds = 1 / speed.atom_steps_per_second(),
                   .measured_for = FromProto(speed.measured_for())},
                  now);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  ++version_;
  return v1::ReportSpeedsResponse();
}

void Coordinator::RefineSpeeds(const SegmentRow& segment,
                               const AttemptRow& attempt,
                               const v1::CompleteAttemptRequest& request,
                               absl::Time now) {
  const Roster::Member* const member = roster_.Find(request.session());
  if (member == nullptr) return;  // it was lost, and says nothing
  const std::int64_t atoms = std::max<std::int64_t>(request.atoms(), 1);
  const absl::Duration run_time = FromProto(request.run_time());
  const absl::Duration overhead = now - attempt.started - run_time;
  // A worker that was away, or waited for a server that was, says nothing.
  if (attempt.state == AttemptState::kRunning &&
      overhead > absl::ZeroDuration()) {
    RefineSpeed(database_, member->kind, segment.plan.potential_sha256,
                {.work = kOverheadKind,
                 .atoms = atoms,
                 .seconds = absl::ToDoubleSeconds(overhead),
                 .measured_for = kOverheadWeight},
                now);
  }
  if (run_time < kShortestMeasured) return;
  // What others have done of it is not in the time. Dynamics knows its steps;
  // of a measurement only the whole is comparable to what was planned.
  const bool dynamics = segment.work().advance().law().has_dynamics();
  if (!dynamics && attempt.attempt > 1) return;
  const double units =
      CostUnits(segment.work(), atoms,
                dynamics ? request.steps_taken()
                         : segment.plan.steps - segment.plan.head_steps);
  RefineSpeed(database_, member->kind, segment.plan.potential_sha256,
              {.work = CostKindOf(segment.work()),
               .atoms = atoms,
               .seconds = absl::ToDoubleSeconds(run_time) / units,
               .measured_for = run_time},
              now);
}

}  // namespace lehr::server
