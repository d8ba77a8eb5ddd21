#include "server/coordinator/roster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

WorkerRow MakeWorker(const std::string& session) {
  WorkerRow worker;
  worker.id = session[0];
  worker.session = session;
  return worker;
}

class RosterTest : public testing::Test {
 protected:
  absl::Time now_ = absl::FromUnixSeconds(1000);
  Roster roster_;
};

TEST_F(RosterTest, FindsOnlyWhoIsThere) {
  roster_.Join(MakeWorker("a"), now_);
  EXPECT_NE(roster_.Find("a"), nullptr);
  roster_.Leave("a");
  roster_.Leave("nobody");
  EXPECT_EQ(roster_.Find("a"), nullptr);
}

TEST_F(RosterTest, ResetKeepsWhatIsKnownOfThoseWhoStay) {
  roster_.Join(MakeWorker("a"), now_);
  roster_.Join(MakeWorker("b"), now_);
  const absl::Time later = now_ + absl::Seconds(5);
  roster_.Reset({MakeWorker("a"), MakeWorker("c")}, later);
  EXPECT_EQ(roster_.Find("a")->last_heard, now_);
  EXPECT_EQ(roster_.Find("b"), nullptr);
  EXPECT_EQ(roster_.Find("c")->last_heard, later);
}

TEST_F(RosterTest, TakesForgottenAttemptsOnce) {
  roster_.Join(MakeWorker("a"), now_);
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
  roster_.Join(MakeWorker("a"), now_);
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
