#include "worker/spool.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/log.h"
#include "proto/support/sha256.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::worker {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kServer[] = "head:8420";
const std::string kOld(16, 'o');  // sessions
const std::string kNew(16, 'n');

class SpoolTest : public testing::Test {
 protected:
  std::string Put(const std::string& content) {
    EXPECT_TRUE(cache_.Put(Sha256Of(content), content));
    return Sha256Of(content);
  }

  v1::CompleteAttemptRequest Result(std::int64_t segment) {
    v1::CompleteAttemptRequest request;
    request.set_session(kOld);
    request.mutable_id()->set_segment_id(segment);
    request.mutable_id()->set_attempt(1);
    request.set_end_state_sha256(Put("a state"));
    request.set_curve_sha256(Put("a curve"));
    return request;
  }

  v1::Lease Lease(int attempt, std::int64_t checkpoint_step) {
    v1::Lease lease;
    lease.mutable_id()->set_segment_id(3);
    lease.mutable_id()->set_attempt(attempt);
    lease.mutable_work()->mutable_advance()->set_steps(1000);
    lease.set_start_state_sha256(std::string(32, 's'));
    if (checkpoint_step > 0) {
      lease.mutable_checkpoint()->set_step(checkpoint_step);
    }
    return lease;
  }

  v1::Checkpoint CheckpointAt(std::int64_t step) {
    v1::Checkpoint checkpoint;
    checkpoint.set_step(step);
    checkpoint.set_state_sha256(Put("state " + std::to_string(step)));
    checkpoint.set_curve_sha256(Put("curve"));
    return checkpoint;
  }

  int Pins() const {
    int pins = 0;
    for (const auto& file :
         fs::recursive_directory_iterator(cache_.spool_folder())) {
      pins += fs::path(file).extension().string().size() > 60;
    }
    return pins;
  }

  const fs::path folder_ = MakeTestFolder();
  ArtifactCache cache_{folder_, 1 << 20};
};

TEST_F(SpoolTest, ANewWorkerGetsWhatADeadOneLeft) {
  {
    Spool old(&cache_, kOld, kServer);
    ASSERT_OK(old.KeepResult(Result(5)));
    EXPECT_EQ(Pins(), 2);
    Spool beside(&cache_, kNew, kServer);
    EXPECT_THAT(beside.TakeLeft(), IsEmpty()) << "it is not dead";
  }
  Spool next(&cache_, kNew, kServer);
  const auto left = next.TakeLeft();
  ASSERT_THAT(left, SizeIs(1));
  EXPECT_EQ(left[0].id().segment_id(), 5);
  EXPECT_EQ(left[0].session(), kOld);
  {
    Spool third(&cache_, std::string(16, 't'), kServer);
    EXPECT_THAT(third.TakeLeft(), IsEmpty()) << "one worker delivers it";
  }
  next.DropResult(left[0]);
  EXPECT_EQ(Pins(), 0);
  EXPECT_FALSE(fs::exists(cache_.spool_folder() / ToHex(kOld)));
}

TEST_F(SpoolTest, WhatIsForAnotherServerStays) {
  ASSERT_OK(Spool(&cache_, kOld, "other:8420").KeepResult(Result(5)));
  {
    Spool next(&cache_, kNew, kServer);
    EXPECT_THAT(next.TakeLeft(), IsEmpty());
  }
  Spool its(&cache_, kNew, "other:8420");
  EXPECT_THAT(its.TakeLeft(), SizeIs(1));
}

TEST_F(SpoolTest, WhatNobodyWantedForAWeekGoes) {
  ASSERT_OK(Spool(&cache_, kOld, "other:8420").KeepResult(Result(5)));
  fs::last_write_time(
      cache_.spool_folder() / ToHex(kOld),
      fs::file_time_type::clock::now() - std::chrono::hours(8 * 24));
  Spool next(&cache_, kNew, kServer);
  EXPECT_THAT(next.TakeLeft(), IsEmpty());
  EXPECT_FALSE(fs::exists(cache_.spool_folder() / ToHex(kOld)));
}

TEST_F(SpoolTest, ADamagedRecordIsDropped) {
  ASSERT_OK(Spool(&cache_, kOld, kServer).KeepResult(Result(5)));
  const fs::path record = cache_.spool_folder() / ToHex(kOld) / "result-5-1";
  ASSERT_TRUE(fs::exists(record));
  std::fstream(record, std::ios::in | std::ios::out).seekp(40) << 'x';
  Spool next(&cache_, kNew, kServer);
  EXPECT_THAT(next.TakeLeft(), IsEmpty());
  EXPECT_FALSE(fs::exists(record));
  EXPECT_EQ(Pins(), 0);
}

TEST_F(SpoolTest, AResultThatIsNotInTheCacheCannotBeKept) {
  Spool spool(&cache_, kOld, kServer);
  v1::CompleteAttemptRequest request = Result(5);
  request.set_end_state_sha256(Sha256Of("never put"));
  EXPECT_THAT(spool.KeepResult(request),
              StatusIs(absl::StatusCode::kNotFound, testing::_));
}

TEST_F(SpoolTest, TheNextAttemptFindsANewerCheckpoint) {
  {
    Spool old(&cache_, kOld, kServer);
    ASSERT_OK(old.KeepCheckpoint(Lease(1, 0), CheckpointAt(100)));
    ASSERT_OK(old.KeepCheckpoint(Lease(1, 0), CheckpointAt(200)));
    EXPECT_EQ(Pins(), 2) << "of the newest alone";
  }
  Spool next(&cache_, kNew, kServer);
  EXPECT_THAT(next.TakeLeft(), IsEmpty());
  const auto newer = next.FindNewer(Lease(2, 100));
  ASSERT_TRUE(newer.has_value());
  EXPECT_EQ(newer->step(), 200);
}

TEST_F(SpoolTest, ACheckpointServesItsOwnWorkOnly) {
  ASSERT_OK(Spool(&cache_, kOld, kServer)
                .KeepCheckpoint(Lease(1, 0), CheckpointAt(200)));
  Spool next(&cache_, kNew, kServer);
  EXPECT_FALSE(next.FindNewer(Lease(2, 200)).has_value()) << "not newer";
  EXPECT_FALSE(next.FindNewer(Lease(1, 0)).has_value()) << "another server";
  EXPECT_FALSE(next.FindNewer(Lease(3, 0)).has_value())
      << "attempt 2 may have succeeded: this one may be an audit";
  v1::Lease other = Lease(2, 0);
  other.mutable_work()->mutable_advance()->set_steps(2000);
  EXPECT_FALSE(next.FindNewer(other).has_value());
  Spool elsewhere(&cache_, std::string(16, 'e'), "other:8420");
  EXPECT_FALSE(elsewhere.FindNewer(Lease(2, 0)).has_value());
}

TEST_F(SpoolTest, WithoutACacheThereIsNone) {
  ArtifactCache none({}, 0);
  Spool spool(&none, kOld, kServer);
  EXPECT_OK(spool.KeepResult(Result(5)));
  EXPECT_THAT(spool.TakeLeft(), IsEmpty());
  EXPECT_FALSE(spool.FindNewer(Lease(2, 0)).has_value());
}

}  // namespace
}  // namespace lehr::worker
