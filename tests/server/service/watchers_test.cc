#include "server/service/watchers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/coordinator/roster_copy.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;

class FakeWatcher : public Watcher {
 public:
  explicit FakeWatcher(std::int64_t sweep_id, std::int64_t after = 0) {
    request_.set_sweep_id(sweep_id);
    request_.set_after_sequence(after);
  }
  const v1::WatchSweepRequest& request() const override { return request_; }
  void Offer(Picture picture, bool is_last) override {
    pictures.push_back(std::move(picture));
    last = is_last;
  }
  absl::Status Standing() const override { return standing; }
  void End(const absl::Status& status) override { end = status; }

  bool last = false;
  std::vector<Picture> pictures;
  absl::Status standing;
  absl::Status end;

 private:
  v1::WatchSweepRequest request_;
};

class WatchersTest : public CoordinatorTest {
 protected:
  WatchersTest() { StartServer(1); }

  // The same database under a new server.
  void StartServer(std::int64_t start) {
    copies_ = std::make_unique<RosterCopy>(coordinator_.get());
    watchers_ = std::make_unique<Watchers>(
        coordinator_.get(),
        Watchers::Source{
            .roster = [this](absl::Time now) { return copies_->Get(now); },
            .post = [](std::function<void()> look) { look(); },
            .make =
                [this](std::int64_t sweep_id, const Roster&) {
                  ++made_;
                  v1::WatchSweepRequest request;
                  request.set_sweep_id(sweep_id);
                  return coordinator_->WatchSweep(request);
                }},
        start);
  }

  std::shared_ptr<FakeWatcher> Watch(std::int64_t sweep_id,
                                     std::int64_t after = 0) {
    auto watcher = std::make_shared<FakeWatcher>(sweep_id, after);
    watchers_->Add(watcher);
    return watcher;
  }

  void Turn(absl::Duration later,
            const absl::Status& committed = absl::OkStatus()) {
    now_ += later;
    watchers_->InTransaction(now_);
    watchers_->AfterTransaction(committed);
  }

  std::unique_ptr<RosterCopy> copies_;
  std::unique_ptr<Watchers> watchers_;
  int made_ = 0;  // pictures
};

TEST_F(WatchersTest, OffersAPictureAtOnceAndThenOnlyChanges) {
  const auto watcher = Watch(Submit(kAnnealed, "a"));
  Turn(absl::ZeroDuration());
  EXPECT_EQ(watcher->pictures.size(), 1u);
  Turn(absl::Seconds(10));
  EXPECT_EQ(watcher->pictures.size(), 1u);
  ASSERT_TRUE(Lease(Register("w")).has_value());
  Turn(absl::Seconds(1));
  ASSERT_EQ(watcher->pictures.size(), 2u);
  EXPECT_EQ(watcher->pictures[1]->running_size(), 1);
  EXPECT_GT(watcher->pictures[1]->sequence(), watcher->pictures[0]->sequence());
}

TEST_F(WatchersTest, WhoMayNotBeToldAnyMoreIsToldNothing) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const auto outcast = Watch(id);
  const auto good = Watch(id);
  Turn(absl::ZeroDuration());
  outcast->standing = absl::UnauthenticatedError("revoked");
  Turn(absl::Seconds(1));
  EXPECT_THAT(outcast->end,
              StatusIs(absl::StatusCode::kUnauthenticated, "revoked"));
  ASSERT_TRUE(Lease(Register("w")).has_value());
  Turn(absl::Seconds(1));
  EXPECT_EQ(outcast->pictures.size(), 1u);
  EXPECT_EQ(good->pictures.size(), 2u);
  EXPECT_OK(good->end);
}

TEST_F(WatchersTest, OffersAtMostTwiceASecond) {
  const auto watcher = Watch(Submit(kAnnealed, "a"));
  const std::string w = Register("w");
  for (int i = 0; i < 10; ++i) {
    const auto lease = Lease(w);
    if (lease.has_value()) {
      ASSERT_OK(Return(w, *lease));
    }
    if (i % 2 == 0) Register("w" + std::to_string(i));
    Turn(absl::Milliseconds(100));
  }
  EXPECT_LE(watcher->pictures.size(), 2u);
}

TEST_F(WatchersTest, PicturesAreMadeOncePerChangeHoweverManyWatch) {
  const std::int64_t id = Submit(kAnnealed, "a");
  std::vector<std::shared_ptr<FakeWatcher>> watchers;
  for (int i = 0; i < 1000; ++i) watchers.push_back(Watch(id));
  Turn(absl::ZeroDuration());
  EXPECT_EQ(made_, 1);
  Register("w");
  Turn(absl::Seconds(1));
  EXPECT_EQ(made_, 2);
  for (const auto& watcher : watchers) {
    ASSERT_EQ(watcher->pictures.size(), 2u);
    // One picture, not a thousand copies of it.
    EXPECT_EQ(watcher->pictures[1].get(), watchers[0]->pictures[1].get());
  }
}

TEST_F(WatchersTest, NobodyWatchingCostsNothing) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const auto watcher = Watch(id);
  Turn(absl::Seconds(1));
  watchers_->Remove(watcher.get());
  Register("w");
  Turn(absl::Seconds(1));
  EXPECT_EQ(made_, 1);
  EXPECT_EQ(watcher->pictures.size(), 1u);
}

TEST_F(WatchersTest, WhoComesBackIsToldWhatIsNewer) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const auto first = Watch(id);
  Turn(absl::Seconds(1));
  const std::int64_t seen = first->pictures[0]->sequence();
  watchers_->Remove(first.get());
  const auto second = Watch(id, seen);
  Turn(absl::Seconds(1));
  EXPECT_TRUE(second->pictures.empty()) << "nothing has happened";
  Register("w");
  Turn(absl::Seconds(1));
  ASSERT_EQ(second->pictures.size(), 1u);
  EXPECT_GT(second->pictures[0]->sequence(), seen);
}

TEST_F(WatchersTest, WhoJoinsOthersGetsTheirPictureAtOnce) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const auto first = Watch(id);
  Turn(absl::Seconds(1));
  EXPECT_EQ(Watch(id)->pictures.size(), 1u);
  EXPECT_TRUE(Watch(id, first->pictures[0]->sequence())->pictures.empty());
  EXPECT_EQ(made_, 1);
}

TEST_F(WatchersTest, NumbersGrowOverRestarts) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const auto before = Watch(id);
  Turn(absl::Seconds(1));
  Restart();
  StartServer(2);
  const auto after = Watch(id, before->pictures[0]->sequence());
  Turn(absl::Seconds(1));
  ASSERT_EQ(after->pictures.size(), 1u) << "what was missed must come";
  EXPECT_GT(after->pictures[0]->sequence(), before->pictures[0]->sequence());
}

TEST_F(WatchersTest, ANumberFromTheFutureOfAnOlderDatabaseIsNoReasonToWait) {
  const auto watcher = Watch(Submit(kAnnealed, "a"), std::int64_t{9} << 40);
  Turn(absl::Seconds(1));
  EXPECT_EQ(watcher->pictures.size(), 1u);
}

TEST_F(WatchersTest, EndsWithTheSweepAlsoForWhoHasSeenTheEnd) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const auto watcher = Watch(id);
  WorkThrough(Register("w"));
  Turn(absl::Seconds(1));
  EXPECT_TRUE(watcher->last);
  Turn(absl::Seconds(1));
  EXPECT_EQ(watcher->pictures.size(), 1u);
  const auto late = Watch(id, watcher->pictures[0]->sequence());
  Turn(absl::Seconds(1));
  EXPECT_TRUE(late->last);
}

TEST_F(WatchersTest, WhatWasRolledBackIsNotShown) {
  const auto watcher = Watch(Submit(kAnnealed, "a"));
  Turn(absl::Seconds(1), absl::UnavailableError("disk"));
  EXPECT_TRUE(watcher->pictures.empty());
  Turn(absl::Seconds(1));
  EXPECT_EQ(watcher->pictures.size(), 1u);
}

TEST_F(WatchersTest, AnUnknownSweepIsAnEnd) {
  const auto watcher = Watch(99);
  Turn(absl::Seconds(1));
  EXPECT_THAT(watcher->end, StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(WatchersTest, ClosingEndsAllAndWhoeverComesAfter) {
  const auto early = Watch(Submit(kAnnealed, "a"));
  watchers_->Close();
  const auto late = Watch(1);
  EXPECT_THAT(early->end, StatusIs(absl::StatusCode::kUnavailable, _));
  EXPECT_THAT(late->end, StatusIs(absl::StatusCode::kUnavailable, _));
}

}  // namespace
}  // namespace lehr::server
