#include "tests/server/simulation/checked_server.h"

#include <utility>
#include <vector>

#include <absl/strings/str_format.h>

#include "proto/plan/plan.h"
#include "proto/support/version.h"
#include "server/coordinator/invariants.h"
#include "server/store/garbage.h"
#include "server/store/segment_table.h"

namespace lehr::server {
namespace {

CoordinatorOptions Options() {
  return {.time_to_live = CheckedServer::kTimeToLive};
}

}  // namespace

absl::Status DropAllGarbage(Database& database, Coordinator& coordinator,
                            absl::Time before) {
  const Garbage found = FindGarbage(database, before);
  absl::Status status = coordinator.DropCheckpoints(found.paths);
  for (const auto* gone : {&found.checkpoints, &found.unreferenced}) {
    status.Update(coordinator.DropArtifacts(
        std::vector<std::string>(gone->begin(), gone->end()), before));
  }
  return status;
}

CheckedServer::CheckedServer(Database* database, bool has_model, absl::Time now)
    : database_(*database) {
  if (has_model) model_.emplace(kTimeToLive);
  Restart(now);
}

void CheckedServer::Begin() {
  model_before_ = model_;
  database_.Begin();
}

absl::Status CheckedServer::Commit(absl::Time now) {
  const absl::Status committed = database_.Commit();
  if (committed.ok()) {
    Check();
    return committed;
  }
  // As SerialExecutor does.
  model_ = std::move(model_before_);
  const absl::Status recovered = coordinator_->Recover(now);
  if (!recovered.ok()) Complain(recovered.ToString());
  if (model_.has_value()) model_->Hear(coordinator_->roster());
  changes_seen_ = -1;
  Check();
  return committed;
}

void CheckedServer::Lose() {
  database_.Rollback();
  model_ = std::move(model_before_);
}

void CheckedServer::Restart(absl::Time now) {
  coordinator_.emplace(&database_, Options());
  HoldStates(holds_states_);
  const absl::Status recovered = coordinator_->Recover(now);
  if (!recovered.ok()) Complain(recovered.ToString());
  if (model_.has_value()) model_->Restart(now);
  changes_seen_ = -1;
  Check();
}

absl::StatusOr<v1::SubmitSweepResponse> CheckedServer::Submit(
    const v1::SubmitSweepRequest& request, absl::Time now) {
  const auto plan = plan::MakePlan(request.spec());
  if (!plan.ok()) return plan.status();
  auto response = coordinator_->SubmitSweep(request, *plan, now);
  if (model_.has_value()) {
    Expect("submit", model_->Submit(request), response.status());
    if (response.ok()) {
      std::vector<std::int64_t> ids;
      for (const plan::PlannedSegment& segment : plan->segments) {
        ids.push_back(FindSegmentByKey(database_, segment.key).id);
      }
      model_->AddSweep(request, *plan, response->sweep_id(), ids);
    }
  }
  Check();
  return response;
}

absl::Status CheckedServer::Cancel(std::int64_t sweep_id, absl::Time now) {
  const std::set<AttemptKey> before = WantedElsewhere(sweep_id);
  v1::CancelSweepRequest request;
  request.set_sweep_id(sweep_id);
  const absl::Status status = coordinator_->CancelSweep(request, now).status();
  if (model_.has_value()) Expect("cancel", model_->Cancel(sweep_id), status);
  if (WantedElsewhere(sweep_id) != before) {
    Complain(absl::StrFormat(
        "cancelling sweep %d stopped what another sweep wants", sweep_id));
  }
  Check();
  return status;
}

absl::Status CheckedServer::Retry(std::int64_t sweep_id, absl::Time now) {
  v1::RetrySegmentsRequest request;
  request.set_sweep_id(sweep_id);
  const absl::Status status =
      coordinator_->RetrySegments(request, now).status();
  if (model_.has_value()) Expect("retry", model_->Retry(sweep_id), status);
  Check();
  return status;
}

absl::Status CheckedServer::Pause(std::int64_t sweep_id, absl::Time now) {
  v1::PauseSweepRequest request;
  request.set_sweep_id(sweep_id);
  request.set_reason("for a while");
  const absl::Status status = coordinator_->PauseSweep(request, now).status();
  if (model_.has_value()) Expect("pause", model_->Pause(sweep_id), status);
  Check();
  return status;
}

absl::Status CheckedServer::Resume(std::int64_t sweep_id, absl::Time now) {
  v1::ResumeSweepRequest request;
  request.set_sweep_id(sweep_id);
  const absl::Status status = coordinator_->ResumeSweep(request, now).status();
  if (model_.has_value()) Expect("resume", model_->Resume(sweep_id), status);
  Check();
  return status;
}

absl::Status CheckedServer::Register(const std::string& session,
                                     absl::Time now) {
  v1::RegisterWorkerRequest request;
  request.set_session(session);
  request.set_name(session);
  request.set_threads(2);
  request.set_numerics_version(kNumericsVersion);
  const absl::Status status =
      coordinator_->RegisterWorker(request, now).status();
  if (model_.has_value()) {
    Expect("register", absl::StatusCode::kOk, status);
    model_->Register(session, now);
  }
  Check();
  return status;
}

absl::StatusOr<v1::LeaseSegmentResponse> CheckedServer::Lease(
    const v1::LeaseSegmentRequest& request, absl::Time now) {
  coordinator_->Hear(request.session(), now);
  const bool gets_nothing = GetsNothing(request.session(), now);
  const std::int64_t before = CountAttempts();
  auto response = coordinator_->LeaseSegment(request, now);
  const bool is_new = CountAttempts() != before;
  if (is_new && gets_nothing) {
    Complain("lease: a worker that is to get nothing got something");
  }
  if (is_new && holds_states_ && response->lease().work().has_advance()) {
    Complain("lease: a state is to be written to a disk that is nearly full");
  }
  if (model_.has_value()) {
    const bool has_lease = response.ok() && response->has_lease();
    const std::string wrong = model_->Lease(
        request, response.status().code(),
        has_lease ? &response->lease() : nullptr, gets_nothing, now);
    if (!wrong.empty()) Complain("lease: " + wrong);
  }
  Check();
  return response;
}

absl::Status CheckedServer::Drain(const std::string& name, absl::Time now) {
  v1::DrainWorkersRequest request;
  request.set_worker(name);
  const absl::Status status = coordinator_->DrainWorkers(request, now).status();
  Check();
  return status;
}

absl::StatusOr<v1::HeartbeatResponse> CheckedServer::Heartbeat(
    const v1::HeartbeatRequest& request, absl::Time now) {
  auto response = coordinator_->Heartbeat(request, now);
  if (model_.has_value()) {
    std::set<AttemptKey> expected;
    Expect("heartbeat", model_->Heartbeat(request, now, &expected),
           response.status());
    std::set<AttemptKey> found;
    if (response.ok()) {
      for (const v1::AttemptId& id : response->stop()) {
        found.emplace(id.segment_id(), id.attempt());
      }
    }
    if (found != expected) {
      Complain(absl::StrFormat(
          "heartbeat: expected %d attempts to be stopped, found %d",
          expected.size(), found.size()));
    }
  }
  Check();
  return response;
}

absl::Status CheckedServer::Upload(const std::string& sha256, absl::Time now) {
  const absl::Status status = coordinator_->AddArtifact(sha256, 10, now);
  Check();
  return status;
}

absl::Status CheckedServer::Checkpoint(
    const v1::CommitCheckpointRequest& request, absl::Time now) {
  const bool uploaded = Has(request.checkpoint().state_sha256());
  const absl::Status status =
      coordinator_->CommitCheckpoint(request, now).status();
  if (model_.has_value()) {
    Expect("checkpoint", model_->Checkpoint(request, uploaded, now), status);
  }
  Check();
  return status;
}

absl::Status CheckedServer::Complete(const v1::CompleteAttemptRequest& request,
                                     absl::Time now) {
  const bool uploaded =
      Has(request.end_state_sha256()) && Has(request.curve_sha256());
  const absl::Status status =
      coordinator_->CompleteAttempt(request, now).status();
  if (model_.has_value()) {
    Expect("complete", model_->Complete(request, uploaded), status);
  }
  Check();
  return status;
}

absl::Status CheckedServer::End(const v1::EndAttemptRequest& request,
                                absl::Time now) {
  const absl::Status status = coordinator_->EndAttempt(request, now).status();
  if (model_.has_value()) Expect("end", model_->End(request, now), status);
  Check();
  return status;
}

absl::Status CheckedServer::Expire(absl::Time now) {
  const absl::Status status = coordinator_->ExpireLeases(now);
  if (model_.has_value()) {
    Expect("expire", absl::StatusCode::kOk, status);
    model_->Expire(now);
  }
  Check();
  return status;
}

absl::Status CheckedServer::CollectGarbage(absl::Time now) {
  const absl::Status status =
      DropAllGarbage(database_, *coordinator_, now - kGarbageGrace);
  Check();
  return status;
}

absl::StatusOr<v1::ExtendSweepResponse> CheckedServer::Extend(
    const v1::ExtendSweepRequest& request, absl::Time now) {
  const auto plan = plan::MakePlan(request.spec());
  if (!plan.ok()) return plan.status();
  auto response = coordinator_->ExtendSweep(request, *plan, now);
  Check();
  return response;
}

absl::StatusOr<ArtifactLoss> CheckedServer::LoseFile(const std::string& sha256,
                                                     bool wanted,
                                                     absl::Time now) {
  auto loss = coordinator_->LoseArtifact(sha256, wanted, now);
  Check();
  return loss;
}

void CheckedServer::HoldStates(bool hold) {
  holds_states_ = hold;
  coordinator_->HoldStates(hold ? "the disk is nearly full" : "");
}

void CheckedServer::Complain(const std::string& what) {
  if (complaint_.empty()) complaint_ = what;
}

void CheckedServer::Expect(const char* event, absl::StatusCode expected,
                           const absl::Status& found) {
  if (found.code() == expected) return;
  Complain(absl::StrFormat("%s: expected %s, found %s", event,
                           absl::StatusCodeToString(expected),
                           found.ToString()));
}

bool CheckedServer::GetsNothing(std::string_view session,
                                absl::Time now) const {
  const auto member = coordinator_->roster().members().find(session);
  return member != coordinator_->roster().members().end() &&
         (member->second.draining || !coordinator_->roster()
                                          .hosts()
                                          .WhyAside(member->second.host, now)
                                          .empty());
}

std::int64_t CheckedServer::CountAttempts() {
  Statement row = database_.Query("SELECT COUNT(*) FROM attempts");
  return row.Step() ? row.Int(0) : 0;
}

bool CheckedServer::Has(const std::string& sha256) {
  if (sha256.empty()) return true;
  const auto has = coordinator_->HasArtifact(sha256);
  return has.ok() && *has;
}

void CheckedServer::Check() {
  if (!complaint_.empty() || !database_.status().ok()) return;
  std::int64_t changes = 0;
  {
    Statement row = database_.Query("SELECT total_changes()");
    if (row.Step()) changes = row.Int(0);
  }
  if (changes == changes_seen_) return;
  // What is written behind is written before a commit, and now and then in
  // between, so that one commit also has what several events changed.
  if (database_.in_transaction() && changes % 2 == 1) return;
  database_.WritePending();
  changes_seen_ = changes;
  const absl::Status kept = CheckInvariants(database_);
  if (!kept.ok()) return Complain(std::string(kept.message()));
  {
    Statement row = database_.Query("SELECT min(segment_id) FROM divergences");
    if (row.Step() && !row.IsNull(0)) {
      Complain(absl::StrFormat(
          "segment %d has a divergence, though all workers compute alike",
          row.Int(0)));
    }
  }
  if (!model_.has_value()) return;
  const std::string difference = model_->Compare(database_);
  if (!difference.empty()) Complain("model: " + difference);
}

std::set<AttemptKey> CheckedServer::WantedElsewhere(std::int64_t sweep_id) {
  std::set<AttemptKey> wanted;
  Statement row = database_.Query(R"sql(
      SELECT DISTINCT attempts.segment_id, attempts.attempt
      FROM attempts
      JOIN segments USING (segment_id)
      JOIN sweep_segments USING (segment_id)
      JOIN sweeps USING (sweep_id)
      WHERE attempts.state = 'RUNNING' AND segments.state = 'LEASED'
        AND sweeps.state = 'RUNNING' AND sweeps.sweep_id <> ?1)sql",
                                  sweep_id);
  while (row.Step()) {
    wanted.emplace(row.Int(0), static_cast<int>(row.Int(1)));
  }
  return wanted;
}

}  // namespace lehr::server
