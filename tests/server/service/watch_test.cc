// WatchSweep of a real server: readers that are slow, that never read, and that
// come back after a restart.

#include <memory>
#include <vector>

#include <absl/time/clock.h>
#include <gmock/gmock.h>

#include "proto/support/rpc_status.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/server/service/test_client.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;
using ::testing::Lt;

// A call of WatchSweep that is cancelled with this.
struct Watching {
  std::unique_ptr<grpc::ClientContext> context = Deadline(absl::Minutes(1));
  std::unique_ptr<grpc::ClientReader<v1::WatchSweepResponse>> reader;

  // Reads to the end.
  absl::Status End() {
    v1::WatchSweepResponse picture;
    while (reader->Read(&picture)) {
    }
    ended = true;
    return FromGrpc(reader->Finish());
  }

  ~Watching() {
    context->TryCancel();
    if (!ended) (void)End();
  }

  bool ended = false;
};

class WatchTest : public ServerTest {
 protected:
  std::unique_ptr<Watching> Watch(std::int64_t sweep_id,
                                  std::int64_t after = 0) {
    auto watching = std::make_unique<Watching>();
    v1::WatchSweepRequest request;
    request.set_sweep_id(sweep_id);
    request.set_after_sequence(after);
    watching->reader =
        client_->sweeps->WatchSweep(watching->context.get(), request);
    return watching;
  }

  std::int64_t Submit() {
    const auto submitted = client_->Submit(kAnnealed, "a");
    EXPECT_OK(submitted);
    return submitted.ok() ? submitted->sweep_id() : 0;
  }
};

TEST_F(WatchTest, WhoDoesNotReadKeepsNobodyWaiting) {
  const std::int64_t id = Submit();
  std::vector<std::unique_ptr<Watching>> silent;
  for (int i = 0; i < 50; ++i) silent.push_back(Watch(id));
  const auto good = Watch(id);
  FakeWorker worker(client_.get(), "w");
  ASSERT_OK(worker.Register());
  EXPECT_GT(worker.WorkThrough(), 0);
  v1::WatchSweepResponse picture;
  while (good->reader->Read(&picture)) {
  }
  EXPECT_OK(good->End());
  EXPECT_EQ(picture.sweep().state(), v1::SWEEP_STATE_DONE);
}

TEST_F(WatchTest, ASlowReaderGetsTheNewestAndNoQueue) {
  const std::int64_t id = Submit();
  const auto slow = Watch(id);
  v1::WatchSweepResponse picture;
  ASSERT_TRUE(slow->reader->Read(&picture));
  FakeWorker worker(client_.get(), "w");
  ASSERT_OK(worker.Register());
  // Changes while nobody reads, one each time that a picture may be made.
  for (int i = 0; i < 5; ++i) {
    const auto lease = worker.Lease(absl::Seconds(5));
    ASSERT_OK(lease);
    ASSERT_TRUE(lease->has_lease());
    ASSERT_OK(worker.Complete(lease->lease()));
    absl::SleepFor(absl::Milliseconds(200));
  }
  worker.WorkThrough();
  std::int64_t last = picture.sequence();
  int pictures = 0;
  while (slow->reader->Read(&picture)) {
    EXPECT_THAT(last, Lt(picture.sequence()));
    last = picture.sequence();
    ++pictures;
  }
  EXPECT_EQ(picture.sweep().state(), v1::SWEEP_STATE_DONE);
  // Two in each of the seconds that this took.
  EXPECT_LE(pictures, 20);
}

TEST_F(WatchTest, WhoComesBackAfterARestartGoesOn) {
  const std::int64_t id = Submit();
  v1::WatchSweepResponse picture;
  auto watching = Watch(id);
  ASSERT_TRUE(watching->reader->Read(&picture));
  const std::int64_t seen = picture.sequence();
  EXPECT_GT(seen, 0);
  Stop();
  EXPECT_THAT(watching->End(), StatusIs(absl::StatusCode::kUnavailable, _));
  Start();
  watching = Watch(id, seen);
  ASSERT_TRUE(watching->reader->Read(&picture));
  EXPECT_GT(picture.sequence(), seen);
}

TEST_F(WatchTest, WhoHasSeenEverythingWaitsForMore) {
  const std::int64_t id = Submit();
  const auto first = Watch(id);
  v1::WatchSweepResponse picture;
  ASSERT_TRUE(first->reader->Read(&picture));
  const std::int64_t seen = picture.sequence();
  const auto second = Watch(id, seen);
  FakeWorker worker(client_.get(), "w");
  ASSERT_OK(worker.Register());
  ASSERT_TRUE(second->reader->Read(&picture));
  EXPECT_GT(picture.sequence(), seen);
  EXPECT_EQ(picture.workers(), 1);
}

}  // namespace
}  // namespace lehr::server
