#include "worker/runner/snapshot_writer.h"

#include <atomic>
#include <string>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lehr/md/state_file.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"
#include "worker/runner/artifact_exchange.h"

namespace lehr::worker {
namespace {

Snapshot SnapshotAt(std::int64_t step, std::size_t atoms) {
  Snapshot snapshot;
  snapshot.step = step;
  snapshot.state.elements = {"Cu"};
  snapshot.state.masses = {63.546};
  snapshot.state.box.lengths = {10, 10, 10};
  snapshot.state.atoms.species.resize(atoms);
  snapshot.state.atoms.positions.resize(atoms);
  snapshot.state.atoms.velocities.resize(atoms);
  snapshot.state.atoms.images.resize(atoms);
  snapshot.state.law_step = step;
  snapshot.curve.add_columns()->set_name("step");
  return snapshot;
}

class SnapshotWriterTest : public testing::Test {
 protected:
  ArtifactCache cache_{MakeTestFolder(), 1 << 28};
};

TEST_F(SnapshotWriterTest, WritesStateAndCurve) {
  wire::Checkpoint told;
  SnapshotWriter writer(&cache_, {}, [&](const wire::Checkpoint& checkpoint) {
    told = checkpoint;
  });
  EXPECT_FALSE(writer.Due());
  writer.Want();
  EXPECT_TRUE(writer.Due());
  writer.Save(SnapshotAt(50, 1));
  EXPECT_FALSE(writer.Due());
  writer.Finish();
  EXPECT_EQ(told.step(), 50);
  const auto content = FromWire(told.state(), &cache_);
  ASSERT_OK(content);
  const auto state = md::DecodeState(*content);
  ASSERT_OK(state);
  EXPECT_EQ(state->law_step, 50);
  EXPECT_OK(FromWire(told.curve(), &cache_));
  EXPECT_GT(told.cost().nanos(), 0);
}

TEST_F(SnapshotWriterTest, TellsNothingAfterItWasClosed) {
  for (int i = 0; i < 10; ++i) {
    std::atomic<bool> closed = false;
    std::atomic<bool> late = false;
    {
      SnapshotWriter writer(
          &cache_, {}, [&](const wire::Checkpoint&) { late = closed.load(); });
      // Takes some milliseconds to write.
      writer.Save(SnapshotAt(i, 20'000));
      absl::SleepFor(absl::Milliseconds(i));
      writer.Close();
      closed = true;
    }
    EXPECT_FALSE(late);
  }
}

}  // namespace
}  // namespace lehr::worker
