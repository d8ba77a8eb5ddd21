#include "server/service/submitter.h"

#include <string>
#include <utility>

#include <absl/strings/str_format.h>

#include "proto/support/log.h"
#include "proto/support/steady_time.h"
#include "server/core/calibration.h"
#include "server/store/submission_table.h"
#include "server/store/sweep_table.h"

namespace lehr::server {
namespace {

// Large sweeps that may be on their way at a time: each keeps its plan in
// memory.
constexpr std::size_t kMostSweeps = 32;

std::size_t StoredOf(const PlanFilling& filling) {
  return filling.segment_ids().size() + filling.points_stored();
}

void LogStored(const LargeSweep& sweep) {
  Log(Severity::kInfo, "sweep stored",
      {{"sweep_id", sweep.filling.sweep_id()},
       {"points", sweep.plan.points.size()},
       {"segments", sweep.plan.segments.size()}});
}

}  // namespace

absl::StatusOr<Submitter::Prepared> Submitter::Prepare(
    const v1::SubmitSweepRequest& request, plan::Plan plan) {
  std::shared_ptr<const Roster> roster;
  const absl::Status copied = executor_.Decide(
      [&](absl::Time now) { roster = questions_.copies().Get(now); });
  if (!copied.ok()) return copied;
  const v1::SweepSpec& spec = request.spec();
  Prepared prepared;
  prepared.outlook.calibration = CalibrationOf(spec, plan);
  std::vector<std::int64_t> heads;
  const absl::Status looked =
      questions_.reads().Read([&](Database& database) -> absl::Status {
        heads = HeadStepsOf(database, spec, plan);
        prepared.outlook.summary =
            CostOf(database, *roster, request, plan,
                   StatesOf(database, spec, plan), heads);
        return absl::OkStatus();
      });
  if (!looked.ok()) return looked;
  prepared.sweep = std::make_shared<LargeSweep>(
      std::move(plan), spec.material().potential(), std::move(heads));
  return prepared;
}

absl::StatusOr<v1::SubmitSweepResponse> Submitter::Begin(
    const v1::SubmitSweepRequest& request, const Prepared& prepared,
    absl::Time now) {
  if (sweeps_.size() + begun_.size() >= kMostSweeps) {
    return absl::ResourceExhaustedError(absl::StrFormat(
        "the server is overloaded: %d large sweeps are being submitted: try "
        "again later",
        kMostSweeps));
  }
  auto response = coordinator_.BeginSweep(
      request, prepared.outlook, &prepared.sweep->filling, size_.most(), now);
  if (response.ok() && prepared.sweep->filling.sweep_id() != 0) {
    begun_.push_back(prepared.sweep);
  }
  return response;
}

void Submitter::Resume() {
  const auto ids = questions_.reads().Read(
      [](Database& database) -> absl::StatusOr<std::vector<std::int64_t>> {
        return SweepsBeingSubmitted(database);
      });
  if (!ids.ok()) {
    Log(Severity::kError, "sweeps being submitted not found",
        {{"error", ids.status().ToString()}});
    return;
  }
  for (const std::int64_t sweep_id : *ids) {
    pool_.Post([this, sweep_id] { ResumeSweep(sweep_id); });
  }
}

void Submitter::ResumeSweep(std::int64_t sweep_id) {
  const auto resumed = PlanAgain(sweep_id);
  if (!resumed.ok()) return GiveUp(sweep_id, resumed.status());
  Log(Severity::kInfo, "submission resumed",
      {{"sweep_id", sweep_id},
       {"points_stored", (*resumed)->filling.points_stored()},
       {"points", (*resumed)->plan.points.size()}});
  // If the server stops before, the next one does it again.
  (void)executor_.Decide(
      [this, &resumed](absl::Time) { sweeps_.push_back(*resumed); });
}

absl::StatusOr<std::shared_ptr<LargeSweep>> Submitter::PlanAgain(
    std::int64_t sweep_id) {
  v1::SweepSpec spec;
  const absl::Status read =
      questions_.reads().Read([&](Database& database) -> absl::Status {
        const auto row = FindSweep(database, sweep_id);
        if (row.has_value()) spec.ParseFromString(row->spec);
        return absl::OkStatus();
      });
  if (!read.ok()) return read;
  auto plan = plan::MakePlan(spec);
  if (!plan.ok()) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "another release of lehrd took it: %s", plan.status().message()));
  }
  std::shared_ptr<LargeSweep> sweep;
  const absl::Status known =
      questions_.reads().Read([&](Database& database) -> absl::Status {
        std::vector<std::int64_t> heads = HeadStepsOf(database, spec, *plan);
        sweep = std::make_shared<LargeSweep>(
            *std::move(plan), spec.material().potential(), std::move(heads));
        return sweep->filling.Continue(database, sweep_id);
      });
  if (!known.ok()) return known;
  return sweep;
}

void Submitter::GiveUp(std::int64_t sweep_id, const absl::Status& why) {
  Log(Severity::kError, "submission not resumed",
      {{"sweep_id", sweep_id}, {"error", std::string(why.message())}});
  if (!absl::IsFailedPrecondition(why)) return;
  v1::CancelSweepRequest request;
  request.set_sweep_id(sweep_id);
  request.set_reason(
      absl::StrFormat("its submission was interrupted: %s", why.message()));
  (void)executor_.Decide([&](absl::Time now) {
    const auto cancelled = coordinator_.CancelSweep(request, now);
    if (cancelled.ok()) return;
    Log(Severity::kError, "sweep not cancelled",
        {{"sweep_id", sweep_id}, {"error", cancelled.status().ToString()}});
  });
}

void Submitter::InTransaction(absl::Time now) {
  if (sweeps_.empty() || now < rests_until_) return;
  storing_ = std::move(sweeps_.front());
  sweeps_.pop_front();
  const absl::Status stored = StoreSlice(now);
  if (stored.ok()) return;
  // It has been cancelled, or the database cannot be written.
  if (absl::IsFailedPrecondition(stored) || absl::IsNotFound(stored)) {
    return Release(std::move(storing_));
  }
  Log(Severity::kError, "slice not stored",
      {{"sweep_id", storing_->filling.sweep_id()},
       {"error", stored.ToString()}});
  storing_->is_stale = true;
  rests_until_ = now + kRest;
}

absl::Status Submitter::StoreSlice(absl::Time now) {
  PlanFilling& filling = storing_->filling;
  if (std::exchange(storing_->is_stale, false)) {
    const absl::Status known = filling.Continue(database_, filling.sweep_id());
    if (!known.ok()) return known;
  }
  const std::size_t before = StoredOf(filling);
  const absl::Time began = SteadyNow();
  const absl::Status stored =
      coordinator_.FillSweep(&filling, size_.most(), now);
  const bool is_full =
      StoredOf(filling) - before >= static_cast<std::size_t>(size_.most());
  if (stored.ok() && is_full) size_.Learn(SteadyNow() - began);
  return stored;
}

void Submitter::AfterTransaction(const absl::Status& committed) {
  if (!committed.ok()) {
    begun_.clear();
    for (const auto& sweep : sweeps_) sweep->is_stale = true;
    if (storing_ != nullptr) storing_->is_stale = true;
    rests_until_ = SteadyNow() + kRest;
  }
  std::vector<std::shared_ptr<LargeSweep>> next = std::exchange(begun_, {});
  if (storing_ != nullptr) next.push_back(std::move(storing_));
  for (std::shared_ptr<LargeSweep>& sweep : next) {
    if (sweep->filling.has_all() && !sweep->is_stale) {
      LogStored(*sweep);
      Release(std::move(sweep));
    } else {
      sweeps_.push_back(std::move(sweep));
    }
  }
  // Otherwise the next transaction might not be begun before the next tick.
  if (!sweeps_.empty() && committed.ok() && SteadyNow() >= rests_until_) {
    executor_.Post({.run = [](absl::Time) {},
                    .done = [](const absl::Status&) {},
                    .urgency = Urgency::kLiveness});
  }
}

void Submitter::Release(std::shared_ptr<LargeSweep> sweep) {
  pool_.Post([sweep = std::move(sweep)] {});
}

}  // namespace lehr::server
