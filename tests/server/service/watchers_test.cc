#include "server/service/watchers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;

class FakeWatcher : public Watcher {
 public:
  explicit FakeWatcher(std::int64_t sweep_id) {
    request_.set_sweep_id(sweep_id);
  }
  const v1::WatchSweepRequest& request() const override { return request_; }
  bool IsIdle() const override { return idle; }
  void Send(const v1::WatchSweepResponse& picture, bool is_last) override {
    pictures.push_back(picture);
    last = is_last;
  }
  void End(const absl::Status& status) override { end = status; }

  bool idle = true;
  bool last = false;
  std::vector<v1::WatchSweepResponse> pictures;
  absl::Status end;

 private:
  v1::WatchSweepRequest request_;
};

class WatchersTest : public CoordinatorTest {
 protected:
  WatchersTest() : watchers_(coordinator_.get()) {}

  void Turn(absl::Duration later,
            const absl::Status& committed = absl::OkStatus()) {
    now_ += later;
    watchers_.InTransaction(now_);
    watchers_.AfterTransaction(committed);
  }

  Watchers watchers_;
};

TEST_F(WatchersTest, SendsAPictureAtOnceAndThenOnlyChanges) {
  FakeWatcher watcher(Submit(kAnnealed, "a"));
  watchers_.Add(&watcher);
  Turn(absl::ZeroDuration());
  EXPECT_EQ(watcher.pictures.size(), 1u);
  Turn(absl::Seconds(10));
  EXPECT_EQ(watcher.pictures.size(), 1u);
  ASSERT_TRUE(Lease(Register("w")).has_value());
  Turn(absl::Seconds(1));
  ASSERT_EQ(watcher.pictures.size(), 2u);
  EXPECT_EQ(watcher.pictures[1].running_size(), 1);
}

TEST_F(WatchersTest, SendsAtMostTwiceASecond) {
  FakeWatcher watcher(Submit(kAnnealed, "a"));
  watchers_.Add(&watcher);
  const std::string w = Register("w");
  for (int i = 0; i < 10; ++i) {
    const auto lease = Lease(w);
    if (lease.has_value()) {
      ASSERT_OK(Return(w, *lease));
    }
    if (i % 2 == 0) Register("w" + std::to_string(i));
    Turn(absl::Milliseconds(100));
  }
  EXPECT_LE(watcher.pictures.size(), 2u);
}

TEST_F(WatchersTest, ASlowReaderGetsTheNewestPictureLater) {
  FakeWatcher watcher(Submit(kAnnealed, "a"));
  watchers_.Add(&watcher);
  watcher.idle = false;
  Turn(absl::Seconds(1));
  EXPECT_TRUE(watcher.pictures.empty());
  Register("w");
  watcher.idle = true;
  Turn(absl::Seconds(1));
  ASSERT_EQ(watcher.pictures.size(), 1u);
  EXPECT_EQ(watcher.pictures[0].workers(), 1);
}

TEST_F(WatchersTest, EndsWithTheSweep) {
  FakeWatcher watcher(Submit(kAnnealed, "a"));
  watchers_.Add(&watcher);
  WorkThrough(Register("w"));
  Turn(absl::Seconds(1));
  EXPECT_TRUE(watcher.last);
  Turn(absl::Seconds(1));
  EXPECT_EQ(watcher.pictures.size(), 1u);
  watchers_.Remove(&watcher);
}

TEST_F(WatchersTest, WhatWasRolledBackIsNotSent) {
  FakeWatcher watcher(Submit(kAnnealed, "a"));
  watchers_.Add(&watcher);
  Turn(absl::Seconds(1), absl::UnavailableError("disk"));
  EXPECT_TRUE(watcher.pictures.empty());
  Turn(absl::Seconds(1));
  EXPECT_EQ(watcher.pictures.size(), 1u);
}

TEST_F(WatchersTest, AnUnknownSweepIsAnEnd) {
  FakeWatcher watcher(99);
  watchers_.Add(&watcher);
  Turn(absl::Seconds(1));
  EXPECT_THAT(watcher.end, StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(WatchersTest, ClosingEndsAllAndWhoeverComesAfter) {
  FakeWatcher early(Submit(kAnnealed, "a"));
  FakeWatcher late(1);
  watchers_.Add(&early);
  watchers_.Close();
  watchers_.Add(&late);
  EXPECT_THAT(early.end, StatusIs(absl::StatusCode::kUnavailable, _));
  EXPECT_THAT(late.end, StatusIs(absl::StatusCode::kUnavailable, _));
}

}  // namespace
}  // namespace lehr::server
