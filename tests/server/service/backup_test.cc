// A backup of a real server that goes on meanwhile, and the way back.

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"
#include "server/coordinator/invariants.h"
#include "server/store/database.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/server/service/real_server.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class BackupTest : public RealServerTest {
 protected:
  std::string Backup() {
    const auto context = Deadline();
    const auto reader = client_->admin->Backup(context.get(), {});
    v1::BackupResponse piece;
    std::string content;
    std::int64_t size = 0;
    std::string sha256;
    while (reader->Read(&piece)) {
      if (piece.size_bytes() > 0) size = piece.size_bytes();
      if (!piece.sha256().empty()) sha256 = piece.sha256();
      content += piece.content();
    }
    EXPECT_OK(FromGrpc(reader->Finish()));
    EXPECT_EQ(content.size(), static_cast<std::size_t>(size));
    EXPECT_EQ(Sha256Of(content), sha256);
    return content;
  }

  static void Write(const fs::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
  }

  // Every number of the sweep, in order.
  std::string ResultsOf(std::int64_t sweep_id) {
    v1::ListResultsRequest request;
    request.set_sweep_id(sweep_id);
    v1::ListResultsResponse response;
    EXPECT_OK(FromGrpc(
        client_->sweeps->ListResults(Deadline().get(), request, &response)));
    return response.DebugString();
  }
};

TEST_F(BackupTest, ARestoredServerRunsOnAndComputesOnlyWhatIsGone) {
  const std::vector<std::string> flags = {"--lease-seconds", "2"};
  Start(flags);
  const auto submitted = client_->Submit(kAnnealed, "a");
  ASSERT_OK(submitted);
  const std::int64_t id = submitted->sweep_id();
  FakeWorker worker(client_.get(), "w");
  ASSERT_OK(worker.Register());
  // Half of it, with a lease given out.
  int before = 0;
  for (; before < 6; ++before) {
    const auto response = worker.Lease(absl::Seconds(1));
    ASSERT_OK(response);
    ASSERT_TRUE(response->has_lease());
    ASSERT_OK(worker.Complete(response->lease()));
  }
  std::string lost_state;
  for (const v1::Segment& segment : SegmentsOf(id)) {
    if (segment.label() == "sample/ramp to 300 K") {
      lost_state = segment.end_state_sha256();
    }
  }
  ASSERT_FALSE(lost_state.empty());
  const auto leased = worker.Lease(absl::Seconds(1));
  ASSERT_OK(leased);
  const std::string backup = Backup();
  // What comes later, the backup does not know.
  ASSERT_OK(worker.Complete(leased->lease()));
  const int after = 1 + worker.WorkThrough();
  const std::string results = ResultsOf(id);
  EXPECT_EQ(client_->SweepOf(id)->state(), v1::SWEEP_STATE_DONE);
  Kill();

  // The log that is left belongs to the other file.
  ASSERT_TRUE(fs::exists(data_ / "lehr.db-wal"));
  Write(data_ / "lehr.db", backup);
  ASSERT_TRUE(fs::remove(FileOf(lost_state)));
  Start(flags);
  EXPECT_THAT(program_->errors(), HasSubstr("does not belong"));
  EXPECT_EQ(client_->SweepOf(id)->state(), v1::SWEEP_STATE_RUNNING);
  EXPECT_TRUE(WaitUntil(
      [&] {
        return program_->errors().find("artifact lost") != std::string::npos;
      },
      absl::Seconds(20)));
  // The attempt of the backup's lease is lost with its worker.
  FakeWorker other(client_.get(), "v");
  int again = 0;
  ASSERT_TRUE(WaitUntil(
      [&] {
        EXPECT_OK(other.Register());
        again += other.WorkThrough();
        return client_->SweepOf(id)->state() == v1::SWEEP_STATE_DONE;
      },
      absl::Minutes(1)));
  // One state was gone, and what the backup knew is not computed again.
  EXPECT_EQ(again, after + 1);
  EXPECT_EQ(ResultsOf(id), results);
  ExpectAllThere(id);
  Stop();
  auto database = Database::Open(data_ / "lehr.db");
  ASSERT_OK(database);
  EXPECT_OK(CheckInvariants(**database));
}

TEST_F(BackupTest, ACopyIsWholeAtAnyMoment) {
  Start();
  const std::int64_t id = MakeSweep();
  for (int i = 0; i < 5; ++i) {
    ASSERT_OK(client_->Submit(kPulled, "p" + std::to_string(i)));
    const fs::path copy = folder_ / "copy.db";
    Write(copy, Backup());
    auto database = Database::Open(copy);
    ASSERT_OK(database);
    EXPECT_OK(CheckInvariants(**database));
    Statement sweeps = (*database)->Query("SELECT COUNT(*) FROM sweeps");
    ASSERT_TRUE(sweeps.Step());
    EXPECT_EQ(sweeps.Int(0), id + i + 1);
    fs::remove(copy);
    fs::remove(copy.string() + "-wal");
    fs::remove(copy.string() + "-shm");
  }
  EXPECT_TRUE(fs::is_empty(data_ / "tmp")) << "no copy stays";
}

}  // namespace
}  // namespace lehr::server
