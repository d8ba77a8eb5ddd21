#include "proto/support/backoff.h"

#include <gtest/gtest.h>

namespace lehr {
namespace {

TEST(BackoffTest, DoublesUpToTheMostAndStaysWithinHalfBelow) {
  Backoff backoff(absl::Seconds(1), absl::Seconds(5), 7);
  for (const int seconds : {1, 2, 4, 5, 5}) {
    const absl::Duration wait = backoff.Next();
    EXPECT_LE(wait, absl::Seconds(seconds));
    EXPECT_GE(wait, absl::Seconds(seconds) / 2);
  }
}

TEST(BackoffTest, StartsAgainAfterASuccess) {
  Backoff backoff(absl::Seconds(1), absl::Seconds(60), 7);
  for (int i = 0; i < 5; ++i) backoff.Next();
  backoff.Reset();
  EXPECT_LE(backoff.Next(), absl::Seconds(1));
}

TEST(BackoffTest, DifferentSeedsWaitDifferently) {
  Backoff one(absl::Seconds(1), absl::Seconds(60), 1);
  Backoff two(absl::Seconds(1), absl::Seconds(60), 2);
  EXPECT_NE(one.Next(), two.Next());
}

}  // namespace
}  // namespace lehr
