#include "worker/dynamics_run.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "proto/support/log.h"
#include "worker/chunk_sizer.h"
#include "worker/cpu_seconds.h"
#include "worker/curve.h"
#include "worker/engine.h"

namespace lehr::worker {
namespace {

// A stop is noticed after this long: a quarter of the second that is promised.
constexpr absl::Duration kChunkTime = absl::Milliseconds(250);

// Run is one dynamics on its way.
class Run {
 public:
  Run(const md::DynamicsLaw& law, std::int64_t steps, Task task)
      : law_(law), steps_(steps), task_(std::move(task)) {}

  // Makes the simulation, at the start or where an earlier attempt got to.
  absl::Status Begin(std::int64_t record_steps);

  // Takes all steps.
  absl::Status Advance();

  DynamicsResult Result() const {
    return {trajectory_->state(), curve_->curve(), step() - first_step_,
            trajectory_->tuning()};
  }

 private:
  std::int64_t step() const { return trajectory_->step(); }
  bool AtRecord() const { return step() % record_steps_ == 0; }
  absl::Status AdoptResume();
  void Report();
  void AtChunkEnd();
  void TellTuning();
  void SaveBeforeLeaving();

  const md::DynamicsLaw law_;
  const std::int64_t steps_;
  Task task_;
  std::int64_t record_steps_ = 1;
  std::optional<ChunkSizer> sizer_;
  std::int64_t atoms_ = 0;
  std::unique_ptr<Trajectory> trajectory_;
  std::optional<CurveBuilder> curve_;
  std::int64_t first_step_ = 0;
  std::int64_t told_tunings_ = 0;
  // State at the end of the last record, kept where chunks are shorter than
  // records: with many atoms, the end of the next record may be a minute away.
  std::optional<md::State> last_record_state_;
};

absl::Status Run::Begin(std::int64_t record_steps) {
  record_steps_ = record_steps;
  if (task_.resume.has_value()) {
    if (const absl::Status adopted = AdoptResume(); !adopted.ok()) {
      Log(Severity::kWarning, "checkpoint not usable",
          {{"segment_id", task_.control->id().segment_id()},
           {"attempt", task_.control->id().attempt()},
           {"step", task_.resume->step},
           {"reason", adopted.ToString()}});
      task_.resume.reset();
    }
  }
  md::State state = task_.resume.has_value() ? std::move(task_.resume->state)
                                             : std::move(task_.start);
  first_step_ = state.law_step;
  atoms_ = static_cast<std::int64_t>(state.atoms.size());
  auto trajectory = task_.engine->Begin(task_.interaction, law_,
                                        {.steps = steps_,
                                         .record_steps = record_steps_,
                                         .threads = task_.threads},
                                        std::move(state));
  if (!trajectory.ok()) return trajectory.status();
  trajectory_ = *std::move(trajectory);
  if (!task_.resume.has_value()) curve_.emplace(law_, trajectory_->state());
  sizer_.emplace(kChunkTime, record_steps_);
  Report();
  return absl::OkStatus();
}

absl::Status Run::AdoptResume() {
  Snapshot& resume = *task_.resume;
  const std::int64_t interval = RecordSteps(resume.curve, resume.step);
  if (interval == 0 || resume.step > steps_) {
    return absl::DataLossError(absl::StrFormat(
        "state at step %d: expected the end of a record, at most step %d",
        resume.step, steps_));
  }
  CurveBuilder curve(law_, resume.state);
  absl::Status continued = curve.Continue(std::move(resume.curve));
  if (!continued.ok()) return continued;
  curve_.emplace(std::move(curve));
  record_steps_ = interval;
  return absl::OkStatus();
}

absl::Status Run::Advance() {
  std::vector<md::Record> records;
  while (step() < steps_) {
    if (!task_.control->KeepGoing()) {
      SaveBeforeLeaving();
      return absl::CancelledError(
          absl::StrFormat("stopped at step %d of %d", step(), steps_));
    }
    const std::int64_t count = sizer_->Next(step(), steps_);
    const absl::Time begin = absl::Now();
    records.clear();
    if (absl::Status status = trajectory_->Advance(count, &records);
        !status.ok()) {
      task_.checkpoints->SaveFailed(trajectory_->state());
      return status;
    }
    sizer_->Took(count, absl::Now() - begin);
    curve_->Append(records);
    AtChunkEnd();
  }
  return absl::OkStatus();
}

void Run::Report() { task_.control->Report(step(), steps_, atoms_); }

// A worker's log has it when it is chosen; tools show it at the end.
void Run::TellTuning() {
  const md::Tuning tuning = trajectory_->tuning();
  const v1::AttemptId& id = task_.control->id();
  if (tuning.tunings == told_tunings_ || id.segment_id() == 0) return;
  told_tunings_ = tuning.tunings;
  Log(Severity::kInfo, "tuned",
      {{"segment_id", id.segment_id()},
       {"attempt", id.attempt()},
       {"step", step()},
       {"skin", absl::StrFormat("%g", tuning.skin)},
       {"rebuild_every", absl::StrFormat("%.0f", tuning.rebuild_every)}});
}

void Run::AtChunkEnd() {
  Report();
  TellTuning();
  if (!AtRecord() || step() == steps_) return;
  if (task_.checkpoints->Due()) {
    task_.checkpoints->Save({step(), trajectory_->state(), curve_->curve()});
  }
  last_record_state_.reset();
  if ((step() + sizer_->Next(step(), steps_)) % record_steps_ != 0) {
    last_record_state_ = trajectory_->state();
  }
}

void Run::SaveBeforeLeaving() {
  if (task_.control->stopped() != StopReason::kLeaving) return;
  if (AtRecord()) last_record_state_ = trajectory_->state();
  if (!last_record_state_.has_value()) return;
  const std::int64_t saved_step = last_record_state_->law_step;
  if (saved_step <= first_step_) return;
  task_.checkpoints->Save(
      {saved_step, *std::move(last_record_state_), curve_->curve()});
}

}  // namespace

absl::StatusOr<DynamicsResult> RunDynamics(const md::DynamicsLaw& law,
                                           std::int64_t steps,
                                           std::int64_t record_steps,
                                           Task task) {
  if (steps < 1) {
    return absl::InvalidArgumentError(
        absl::StrFormat("steps: expected at least 1, found %d", steps));
  }
  Run run(law, steps, std::move(task));
  if (absl::Status begun = run.Begin(record_steps); !begun.ok()) return begun;
  if (absl::Status done = run.Advance(); !done.ok()) return done;
  return run.Result();
}

}  // namespace lehr::worker
