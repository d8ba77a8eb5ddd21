#include "server/core/commit_pace.h"

#include <gtest/gtest.h>

namespace lehr::server {
namespace {

// So many tasks a second, one in each transaction, for a second; returns the
// time after it.
absl::Time SecondOf(CommitPace* pace, absl::Time from, int tasks) {
  for (int i = 0; i < tasks; ++i) {
    pace->Begin(from + i * absl::Seconds(1) / tasks, 1);
  }
  return from + absl::Seconds(1);
}

TEST(CommitPaceTest, TheFirstTransactionDoesNotWait) {
  EXPECT_EQ(CommitPace().next(), absl::InfinitePast());
}

TEST(CommitPaceTest, FewTasksDoNotWait) {
  CommitPace pace;
  const absl::Time now = SecondOf(&pace, absl::UnixEpoch(), 400);
  EXPECT_LT(pace.next(), now);
}

TEST(CommitPaceTest, ManyTasksWaitForCompany) {
  CommitPace pace;
  const absl::Time now = SecondOf(&pace, absl::UnixEpoch(), 1000);
  pace.Begin(now, 1);
  EXPECT_EQ(pace.next(), now + CommitPace::kApart);
}

TEST(CommitPaceTest, ManyTasksInFewTransactionsAreMany) {
  CommitPace pace;
  absl::Time now = absl::UnixEpoch();
  for (int i = 0; i < 20; ++i) {
    pace.Begin(now, 20);
    now += absl::Milliseconds(20);
  }
  EXPECT_GT(pace.next(), now - absl::Milliseconds(20));
}

TEST(CommitPaceTest, AfterAStormNobodyWaits) {
  CommitPace pace;
  const absl::Time now =
      SecondOf(&pace, SecondOf(&pace, absl::UnixEpoch(), 5000), 20);
  EXPECT_LT(pace.next(), now);
}

// What comes after a pause is not counted with what was before it.
TEST(CommitPaceTest, OneTaskAfterAPauseDoesNotWait) {
  CommitPace pace;
  const absl::Time now =
      SecondOf(&pace, absl::UnixEpoch(), 5000) + absl::Seconds(60);
  pace.Begin(now, 1);
  EXPECT_EQ(pace.next(), now);
}

}  // namespace
}  // namespace lehr::server
