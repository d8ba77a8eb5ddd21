// The server's deciding thread on a disk that fails: whatever call is refused,
// and wherever the power goes, nothing that was answered is lost, and the work
// comes to its end.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/plan/plan.h"
#include "proto/support/log.h"
#include "proto/support/version.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/invariants.h"
#include "server/service/serial_executor.h"
#include "server/store/database.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/server/simulation/checked_server.h"
#include "tests/server/simulation/history.h"
#include "tests/server/simulation/sweep_family.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

namespace fs = std::filesystem;
using Fault = FaultVfs::Fault;

constexpr char kSession[] = "worker.........1";
constexpr int kTries = 100;  // of a call that is refused

// Process is what lehrd is between its start and its end, without a network.
class Process {
 public:
  explicit Process(std::unique_ptr<Database> database)
      : database_(std::move(database)),
        coordinator_(database_.get(), {}),
        executor_(database_.get(), &coordinator_) {
    executor_.OnSyncFailure([this] { has_given_up_ = true; });
  }

  absl::Status Start() {
    const absl::Status recovered = coordinator_.Recover(absl::Now());
    if (recovered.ok()) executor_.Start();
    return recovered;
  }

  // One call: decided, on disk, answered.
  absl::Status Call(
      const std::function<absl::Status(Coordinator&, absl::Time)>& decide) {
    absl::Status decided;
    const absl::Status committed = executor_.Decide(
        [&](absl::Time now) { decided = decide(coordinator_, now); });
    return committed.ok() ? decided : committed;
  }

  bool has_given_up() const { return has_given_up_; }
  // On the deciding thread.
  Database& database() { return *database_; }

 private:
  std::unique_ptr<Database> database_;
  Coordinator coordinator_;
  SerialExecutor executor_;
  std::atomic<bool> has_given_up_ = false;
};

class DiskFaultsTest : public testing::Test {
 protected:
  DiskFaultsTest() {
    // Thousands of errors that are wanted.
    SetLogThreshold(static_cast<Severity>(100));
    // Migrating is looked at on its own.
    EXPECT_OK(Database::Open(folder_ / "empty.db"));
  }
  ~DiskFaultsTest() override { SetLogThreshold(Severity::kInfo); }

  fs::path Path() const { return folder_ / "lehr.db"; }

  // A new disk, with an empty database.
  void Reset() {
    process_.reset();
    for (const char* tail : {"", "-wal", "-shm", "-journal"}) {
      fs::remove(Path().string() + tail);
    }
    fs::copy_file(folder_ / "empty.db", Path());
    history_ = History();
    sequence_ = 0;
  }

  // As a new process of lehrd. False if it cannot start.
  bool StartProcess() {
    process_.reset();
    auto database = Database::Open(Path());
    if (!database.ok()) return false;
    process_ = std::make_unique<Process>(*std::move(database));
    if (process_->Start().ok()) return true;
    process_.reset();
    return false;
  }

  // Calls until it is answered; a server that has ended is started again. False
  // if the power is gone.
  bool Call(const std::function<absl::Status(Coordinator&, absl::Time)>& decide,
            absl::StatusCode expected = absl::StatusCode::kOk) {
    absl::Status status;
    for (int i = 0; i < kTries; ++i) {
      if (vfs_.is_cut()) return false;
      if (process_ == nullptr || process_->has_given_up()) {
        if (!StartProcess()) continue;
      }
      status = process_->Call(decide);
      if (vfs_.is_cut()) return false;
      if (status.code() == expected) return true;
    }
    ADD_FAILURE() << status;
    return false;
  }

  // All of a sweep's life; each step remembers what it was answered. False if
  // the power is gone.
  bool PlayAll() {
    return Upload(TestPotentialSha256()) && Submit("a", 4) && Register() &&
           Submit("b", 0) && Cancel("b") && Work() && CollectGarbage();
  }

  bool Upload(const std::string& sha256) {
    return Call([&](Coordinator& coordinator, absl::Time now) {
      return coordinator.AddArtifact(sha256, 10, now);
    });
  }

  bool Submit(const std::string& request_id, int family) {
    const auto request = SubmissionOf(family, 0, request_id, 0);
    const auto plan = plan::MakePlan(request.spec());
    absl::StatusOr<v1::SubmitSweepResponse> response;
    if (!Call([&](Coordinator& coordinator, absl::Time now) {
          response = coordinator.SubmitSweep(request, *plan, now);
          return response.status();
        })) {
      return false;
    }
    history_.Submitted(request_id, response->sweep_id());
    sweep_ids_[request_id] = response->sweep_id();
    return true;
  }

  bool Cancel(const std::string& request_id) {
    v1::CancelSweepRequest request;
    request.set_sweep_id(sweep_ids_[request_id]);
    if (!Call([&](Coordinator& coordinator, absl::Time now) {
          return coordinator.CancelSweep(request, now).status();
        })) {
      return false;
    }
    history_.Cancelled(request.sweep_id());
    return true;
  }

  bool Register() {
    v1::RegisterWorkerRequest request;
    request.set_session(kSession);
    request.set_name("worker");
    request.set_numerics_version(kNumericsVersion);
    return Call([&](Coordinator& coordinator, absl::Time now) {
      return coordinator.RegisterWorker(request, now).status();
    });
  }

  bool Work() {
    for (;;) {
      v1::LeaseSegmentRequest request;
      request.set_session(kSession);
      request.set_sequence(++sequence_);
      absl::StatusOr<v1::LeaseSegmentResponse> response;
      if (!Call([&](Coordinator& coordinator, absl::Time now) {
            response = coordinator.LeaseSegment(request, now);
            return response.status();
          })) {
        return false;
      }
      if (!response->has_lease()) return true;
      const v1::Lease& lease = response->lease();
      history_.Leased({lease.id().segment_id(), lease.id().attempt()},
                      kSession);
      if (!Checkpoint(lease) || !Complete(lease)) return false;
    }
  }

  bool Checkpoint(const v1::Lease& lease) {
    v1::CommitCheckpointRequest request;
    request.set_session(kSession);
    *request.mutable_id() = lease.id();
    request.mutable_checkpoint()->set_step(7);
    request.mutable_checkpoint()->set_state_sha256(CheckpointStateOf(lease, 7));
    if (!Upload(request.checkpoint().state_sha256()) ||
        !Call([&](Coordinator& coordinator, absl::Time now) {
          return coordinator.CommitCheckpoint(request, now).status();
        })) {
      return false;
    }
    history_.Checkpointed(lease.id().segment_id(), 7);
    return true;
  }

  bool Complete(const v1::Lease& lease) {
    v1::CompleteAttemptRequest request = ResultOf(lease);
    request.set_session(kSession);
    for (const std::string& sha256 :
         {request.end_state_sha256(), request.curve_sha256()}) {
      if (!sha256.empty() && !Upload(sha256)) return false;
    }
    if (!Call([&](Coordinator& coordinator, absl::Time now) {
          return coordinator.CompleteAttempt(request, now).status();
        })) {
      return false;
    }
    history_.Completed(lease.id().segment_id(), request.end_state_sha256());
    return true;
  }

  bool CollectGarbage() {
    return Call([&](Coordinator& coordinator, absl::Time now) {
      return DropAllGarbage(process_->database(), coordinator,
                            now + kGarbageGrace);
    });
  }

  // What a new process finds on the disk.
  void CheckDisk() {
    process_.reset();
    vfs_.Heal();
    auto database = Database::Open(Path());
    ASSERT_OK(database);
    Statement row = (*database)->Query("PRAGMA integrity_check");
    ASSERT_TRUE(row.Step());
    EXPECT_EQ(row.Text(0), "ok");
    EXPECT_OK(CheckInvariants(**database));
    EXPECT_EQ(history_.Check(**database), "");
  }

  void CheckThatAllIsDone() {
    auto database = Database::Open(Path());
    ASSERT_OK(database);
    Statement row = (*database)->Query(
        "SELECT group_concat(state, ' ') FROM (SELECT state FROM sweeps ORDER "
        "BY sweep_id)");
    ASSERT_TRUE(row.Step());
    EXPECT_EQ(row.Text(0), "DONE CANCELLED");
  }

  // The whole life with the n-th call refused, for n = 1, 1 + stride, .. until
  // there is no n-th call any more. Returns the last n.
  int FailEachCall(int count, Fault fault, int stride) {
    for (int n = 1;; n += stride) {
      SCOPED_TRACE(absl::StrCat("call ", n, " of ", count));
      Reset();
      vfs_.FailAt(n, count, fault);
      EXPECT_TRUE(PlayAll());
      const bool was_reached = vfs_.calls() >= n;
      CheckDisk();
      CheckThatAllIsDone();
      if (HasFailure() || !was_reached) return n;
    }
  }

  const fs::path folder_ = MakeTestFolder();
  FaultVfs vfs_;
  std::unique_ptr<Process> process_;
  History history_;
  std::int64_t sequence_ = 0;
  std::map<std::string, std::int64_t> sweep_ids_;
};

TEST_F(DiskFaultsTest, OneRefusedCallIsAnErrorAndNothingIsLost) {
  EXPECT_GT(FailEachCall(1, Fault::kIoError, 1), 100);
}

TEST_F(DiskFaultsTest, ADiskThatFailsForAWhileStopsNothingForGood) {
  EXPECT_GT(FailEachCall(20, Fault::kIoError, 7), 100);
}

TEST_F(DiskFaultsTest, AFullDiskLosesNothingAndTheServerGoesOnWhenThereIsRoom) {
  EXPECT_GT(FailEachCall(20, Fault::kFull, 3), 100);
}

TEST_F(DiskFaultsTest, WhereverThePowerGoesAllThatWasAnsweredIsThere) {
  for (int n = 1;; n += 2) {
    SCOPED_TRACE(absl::StrCat("cut after write ", n));
    Reset();
    vfs_.CutPowerAfter(n);
    const bool has_finished = PlayAll();
    process_.reset();
    vfs_.RestorePower(static_cast<std::uint64_t>(n));
    CheckDisk();
    // The worker asks its last question once more.
    if (!has_finished) {
      sequence_ = std::max<std::int64_t>(sequence_ - 1, 0);
      EXPECT_TRUE(PlayAll());
    }
    CheckDisk();
    CheckThatAllIsDone();
    if (HasFailure()) return;
    if (has_finished) {
      EXPECT_GT(n, 100);
      return;
    }
  }
}

TEST_F(DiskFaultsTest, AMigrationThatIsRefusedOrCutOffIsMadeTheNextTime) {
  for (int n = 1;; n += 3) {
    SCOPED_TRACE(absl::StrCat("call ", n));
    const bool cut = n % 2 == 0;
    fs::remove(Path());
    if (cut) {
      vfs_.CutPowerAfter(n);
    } else {
      vfs_.FailAt(n, 1, Fault::kIoError);
    }
    { const auto refused = Database::Open(Path()); }
    const bool has_failed = vfs_.has_failed();
    if (cut) vfs_.RestorePower(static_cast<std::uint64_t>(n));
    vfs_.Heal();
    const auto database = Database::Open(Path());
    ASSERT_OK(database);
    EXPECT_OK(CheckInvariants(**database));
    if (!has_failed) return;
  }
}

TEST_F(DiskFaultsTest, ADiskThatRefusesToSyncEndsTheServer) {
  Reset();
  ASSERT_TRUE(StartProcess());
  ASSERT_TRUE(Upload(std::string(32, 'a')));
  const auto upload = [](Coordinator& coordinator, absl::Time now) {
    return coordinator.AddArtifact(std::string(32, 'b'), 10, now);
  };
  // Its call is one of the next few.
  for (int n = 1; !process_->has_given_up() && n < 30; ++n) {
    vfs_.FailAt(n, 1, Fault::kIoError);
    process_->Call(upload).IgnoreError();
  }
  EXPECT_TRUE(process_->has_given_up());
  vfs_.Heal();
  EXPECT_THAT(process_->Call(upload), StatusIs(absl::StatusCode::kUnavailable,
                                               testing::HasSubstr("disk")));
}

}  // namespace
}  // namespace lehr::server
