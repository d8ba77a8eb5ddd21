#include "server/coordinator/roster_copy.h"

#include <gtest/gtest.h>

#include "tests/server/coordinator/simulated_pool.h"

namespace lehr::server {
namespace {

class RosterCopyTest : public CoordinatorTest {
 protected:
  void RegisterMany(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) Register("w" + std::to_string(i));
  }
};

TEST_F(RosterCopyTest, WhatHasNotChangedIsNotCopied) {
  RosterCopy copies(coordinator_.get());
  Register("w");
  const auto first = copies.Get(now_);
  EXPECT_EQ(copies.Get(now_ + absl::Hours(1)), first);
}

TEST_F(RosterCopyTest, ASmallRosterIsAlwaysTheNewest) {
  RosterCopy copies(coordinator_.get());
  EXPECT_EQ(copies.Get(now_)->members().size(), 0u);
  Register("w");
  EXPECT_EQ(copies.Get(now_)->members().size(), 1u);
}

TEST_F(RosterCopyTest, ALargeRosterIsCopiedNowAndThen) {
  RegisterMany(RosterCopy::kSmall + 1);
  RosterCopy copies(coordinator_.get());
  const auto first = copies.Get(now_);
  Register("one more");
  EXPECT_EQ(copies.Get(now_), first);
  const auto later = copies.Get(now_ + RosterCopy::kFresh);
  EXPECT_EQ(later->members().size(), RosterCopy::kSmall + 2);
  EXPECT_EQ(first->members().size(), RosterCopy::kSmall + 1)
      << "a copy stays as it is";
}

}  // namespace
}  // namespace lehr::server
