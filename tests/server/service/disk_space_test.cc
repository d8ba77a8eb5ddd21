#include "server/service/disk_space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/server/service/test_client.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t kGib = std::int64_t{1} << 30;
constexpr std::int64_t kMuch = std::int64_t{1} << 40;  // [MiB]

TEST(DiskSpaceLevelTest, MarksAreSharesOfASmallDisk) {
  EXPECT_EQ(UsualMarks(1000 * kGib).soft, 5 * kGib);
  EXPECT_EQ(UsualMarks(1000 * kGib).hard, kGib);
  EXPECT_EQ(UsualMarks(20 * kGib).soft, kGib);
  EXPECT_EQ(UsualMarks(20 * kGib).hard, 20 * kGib / 100);
}

TEST(DiskSpaceLevelTest, ALevelEndsATenthAboveItsMark) {
  const DiskMarks marks = {.soft = 1000, .hard = 100};
  const auto level = [&](std::int64_t free, DiskLevel before) {
    return LevelAt(free, marks, before);
  };
  EXPECT_EQ(level(1000, DiskLevel::kPlenty), DiskLevel::kPlenty);
  EXPECT_EQ(level(999, DiskLevel::kPlenty), DiskLevel::kSoft);
  EXPECT_EQ(level(1099, DiskLevel::kSoft), DiskLevel::kSoft);
  EXPECT_EQ(level(1100, DiskLevel::kSoft), DiskLevel::kPlenty);
  EXPECT_EQ(level(99, DiskLevel::kPlenty), DiskLevel::kHard);
  EXPECT_EQ(level(109, DiskLevel::kHard), DiskLevel::kHard);
  EXPECT_EQ(level(110, DiskLevel::kHard), DiskLevel::kSoft);
}

class DiskSpaceTest : public ServerTest {
 protected:
  void SetUp() override {}

  void Restart(std::int64_t soft_mib, std::int64_t hard_mib) {
    Stop();
    options_.soft_mark_mib = soft_mib;
    options_.hard_mark_mib = hard_mib;
    Start();
  }

  std::string Notice() {
    v1::ListSweepsResponse response;
    EXPECT_OK(
        FromGrpc(client_->sweeps->ListSweeps(Deadline().get(), {}, &response)));
    return response.notice();
  }

  bool WaitForNotice(const std::string& text) {
    return WaitUntil([&] { return Notice().find(text) != std::string::npos; },
                     absl::Seconds(20));
  }

  absl::Status Upload(const std::string& content, bool can_wait) {
    const auto context = Deadline();
    v1::UploadArtifactResponse response;
    const auto writer =
        client_->artifacts->UploadArtifact(context.get(), &response);
    v1::UploadArtifactRequest request;
    request.set_sha256(Sha256Of(content));
    request.set_content(content);
    request.set_can_wait(can_wait);
    writer->Write(request);
    writer->WritesDone();
    return FromGrpc(writer->Finish());
  }
};

TEST_F(DiskSpaceTest, BelowTheSoftMarkNothingThatWritesStatesIsBegun) {
  Restart(0, 0);
  ASSERT_OK(client_->Submit(kAnnealed, "a"));
  EXPECT_THAT(Notice(), IsEmpty());
  FakeWorker worker(client_.get(), "w");
  ASSERT_OK(worker.Register());
  const auto running = worker.Lease(absl::ZeroDuration());
  ASSERT_OK(running);
  ASSERT_TRUE(running->has_lease());
  Restart(kMuch, 0);
  ASSERT_TRUE(WaitForNotice("nearly full"));
  // What runs goes on to its end.
  ASSERT_OK(worker.Complete(running->lease()));
  const auto none = worker.Lease(absl::ZeroDuration());
  ASSERT_OK(none);
  EXPECT_FALSE(none->has_lease());
  EXPECT_OK(Upload("a checkpoint", true));
  Restart(0, 0);
  EXPECT_THAT(Notice(), IsEmpty());
  EXPECT_GT(worker.WorkThrough(), 3);
}

TEST_F(DiskSpaceTest, BelowTheHardMarkOnlyResultsAreTaken) {
  Restart(kMuch, kMuch);
  ASSERT_TRUE(WaitForNotice("only results are taken"));
  EXPECT_THAT(Upload("a checkpoint", true),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       HasSubstr("only results are taken")));
  EXPECT_OK(Upload("a result", false));
}

}  // namespace
}  // namespace lehr::server
