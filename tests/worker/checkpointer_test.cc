#include "worker/checkpointer.h"

#include <memory>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/channel.h"
#include "proto/support/log.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"
#include "tests/worker/scripted_server.h"
#include "worker/runner/artifact_exchange.h"

namespace lehr::worker {
namespace {

constexpr absl::Duration kLimit = absl::Seconds(20);

v1::AttemptId Id() {
  v1::AttemptId id;
  id.set_segment_id(3);
  id.set_attempt(1);
  return id;
}

v1::Lease LeaseOfIt() {
  v1::Lease lease;
  *lease.mutable_id() = Id();
  return lease;
}

class CheckpointerTest : public testing::Test {
 protected:
  void SetUp() override {
    SetLogThreshold(Severity::kError);
    ASSERT_OK(link_.Register(&calls_));
  }
  void TearDown() override { SetLogThreshold(Severity::kInfo); }

  wire::Checkpoint At(std::int64_t step) {
    wire::Checkpoint checkpoint;
    checkpoint.set_step(step);
    *checkpoint.mutable_state() =
        ToWire("state " + std::to_string(step), &cache_);
    *checkpoint.mutable_curve() =
        ToWire("curve " + std::to_string(step), &cache_);
    return checkpoint;
  }

  // What the spool would give to the next attempt.
  std::optional<v1::Checkpoint> Local() {
    v1::Lease next = lease_;
    next.mutable_id()->set_attempt(2);
    return spool_.FindNewer(next);
  }

  std::unique_ptr<Checkpointer> Make(CheckpointPacing* pacing) {
    return std::make_unique<Checkpointer>(
        lease_, &control_,
        Checkpointer::Means{.pacing = pacing,
                            .artifacts = &artifacts_,
                            .link = &link_,
                            .spool = &spool_});
  }

  const std::filesystem::path folder_ = MakeTestFolder();
  const v1::Lease lease_ = LeaseOfIt();
  ScriptedServer server_{folder_};
  ArtifactCache cache_{folder_ / "cache", 1 << 20};
  ArtifactClient artifacts_{MakeChannel(server_.address()), &cache_};
  ServerLink link_{MakeChannel(server_.address()), {}};
  Spool spool_{&cache_, std::string(16, 's'), server_.address()};
  CheckpointPacing often_{absl::ZeroDuration()};
  Calls calls_;
  AttemptControl control_{Id()};
};

TEST_F(CheckpointerTest, UploadsAndCommits) {
  const auto checkpointer = Make(&often_);
  EXPECT_TRUE(checkpointer->TakeDue());
  checkpointer->Save(At(50));
  checkpointer->Finish(kLimit);
  const auto checkpoints = server_.checkpoints();
  ASSERT_EQ(checkpoints.size(), 1U);
  EXPECT_EQ(checkpoints[0].step(), 50);
  EXPECT_EQ(server_.artifact(checkpoints[0].state_sha256()), "state 50");
  EXPECT_EQ(server_.artifact(checkpoints[0].curve_sha256()), "curve 50");
  EXPECT_GT(often_.cost(), absl::ZeroDuration());
  ASSERT_TRUE(Local().has_value());
  EXPECT_EQ(Local()->step(), 50);
}

TEST_F(CheckpointerTest, IsDueOnceEachTime) {
  CheckpointPacing seldom(absl::Hours(1));
  const auto patient = Make(&seldom);
  EXPECT_FALSE(patient->TakeDue());
  // A last one is taken whether it is due or not.
  patient->Save(At(50));
  patient->Finish(kLimit);
  EXPECT_EQ(server_.checkpoints().size(), 1U);
  EXPECT_FALSE(patient->TakeDue());

  const auto eager = Make(&often_);
  EXPECT_TRUE(eager->TakeDue());
  EXPECT_FALSE(eager->TakeDue()) << "the runner was asked";
  eager->Save(At(100));
  eager->Finish(kLimit);
  EXPECT_TRUE(eager->TakeDue());
}

TEST_F(CheckpointerTest, AStaleAttemptIsStopped) {
  server_.AnswerCheckpoints(absl::AbortedError("attempt 2 runs"));
  const auto checkpointer = Make(&often_);
  checkpointer->Save(At(50));
  checkpointer->Finish(kLimit);
  EXPECT_EQ(control_.stopped(), StopReason::kStale);
}

TEST_F(CheckpointerTest, SavesOnItsDiskWhileTheServerIsAwayAndUploadsThen) {
  server_.Stop();
  const auto checkpointer = Make(&often_);
  checkpointer->Save(At(50));
  ASSERT_TRUE(WaitUntil([&] { return Local().has_value(); }, kLimit));
  EXPECT_TRUE(control_.KeepGoing());
  // The next one is due all the same.
  ASSERT_TRUE(WaitUntil([&] { return checkpointer->TakeDue(); }, kLimit));
  checkpointer->Save(At(100));
  ASSERT_TRUE(WaitUntil([&] { return Local()->step() == 100; }, kLimit));
  server_.Start();
  // Without another one.
  ASSERT_TRUE(
      WaitUntil([&] { return !server_.checkpoints().empty(); }, kLimit));
  EXPECT_EQ(server_.checkpoints().back().step(), 100);
}

TEST_F(CheckpointerTest, LeavesBehindWhatTheServerDoesNotHave) {
  server_.Stop();
  for (const bool keep : {false, true}) {
    auto checkpointer = Make(&often_);
    checkpointer->Save(At(50));
    ASSERT_TRUE(WaitUntil([&] { return Local().has_value(); }, kLimit));
    if (keep) checkpointer->KeepLocal();
    checkpointer.reset();
    EXPECT_EQ(Local().has_value(), keep);
  }
  server_.Start();
  auto checkpointer = Make(&often_);
  checkpointer->KeepLocal();
  checkpointer->Save(At(100));
  ASSERT_TRUE(
      WaitUntil([&] { return !server_.checkpoints().empty(); }, kLimit));
  checkpointer->Finish(kLimit);
  checkpointer.reset();
  EXPECT_FALSE(Local().has_value());
}

TEST_F(CheckpointerTest, DropsWhatNobodyWaitsFor) {
  // Ends without a crash or a long wait, whatever the thread is doing.
  for (int i = 1; i < 20; ++i) Make(&often_)->Save(At(i));
}

}  // namespace
}  // namespace lehr::worker
