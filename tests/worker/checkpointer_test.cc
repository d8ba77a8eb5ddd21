#include "worker/checkpointer.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lehr/md/state_file.h"
#include "proto/support/channel.h"
#include "proto/support/log.h"
#include "tests/support/program.h"
#include "tests/worker/scripted_server.h"

namespace lehr::worker {
namespace {

constexpr absl::Duration kLimit = absl::Seconds(20);

v1::AttemptId Id() {
  v1::AttemptId id;
  id.set_segment_id(3);
  id.set_attempt(1);
  return id;
}

Snapshot SnapshotAt(std::int64_t step) {
  Snapshot snapshot;
  snapshot.step = step;
  snapshot.state.elements = {"Cu"};
  snapshot.state.masses = {63.546};
  snapshot.state.box.lengths = {10, 10, 10};
  snapshot.state.atoms.species = {0};
  snapshot.state.atoms.positions = {{1, 2, 3}};
  snapshot.state.atoms.velocities.resize(1);
  snapshot.state.atoms.images.resize(1);
  snapshot.state.law_step = step;
  snapshot.curve.add_columns()->set_name("step");
  return snapshot;
}

class CheckpointerTest : public testing::Test {
 protected:
  void SetUp() override {
    SetLogThreshold(Severity::kError);
    ASSERT_TRUE(link_.Register(&calls_).ok());
  }
  void TearDown() override { SetLogThreshold(Severity::kInfo); }

  const std::filesystem::path folder_ = MakeTestFolder();
  ScriptedServer server_{folder_};
  ArtifactCache cache_{folder_ / "cache", 0};
  ArtifactClient artifacts_{MakeChannel(server_.address()), &cache_};
  ServerLink link_{MakeChannel(server_.address()), {}};
  Calls calls_;
  AttemptControl control_{Id()};
};

TEST_F(CheckpointerTest, UploadsAndCommits) {
  Checkpointer checkpointer(absl::ZeroDuration(), &control_, &artifacts_,
                            &link_);
  EXPECT_TRUE(checkpointer.Due());
  checkpointer.Save(SnapshotAt(50));
  checkpointer.Finish(kLimit);
  const auto checkpoints = server_.checkpoints();
  ASSERT_EQ(checkpoints.size(), 1U);
  EXPECT_EQ(checkpoints[0].step(), 50);
  const auto state =
      md::DecodeState(server_.artifact(checkpoints[0].state_sha256()));
  ASSERT_TRUE(state.ok()) << state.status();
  EXPECT_EQ(state->law_step, 50);
  v1::Curve curve;
  ASSERT_TRUE(
      curve.ParseFromString(server_.artifact(checkpoints[0].curve_sha256())));
  EXPECT_EQ(curve.columns_size(), 1);
}

TEST_F(CheckpointerTest, IsNotDueBeforeItsTime) {
  Checkpointer checkpointer(absl::Hours(1), &control_, &artifacts_, &link_);
  EXPECT_FALSE(checkpointer.Due());
  // A last snapshot is taken whether it is due or not.
  checkpointer.Save(SnapshotAt(50));
  checkpointer.Finish(kLimit);
  EXPECT_EQ(server_.checkpoints().size(), 1U);
  EXPECT_FALSE(checkpointer.Due());
}

TEST_F(CheckpointerTest, AStaleAttemptIsStopped) {
  server_.AnswerCheckpoints(absl::AbortedError("attempt 2 runs"));
  Checkpointer checkpointer(absl::ZeroDuration(), &control_, &artifacts_,
                            &link_);
  checkpointer.Save(SnapshotAt(50));
  checkpointer.Finish(kLimit);
  EXPECT_EQ(control_.stopped(), StopReason::kStale);
}

TEST_F(CheckpointerTest, GoesOnWhileTheServerIsAway) {
  server_.Stop();
  Checkpointer checkpointer(absl::ZeroDuration(), &control_, &artifacts_,
                            &link_);
  checkpointer.Save(SnapshotAt(50));
  checkpointer.Finish(kLimit);
  EXPECT_TRUE(control_.KeepGoing());
  server_.Start();
  // The channel may still be waiting to connect again.
  EXPECT_TRUE(WaitUntil(
      [&] {
        checkpointer.Save(SnapshotAt(100));
        checkpointer.Finish(kLimit);
        return !server_.checkpoints().empty();
      },
      kLimit));
  EXPECT_EQ(server_.checkpoints().back().step(), 100);
}

TEST_F(CheckpointerTest, DropsWhatNobodyWaitsFor) {
  // Ends without a crash or a long wait, whatever the thread is doing.
  for (int i = 0; i < 20; ++i) {
    Checkpointer checkpointer(absl::ZeroDuration(), &control_, &artifacts_,
                              &link_);
    checkpointer.Save(SnapshotAt(i));
  }
}

}  // namespace
}  // namespace lehr::worker
