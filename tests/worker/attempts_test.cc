#include "worker/attempts.h"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::worker {
namespace {

std::shared_ptr<AttemptControl> Control(std::int64_t segment, int attempt) {
  v1::AttemptId id;
  id.set_segment_id(segment);
  id.set_attempt(attempt);
  return std::make_shared<AttemptControl>(id);
}

TEST(AttemptsTest, StopsTheOneThatIsMeant) {
  Attempts attempts;
  const auto first = Control(1, 1);
  const auto second = Control(1, 2);
  attempts.Add(first);
  attempts.Add(second);
  attempts.Stop(second->id(), StopReason::kCancelled);
  EXPECT_TRUE(first->KeepGoing());
  EXPECT_EQ(second->stopped(), StopReason::kCancelled);
  attempts.StopAll(StopReason::kLeaving);
  EXPECT_EQ(first->stopped(), StopReason::kLeaving);
  EXPECT_EQ(second->stopped(), StopReason::kCancelled);
}

TEST(AttemptsTest, TellsOfThoseThatItHas) {
  Attempts attempts;
  const auto first = Control(1, 1);
  const auto second = Control(2, 1);
  attempts.Add(first);
  attempts.Add(second);
  attempts.Remove(*first);
  const auto progress = attempts.progress();
  ASSERT_THAT(progress, testing::SizeIs(1));
  EXPECT_EQ(progress[0].id().segment_id(), 2);
}

}  // namespace
}  // namespace lehr::worker
