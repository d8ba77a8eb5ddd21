#include "server/pool/job_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::server {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kTag[] = "main-0badcafe";
constexpr v1::PoolJobState kPending = v1::POOL_JOB_STATE_PENDING;
constexpr v1::PoolJobState kRunning = v1::POOL_JOB_STATE_RUNNING;
constexpr v1::PoolJobState kEnded = v1::POOL_JOB_STATE_ENDED;

KnownJob Known(const char* job, v1::PoolJobState state, bool came = false) {
  return {.job = job, .state = state, .words = "w", .came = came};
}
ListedJob Listed(const char* job, v1::PoolJobState state,
                 const char* tag = kTag) {
  return {.job = job, .tag = tag, .state = state, .words = "w"};
}

TEST(JobChangesTest, NothingIsNewWhereNothingHasChanged) {
  EXPECT_THAT(CompareJobs({Known("7_1", kRunning, true)},
                          {Listed("7_1", kRunning)}, kTag),
              IsEmpty());
}

TEST(JobChangesTest, AJobThatStartsIsNews) {
  const auto changes =
      CompareJobs({Known("7_1", kPending)}, {Listed("7_1", kRunning)}, kTag);
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].state, kRunning);
  EXPECT_FALSE(changes[0].never_came);
}

TEST(JobChangesTest, OneThatIsNotListedIsOver) {
  const auto changes = CompareJobs({Known("7_1", kRunning, true)}, {}, kTag);
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].state, kEnded);
  EXPECT_FALSE(changes[0].never_came);
}

TEST(JobChangesTest, OneThatEndsWithoutItsWorkerNeverCame) {
  for (const auto& listed :
       {std::vector<ListedJob>{}, {Listed("7_1", kEnded)}}) {
    const auto changes = CompareJobs({Known("7_1", kRunning)}, listed, kTag);
    ASSERT_THAT(changes, SizeIs(1));
    EXPECT_TRUE(changes[0].never_came);
  }
}

TEST(JobChangesTest, OneThatNobodyKnowsIsThePoolsIfItHasItsTag) {
  const auto changes =
      CompareJobs({},
                  {Listed("7_1", kPending), Listed("8", kRunning, "someone's"),
                   Listed("9_1", kEnded)},
                  kTag);
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].job, "7_1");
  EXPECT_EQ(changes[0].state, kPending);
}

}  // namespace
}  // namespace lehr::server
