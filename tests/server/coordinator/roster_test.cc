#include "server/coordinator/roster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

WorkerRow MakeWorker(const std::string& session, double speed) {
  WorkerRow worker;
  worker.id = session[0];
  worker.session = session;
  worker.atom_steps_per_second = speed;
  return worker;
}

class RosterTest : public testing::Test {
 protected:
  absl::Time now_ = absl::FromUnixSeconds(1000);
  Roster roster_;
};

TEST_F(RosterTest, SpeedIsThatOfTheLastSuccessUntilAHeartbeatSaysMore) {
  roster_.Join(MakeWorker("a", 10), now_);
  roster_.Join(MakeWorker("b", 0), now_);
  EXPECT_EQ(roster_.TotalSpeed(), 10);
  roster_.Find("b")->progress.emplace_back().set_atom_steps_per_second(5);
  roster_.Find("b")->progress.emplace_back().set_atom_steps_per_second(7);
  EXPECT_EQ(roster_.TotalSpeed(), 22);
  EXPECT_EQ(roster_.LargestSpeed(), 12);
}

TEST_F(RosterTest, FindsOnlyWhoIsThere) {
  roster_.Join(MakeWorker("a", 10), now_);
  EXPECT_NE(roster_.Find("a"), nullptr);
  roster_.Leave("a");
  roster_.Leave("nobody");
  EXPECT_EQ(roster_.Find("a"), nullptr);
}

TEST_F(RosterTest, ResetKeepsWhatIsKnownOfThoseWhoStay) {
  roster_.Join(MakeWorker("a", 10), now_);
  roster_.Join(MakeWorker("b", 10), now_);
  const absl::Time later = now_ + absl::Seconds(5);
  roster_.Reset({MakeWorker("a", 10), MakeWorker("c", 10)}, later);
  EXPECT_EQ(roster_.Find("a")->last_heard, now_);
  EXPECT_EQ(roster_.Find("b"), nullptr);
  EXPECT_EQ(roster_.Find("c")->last_heard, later);
}

TEST_F(RosterTest, TakesForgottenAttemptsOnce) {
  roster_.Join(MakeWorker("a", 10), now_);
  roster_.Find("a")->attempts[{1, 1}] = now_;
  roster_.Find("a")->attempts[{2, 1}] = now_ + absl::Seconds(2);
  EXPECT_THAT(roster_.TakeForgotten(now_), IsEmpty());
  EXPECT_THAT(roster_.TakeForgotten(now_ + absl::Seconds(1)),
              ElementsAre(AttemptKey(1, 1)));
  EXPECT_THAT(roster_.TakeForgotten(now_ + absl::Seconds(1)), IsEmpty());
  roster_.Drop("a", {2, 1});
  EXPECT_THAT(roster_.TakeForgotten(now_ + absl::Hours(1)), IsEmpty());
}

TEST_F(RosterTest, RemembersWhatAWorkerSaidOfAnAttempt) {
  roster_.Join(MakeWorker("a", 10), now_);
  v1::Progress& progress = roster_.Find("a")->progress.emplace_back();
  progress.mutable_id()->set_segment_id(3);
  progress.mutable_id()->set_attempt(2);
  progress.set_steps_done(77);
  ASSERT_NE(roster_.ProgressOf("a", {3, 2}), nullptr);
  EXPECT_EQ(roster_.ProgressOf("a", {3, 2})->steps_done(), 77);
  EXPECT_EQ(roster_.ProgressOf("a", {3, 1}), nullptr);
  EXPECT_EQ(roster_.ProgressOf("b", {3, 2}), nullptr);
}

}  // namespace
}  // namespace lehr::server
