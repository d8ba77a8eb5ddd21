#include "server/core/ready_queue.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::server {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1800000000);

// A queue, with time that goes on when the test says so.
class ReadyQueueTest : public testing::Test {
 protected:
  void Add(std::int64_t id, std::vector<std::int64_t> sweeps,
           std::int64_t path = 1) {
    queue_.Add({.id = id,
                .path_atom_steps = path,
                .not_before = absl::UnixEpoch(),
                .sweeps = std::move(sweeps)});
  }

  // Leases the next segment; 0 if there is none.
  std::int64_t Lease() {
    const auto next = queue_.Next(now_);
    if (!next.has_value()) return 0;
    queue_.Lease({.id = next->segment_id,
                  .sweeps = {next->sweep_id},
                  .cores = 1,
                  .started = now_});
    sweep_of_[next->segment_id] = next->sweep_id;
    return next->segment_id;
  }

  std::vector<std::int64_t> LeaseAll() {
    std::vector<std::int64_t> ids;
    while (const std::int64_t id = Lease()) ids.push_back(id);
    return ids;
  }

  ReadyQueue queue_;
  absl::Time now_ = kStart;
  std::map<std::int64_t, std::int64_t> sweep_of_;
};

using ::testing::ElementsAre;

TEST_F(ReadyQueueTest, OfOneSweepTheLongestWayGoesFirstThenTheOldest) {
  queue_.SetSweep(1, {.user = "ada"});
  Add(10, {1}, 5);
  Add(11, {1}, 7);
  Add(12, {1}, 7);
  EXPECT_THAT(LeaseAll(), ElementsAre(11, 12, 10));
}

TEST_F(ReadyQueueTest, OfOneUserTheLargerPriorityGoesFirst) {
  queue_.SetSweep(1, {.user = "ada", .priority = 0});
  queue_.SetSweep(2, {.user = "ada", .priority = 5});
  Add(10, {1}, 100);
  Add(20, {2}, 1);
  EXPECT_THAT(LeaseAll(), ElementsAre(20, 10));
}

TEST_F(ReadyQueueTest, UsersTakeTurnsWhateverTheirPriorities) {
  queue_.SetSweep(1, {.user = "ada", .priority = 100});
  queue_.SetSweep(2, {.user = "bob", .priority = 0});
  for (int i = 0; i < 3; ++i) {
    Add(10 + i, {1});
    Add(20 + i, {2});
  }
  EXPECT_THAT(LeaseAll(), ElementsAre(10, 20, 11, 21, 12, 22));
}

TEST_F(ReadyQueueTest, WhoHasHadMuchWaitsForWhoHasNot) {
  queue_.shares().Restore("ada", {.core_seconds = 1e6, .as_of = kStart});
  queue_.SetSweep(1, {.user = "ada"});
  queue_.SetSweep(2, {.user = "bob"});
  for (int i = 0; i < 3; ++i) {
    Add(10 + i, {1});
    Add(20 + i, {2});
  }
  EXPECT_THAT(LeaseAll(), ElementsAre(20, 21, 22, 10, 11, 12));
}

TEST_F(ReadyQueueTest, ASharedSegmentIsOfTheMostFavoredSweep) {
  queue_.SetSweep(1, {.user = "ada", .priority = 0});
  queue_.SetSweep(2, {.user = "ada", .priority = 5});
  Add(10, {1}, 100);
  Add(11, {1, 2}, 1);
  EXPECT_EQ(Lease(), 11);
  EXPECT_EQ(sweep_of_[11], 2);
  EXPECT_EQ(queue_.RunningOf(2), 1);
  EXPECT_EQ(queue_.RunningOf(1), 0);
}

TEST_F(ReadyQueueTest, APausedSweepHasNoTurnButOthersGetWhatTheyWantOfIt) {
  queue_.SetSweep(1, {.user = "ada", .paused = true});
  queue_.SetSweep(2, {.user = "bob"});
  Add(10, {1});
  Add(11, {1, 2});
  EXPECT_THAT(LeaseAll(), ElementsAre(11));
  queue_.SetSweep(1, {.user = "ada"});
  EXPECT_THAT(LeaseAll(), ElementsAre(10));
}

TEST_F(ReadyQueueTest, ABackOffIsWaitedFor) {
  queue_.SetSweep(1, {.user = "ada"});
  queue_.Add({.id = 10,
              .path_atom_steps = 9,
              .not_before = kStart + absl::Seconds(5),
              .sweeps = {1}});
  Add(11, {1}, 1);
  EXPECT_THAT(LeaseAll(), ElementsAre(11));
  now_ += absl::Seconds(5);
  EXPECT_THAT(LeaseAll(), ElementsAre(10));
}

TEST_F(ReadyQueueTest, WhatIsBlockedComesWhenItsBlockerGoes) {
  queue_.SetSweep(1, {.user = "ada"});
  Add(10, {1}, 9);
  Add(11, {1}, 8);
  queue_.Block(10, 99);
  EXPECT_THAT(LeaseAll(), ElementsAre(11));
  queue_.Unblock(98);
  EXPECT_EQ(Lease(), 0);
  queue_.Unblock(99);
  EXPECT_EQ(Lease(), 10);
}

TEST_F(ReadyQueueTest, ASweepThatEndedHasNoTurn) {
  queue_.SetSweep(1, {.user = "ada"});
  Add(10, {1});
  queue_.ForgetSweep(1);
  EXPECT_EQ(Lease(), 0);
}

TEST_F(ReadyQueueTest, ASweepThatIsOpenedAgainStillRunsWhatItRan) {
  queue_.SetSweep(1, {.user = "ada", .max_running = 1});
  Add(10, {1});
  Add(11, {1});
  EXPECT_EQ(Lease(), 10);
  queue_.ForgetSweep(1);
  queue_.SetSweep(1, {.user = "ada", .max_running = 1});
  Add(11, {1});
  EXPECT_EQ(Lease(), 0);
  queue_.End(10, now_);
  EXPECT_EQ(Lease(), 11);
}

TEST_F(ReadyQueueTest, NeverStartsMoreForASweepThanItMay) {
  std::mt19937 random(1);
  for (int sweep = 1; sweep <= 4; ++sweep) {
    queue_.SetSweep(sweep, {.user = sweep < 3 ? "ada" : "bob",
                            .priority = sweep % 2,
                            .max_running = sweep});
  }
  std::map<std::int64_t, std::vector<std::int64_t>> wanted;
  for (std::int64_t id = 100; id < 600; ++id) {
    std::vector<std::int64_t> sweeps;
    for (int sweep = 1; sweep <= 4; ++sweep) {
      if (random() % 3 == 0) sweeps.push_back(sweep);
    }
    if (sweeps.empty()) sweeps.push_back(1);
    wanted[id] = sweeps;
    Add(id, sweeps, static_cast<std::int64_t>(random() % 10));
  }
  std::set<std::int64_t> running;
  std::size_t leased = 0;
  while (leased < wanted.size()) {
    now_ += absl::Seconds(1);
    while (const std::int64_t id = Lease()) {
      ASSERT_TRUE(running.insert(id).second);
      ++leased;
    }
    ASSERT_FALSE(running.empty());  // something always may run
    for (int sweep = 1; sweep <= 4; ++sweep) {
      const auto alone =
          std::count_if(running.begin(), running.end(), [&](std::int64_t id) {
            return wanted[id] == std::vector<std::int64_t>{sweep};
          });
      ASSERT_LE(alone, sweep);
    }
    auto ended = running.begin();
    std::advance(ended, random() % running.size());
    queue_.End(*ended, now_);
    running.erase(ended);
  }
}

TEST_F(ReadyQueueTest, NoUserStarvesAndASmallSweepGetsWhatOthersCannotUse) {
  // Ada has endless work of large priority, bob a little, cleo may run one.
  queue_.SetSweep(1, {.user = "ada", .priority = 9});
  queue_.SetSweep(2, {.user = "bob", .priority = -9});
  queue_.SetSweep(3, {.user = "cleo", .max_running = 1});
  for (std::int64_t i = 0; i < 2000; ++i) {
    Add(10'000 + i, {1}, 100);
    if (i < 100) Add(20'000 + i, {2}, 1);
    Add(30'000 + i, {3}, 1000);
  }
  constexpr int kSlots = 9;
  std::vector<std::int64_t> running;
  std::map<std::int64_t, int> done;  // by sweep
  for (int second = 0; second < 150; ++second) {
    now_ += absl::Seconds(1);
    for (const std::int64_t id : running) {
      queue_.End(id, now_);
      ++done[sweep_of_[id]];
    }
    running.clear();
    while (running.size() < kSlots) running.push_back(Lease());
    ASSERT_THAT(running, testing::Each(testing::Gt(0)));  // no slot idles
  }
  EXPECT_EQ(done[2], 100);                       // all that bob wanted
  EXPECT_GE(done[3], 140);                       // cleo always has her one
  EXPECT_GE(done[1], 149 * kSlots - 100 - 150);  // ada has the rest
}

TEST_F(ReadyQueueTest, UsersHaveHadTheSameInTheEnd) {
  queue_.SetSweep(1, {.user = "ada"});
  queue_.SetSweep(2, {.user = "bob"});
  std::mt19937 random(2);
  for (std::int64_t i = 0; i < 5000; ++i) {
    Add(10'000 + i, {1});
    Add(20'000 + i, {2});
  }
  // Bob's attempts take ten times as long as ada's.
  std::map<std::int64_t, absl::Time> ends;
  for (int second = 0; second < 3000; ++second) {
    now_ += absl::Seconds(1);
    std::erase_if(ends, [&](const auto& attempt) {
      if (attempt.second > now_) return false;
      queue_.End(attempt.first, now_);
      return true;
    });
    while (ends.size() < 8) {
      const std::int64_t id = Lease();
      ends[id] =
          now_ + absl::Seconds(1 + random() % 5) * (id < 20'000 ? 1 : 10);
    }
  }
  const double ada = queue_.shares().UsageOf("ada", now_);
  const double bob = queue_.shares().UsageOf("bob", now_);
  // 12,000 core-seconds each; they differ by what runs at the end, at most
  // eight attempts that count as a minute longer than they took.
  EXPECT_NEAR(ada, bob, 8 * 110);
}

TEST_F(ReadyQueueTest, TheSameCallsGiveTheSameAnswers) {
  std::vector<std::vector<std::int64_t>> orders;
  for (int round = 0; round < 2; ++round) {
    queue_ = ReadyQueue();
    std::mt19937 random(3);
    for (int sweep = 1; sweep <= 5; ++sweep) {
      queue_.SetSweep(
          sweep, {.user = std::string(1, static_cast<char>('a' + sweep % 3)),
                  .priority = sweep % 2});
    }
    for (std::int64_t id = 1; id < 300; ++id) {
      Add(id, {1 + static_cast<std::int64_t>(random() % 5)},
          static_cast<std::int64_t>(random() % 7));
    }
    orders.push_back(LeaseAll());
  }
  EXPECT_EQ(orders[0].size(), 299);
  EXPECT_EQ(orders[0], orders[1]);
}

TEST_F(ReadyQueueTest, AWorkerGetsTheSweepsThatNameItsEngine) {
  queue_.SetSweep(1, {.user = "ada"});
  queue_.SetSweep(2, {.user = "ada", .engine = v1::ENGINE_LAMMPS});
  Add(10, {1});
  Add(11, {2}, 7);
  Add(12, {1, 2});
  EXPECT_TRUE(queue_.HoldsForOthers(v1::ENGINE_LEHR));
  EXPECT_THAT(LeaseAll(), ElementsAre(10, 12)) << "what both want is anybody's";
  const auto left = queue_.Next(now_, v1::ENGINE_LAMMPS);
  ASSERT_TRUE(left.has_value());
  EXPECT_EQ(left->segment_id, 11);
  EXPECT_FALSE(queue_.HoldsForOthers(v1::ENGINE_LAMMPS));
}

}  // namespace
}  // namespace lehr::server
