// A real server finds what is missing or damaged, and has it computed again.

#include "server/service/store_check.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"
#include "server/store/database.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/server/service/real_server.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class StoreCheckTest : public RealServerTest {
 protected:
  std::vector<v1::StoreFinding> Check(bool repair = false, bool quick = false) {
    v1::CheckStoreRequest request;
    request.set_repair(repair);
    request.set_quick(quick);
    const auto context = Deadline();
    const auto reader = client_->admin->CheckStore(context.get(), request);
    std::vector<v1::StoreFinding> findings;
    while (reader->Read(&last_)) {
      if (last_.has_finding()) findings.push_back(last_.finding());
    }
    EXPECT_OK(FromGrpc(reader->Finish()));
    return findings;
  }

  v1::Segment SegmentAt(std::int64_t sweep_id, const std::string& label) {
    for (const v1::Segment& segment : SegmentsOf(sweep_id)) {
      if (segment.label() == label) return segment;
    }
    ADD_FAILURE() << "no segment " << label;
    return {};
  }

  int WorkThrough() {
    FakeWorker worker(client_.get(), "again");
    EXPECT_OK(worker.Register());
    return worker.WorkThrough();
  }

  v1::CheckStoreResponse last_;
};

TEST_F(StoreCheckTest, AHealthyStoreHasNoFindingsAndIsReadToItsEnd) {
  Start({"--scrub-mib-per-second", "0"});
  MakeSweep();
  EXPECT_THAT(Check(), IsEmpty());
  EXPECT_GT(last_.artifacts(), 5);
  EXPECT_EQ(last_.artifacts(), last_.artifacts_total());
  EXPECT_GT(last_.bytes(), 0);
}

TEST_F(StoreCheckTest, WhatIsMissingOrDamagedIsNamedAndComputedAgain) {
  Start({"--scrub-mib-per-second", "0"});
  const std::int64_t id = MakeSweep();
  const v1::Segment missing = SegmentAt(id, "annealed/hold 600 K");
  const v1::Segment damaged = SegmentAt(id, "annealed/hold 900 K");
  fs::remove(FileOf(missing.end_state_sha256()));
  Damage(FileOf(damaged.end_state_sha256()));
  EXPECT_THAT(Check(false, true), SizeIs(1)) << "a quick one reads nothing";
  EXPECT_THAT(Check(), SizeIs(2));
  EXPECT_EQ(client_->SweepOf(id)->state(), v1::SWEEP_STATE_DONE);
  const auto findings = Check(true);
  ASSERT_THAT(findings, SizeIs(2));
  for (const v1::StoreFinding& finding : findings) {
    EXPECT_EQ(finding.what(), "artifact");
    EXPECT_THAT(finding.action(), HasSubstr("computed again: segment"));
  }
  EXPECT_TRUE(
      fs::exists(data_ / "damaged" / ToHex(damaged.end_state_sha256())));
  EXPECT_EQ(client_->SweepOf(id)->state(), v1::SWEEP_STATE_RUNNING);
  EXPECT_THAT(Check(true), SizeIs(2)) << "known";
  EXPECT_EQ(WorkThrough(), 2);
  EXPECT_EQ(client_->SweepOf(id)->state(), v1::SWEEP_STATE_DONE);
  EXPECT_THAT(Check(), IsEmpty());
  ExpectAllThere(id);
}

TEST_F(StoreCheckTest, WrongCountsAreNamedAndCountedAgain) {
  Start({"--scrub-mib-per-second", "0"});
  MakeSweep();
  Stop();
  {
    auto database = Database::Open(data_ / "lehr.db");
    ASSERT_OK(database);
    (*database)->Run("UPDATE sweep_counts SET segments = segments + 1");
    (*database)->Run("UPDATE points SET open_segments = open_segments + 2");
    (*database)->Run("UPDATE sweeps SET points_done = 0");
    ASSERT_OK((*database)->TakeStatus());
  }
  Start({"--scrub-mib-per-second", "0"});
  const auto findings = Check();
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings[0].what(), "count");
  EXPECT_THAT(findings[0].problem(),
              HasSubstr("a sweep's counts are those of its segments"));
  EXPECT_THAT(findings[0].action(), HasSubstr("--repair"));
  const auto mended = Check(true);
  ASSERT_THAT(mended, SizeIs(2)) << "segments, and open segments of points";
  for (const v1::StoreFinding& finding : mended) {
    EXPECT_EQ(finding.action(), "counted again");
  }
  EXPECT_THAT(Check(), IsEmpty());
}

TEST_F(StoreCheckTest, AskingForALostStateIsEnoughToHaveItComputedAgain) {
  Start({"--scrub-mib-per-second", "0"});
  const std::int64_t id = MakeSweep();
  const v1::Segment hold = SegmentAt(id, "annealed/hold 600 K");
  Damage(FileOf(hold.end_state_sha256()));
  EXPECT_THAT(client_->Download(hold.end_state_sha256()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("damaged")));
  EXPECT_THAT(client_->Download(hold.end_state_sha256()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("")));
  EXPECT_EQ(WorkThrough(), 1);
  EXPECT_OK(client_->Download(hold.end_state_sha256()));
}

TEST_F(StoreCheckTest, TheScrubberFindsDamageByItself) {
  Start({"--scrub-mib-per-second", "0"});
  const std::int64_t id = MakeSweep();
  const v1::Segment hold = SegmentAt(id, "annealed/hold 600 K");
  Stop();
  Damage(FileOf(hold.end_state_sha256()));
  Start({"--scrub-mib-per-second", "1000"});
  EXPECT_TRUE(WaitUntil(
      [&] { return client_->SweepOf(id)->state() == v1::SWEEP_STATE_RUNNING; },
      absl::Seconds(20)));
  EXPECT_EQ(WorkThrough(), 1);
  EXPECT_EQ(client_->SweepOf(id)->state(), v1::SWEEP_STATE_DONE);
}

TEST_F(StoreCheckTest, AStartFindsMissingFiles) {
  Start({"--scrub-mib-per-second", "0"});
  const std::int64_t id = MakeSweep();
  const v1::Segment hold = SegmentAt(id, "annealed/hold 600 K");
  Kill();
  fs::remove(FileOf(hold.end_state_sha256()));
  Start({"--scrub-mib-per-second", "0"});
  EXPECT_TRUE(WaitUntil(
      [&] { return client_->SweepOf(id)->state() == v1::SWEEP_STATE_RUNNING; },
      absl::Seconds(20)));
}

}  // namespace
}  // namespace lehr::server
