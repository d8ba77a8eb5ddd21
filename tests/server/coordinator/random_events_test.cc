// Long sequences of events in random order, from fixed seeds. Whatever happens,
// the invariants hold, nothing that was acknowledged is lost, and in the end
// everything that is wanted is done.

#include <array>
#include <map>
#include <memory>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/plan/curves_read.h"
#include "proto/support/sha256.h"
#include "server/coordinator/coordinator.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

class RandomEventsTest : public CoordinatorTest,
                         public testing::WithParamInterface<int> {
 protected:
  struct Worker {
    std::string session;
    std::vector<v1::Lease> leases;
  };

  int Roll(int sides) {
    return std::uniform_int_distribution<int>(0, sides - 1)(random_);
  }

  void Step() {
    Worker& worker = workers_[static_cast<std::size_t>(Roll(3))];
    switch (Roll(15)) {
      case 0:
        SubmitOne();
        break;
      case 1:
        if (Roll(4) == 0) CancelOne();
        break;
      case 2:
        now_ += absl::Seconds(Roll(20));
        break;
      case 3:
        EXPECT_OK(coordinator_->ExpireLeases(now_));
        break;
      case 4:
        if (Roll(4) == 0) RestartAll();
        break;
      case 5:
        Beat(worker);
        break;
      case 6:
        PauseOrResumeOne();
        break;
      case 7:
      case 8:
        Ask(worker);
        break;
      case 9:
        if (Roll(3) == 0) LoseOne();
        break;
      case 10:
        FillOne();
        break;
      default:
        End(worker);
    }
  }

  void SubmitOne() {
    const std::string request_id = std::to_string(Roll(6));
    audit_fraction_ = Roll(2) == 0 ? 0.3 : 0;
    recompute_ = Roll(6) == 0;
    std::string text = std::array{kAnnealed, kPulled, kMeasured,
                                  kCompared}[static_cast<std::size_t>(Roll(4))];
    if (Roll(3) == 0) text += "settings { record_ps: 0.01 }";
    if (Roll(2) == 0) return BeginOne(text, request_id);
    const auto response = TrySubmit(text, request_id, Roll(3));
    if (response.ok()) {
      ids_.push_back(response->sweep_id());
    } else {
      EXPECT_EQ(response.status().code(), absl::StatusCode::kAlreadyExists);
    }
  }

  // In slices.
  void BeginOne(const std::string& text, const std::string& request_id) {
    auto sweep = TryBegin(text, request_id, 1 + Roll(5), Roll(3));
    if (!sweep.ok()) {
      EXPECT_EQ(sweep.status().code(), absl::StatusCode::kAlreadyExists);
    } else if ((*sweep)->filling->sweep_id() != 0) {
      ids_.push_back((*sweep)->filling->sweep_id());
      filling_.push_back(*std::move(sweep));
    }
  }

  void FillOne() {
    if (filling_.empty()) return;
    const auto chosen =
        filling_.begin() + Roll(static_cast<int>(filling_.size()));
    PlanFilling& filling = *(*chosen)->filling;
    if (!filling.has_all()) {
      const absl::Status filled =
          coordinator_->FillSweep(&filling, 1 + Roll(5), now_);
      ExpectDoneOrTooLate(filled);
      if (filled.ok() && !filling.has_all()) return;
    }
    filling_.erase(chosen);
  }

  // What was being submitted is gone on with.
  void RestartAll() {
    Restart();
    for (const auto& sweep : filling_) {
      PlanFilling& filling = *sweep->filling;
      if (filling.has_all()) continue;
      EXPECT_OK(filling.Continue(*database_, filling.sweep_id()));
    }
  }

  std::int64_t AnySweep() {
    return ids_[static_cast<std::size_t>(Roll(static_cast<int>(ids_.size())))];
  }

  void CancelOne() {
    if (ids_.empty()) return;
    v1::CancelSweepRequest request;
    request.set_sweep_id(AnySweep());
    const std::set<std::int64_t> running = RunningForOthers(request.sweep_id());
    ExpectDoneOrTooLate(coordinator_->CancelSweep(request, now_).status());
    EXPECT_EQ(RunningForOthers(request.sweep_id()), running);
  }

  // Attempts' segments that a sweep other than this one wants, paused or not.
  std::set<std::int64_t> RunningForOthers(std::int64_t sweep_id) {
    std::set<std::int64_t> ids;
    Statement row = database_->Query(R"sql(
        SELECT attempts.segment_id
        FROM attempts
        JOIN segments USING (segment_id)
        JOIN sweep_segments USING (segment_id)
        JOIN sweeps USING (sweep_id)
        WHERE attempts.state = 'RUNNING' AND segments.state = 'LEASED'
          AND sweeps.state = 'RUNNING' AND sweep_id <> ?1)sql",
                                     sweep_id);
    while (row.Step()) ids.insert(row.Int(0));
    return ids;
  }

  void PauseOrResumeOne() {
    if (ids_.empty()) return;
    if (Roll(2) == 0) {
      v1::PauseSweepRequest request;
      request.set_sweep_id(AnySweep());
      request.set_finish_running(Roll(2) == 0);
      ExpectDoneOrTooLate(coordinator_->PauseSweep(request, now_).status());
    } else {
      Resume(AnySweep());
    }
  }

  void Resume(std::int64_t sweep_id) {
    v1::ResumeSweepRequest request;
    request.set_sweep_id(sweep_id);
    ExpectDoneOrTooLate(coordinator_->ResumeSweep(request, now_).status());
  }

  static void ExpectDoneOrTooLate(const absl::Status& status) {
    EXPECT_TRUE(status.ok() ||
                status.code() == absl::StatusCode::kFailedPrecondition)
        << status;
  }

  void Beat(Worker& worker) {
    v1::HeartbeatRequest request;
    request.set_session(worker.session);
    for (const v1::Lease& lease : worker.leases) {
      *request.add_progress()->mutable_id() = lease.id();
    }
    const auto response = coordinator_->Heartbeat(request, now_);
    if (!response.ok()) {
      EXPECT_EQ(response.status().code(), absl::StatusCode::kNotFound);
      Register(worker.session);
      return;
    }
    // A worker may also overlook what it is told.
    if (Roll(2) == 0) return;
    for (const v1::AttemptId& id : response->hand_back()) {
      CheckThatOnlyPausedSweepsWant(id.segment_id());
    }
    for (const v1::AttemptId& stop : response->stop()) {
      std::erase_if(worker.leases, [&](const v1::Lease& lease) {
        return lease.id().segment_id() == stop.segment_id() &&
               lease.id().attempt() == stop.attempt();
      });
    }
  }

  void CheckThatOnlyPausedSweepsWant(std::int64_t segment_id) {
    Statement row = database_->Query(R"sql(
        SELECT COUNT(*)
        FROM sweep_segments JOIN sweeps USING (sweep_id)
        JOIN segments USING (segment_id)
        WHERE segment_id = ?1 AND sweeps.state = 'RUNNING'
          AND pause_reason IS NULL AND segments.state <> 'DONE')sql",
                                     segment_id);
    ASSERT_TRUE(row.Step());
    EXPECT_EQ(row.Int(0), 0);
  }

  void Ask(Worker& worker) {
    const auto response =
        TryLease(worker.session, ++sequences_[worker.session]);
    if (!response.ok()) {
      EXPECT_EQ(response.status().code(), absl::StatusCode::kNotFound);
      Register(worker.session);
      return;
    }
    if (!response->has_lease()) return;
    CheckInputs(response->lease());
    if (Roll(10) == 0) return;  // the lease is forgotten
    worker.leases.push_back(response->lease());
  }

  // A measurement gets all the curves that it reads, and the state that it
  // compares with.
  static void CheckInputs(const v1::Lease& lease) {
    EXPECT_EQ(lease.curve_sha256s_size(),
              plan::CurvesRead(lease.work().measurement()))
        << lease.label();
    for (const std::string& curve : lease.curve_sha256s()) {
      EXPECT_EQ(curve.size(), kSha256Bytes) << lease.label();
    }
    EXPECT_EQ(lease.reference_state_sha256().size(),
              lease.work().measurement().has_local_strain() ? kSha256Bytes : 0)
        << lease.label();
  }

  // A file that something refers to is found missing.
  void LoseOne() {
    std::vector<std::string> known;
    {
      Statement row = database_->Query(R"sql(
          SELECT sha256
          FROM artifacts
          WHERE sha256 <> ?1
          ORDER BY sha256)sql",
                                       Blob{TestPotentialSha256()});
      while (row.Step()) known.push_back(row.Bytes(0));
    }
    if (known.empty()) return;
    const auto loss = coordinator_->LoseArtifact(
        known[static_cast<std::size_t>(Roll(static_cast<int>(known.size())))],
        Roll(2) == 0, now_);
    ASSERT_OK(loss);
    for (const std::int64_t segment_id : loss->reopened) {
      done_.erase(segment_id);
    }
  }

  // What is kept of a failure, if anything.
  std::string StateBeforeFailure() {
    if (Roll(2) == 0) return "";
    const std::string sha256 = Sha256Of("failed" + std::to_string(Roll(5)));
    AddArtifact(sha256);
    return sha256;
  }

  void End(Worker& worker) {
    if (worker.leases.empty()) return;
    const v1::Lease lease = worker.leases.back();
    if (Roll(3) > 0) worker.leases.pop_back();  // else it will be repeated
    absl::Status status;
    switch (Roll(8)) {
      case 0:
        status = Fail(worker.session, lease, absl::StatusCode::kUnavailable,
                      "away", StateBeforeFailure());
        break;
      case 1:
        status = Return(worker.session, lease);
        break;
      case 2:
        status = Checkpoint(worker.session, lease, Roll(100));
        break;
      case 3:
        if (Roll(5) == 0) {
          status = Fail(worker.session, lease, absl::StatusCode::kOutOfRange,
                        "atom lost", StateBeforeFailure());
        }
        break;
      default:
        status = Complete(worker.session, lease);
        if (status.ok()) done_[lease.id().segment_id()] = ResultOf(lease);
    }
    EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kAborted)
        << status;
  }

  void CheckThatNothingIsLost() {
    for (const auto& [segment_id, result] : done_) {
      Statement row = database_->Query(R"sql(
          SELECT state, end_state_sha256
          FROM segments
          WHERE segment_id = ?1)sql",
                                       segment_id);
      ASSERT_TRUE(row.Step());
      EXPECT_EQ(row.Text(0), "DONE");
      EXPECT_EQ(row.Bytes(1), result.end_state_sha256());
    }
  }

  std::mt19937 random_{static_cast<unsigned>(GetParam())};
  std::vector<Worker> workers_;
  std::vector<std::int64_t> ids_;
  std::vector<std::unique_ptr<LargeSweep>> filling_;
  std::map<std::int64_t, v1::CompleteAttemptRequest> done_;
};

TEST_P(RandomEventsTest, KeepTheInvariantsAndAllResults) {
  for (const char* name : {"u", "v", "w"}) {
    workers_.push_back({.session = Register(name), .leases = {}});
  }
  for (int i = 0; i < 400; ++i) {
    Step();
    Check();
    if (HasFailure()) FAIL() << "after event " << i;
  }
  CheckThatNothingIsLost();
  // Then all is quiet, and one worker does what is left.
  while (!filling_.empty()) FillOne();
  for (const std::int64_t id : ids_) Resume(id);
  const std::string last = Register("last");
  for (int i = 0; i < 50; ++i) {
    now_ += absl::Minutes(10);
    Heartbeat(last, {});
    ASSERT_OK(coordinator_->ExpireLeases(now_));
    WorkThrough(last);
  }
  Check();
  for (const std::int64_t id : ids_) {
    EXPECT_NE(SweepOf(id).state(), v1::SWEEP_STATE_RUNNING) << id;
  }
  Statement divergences = database_->Query("SELECT COUNT(*) FROM divergences");
  ASSERT_TRUE(divergences.Step());
  EXPECT_EQ(divergences.Int(0), 0);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomEventsTest, testing::Range(1, 13));

}  // namespace
}  // namespace lehr::server
