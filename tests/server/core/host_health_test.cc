#include "server/core/host_health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class HostHealthTest : public testing::Test {
 protected:
  bool Fail(const char* host) {
    now_ += absl::Seconds(10);
    return health_.Failed(host, v1::FAILURE_CLASS_CRASH, now_);
  }
  void GetOn(const char* host) {
    now_ += absl::Seconds(10);
    health_.GotOn(host, now_);
  }
  bool IsAside(const char* host) {
    return !health_.WhyAside(host, now_).empty();
  }

  HostHealth health_;
  absl::Time now_ = absl::FromUnixSeconds(1800000000);
};

TEST_F(HostHealthTest, AHostThatFailsThreeTimesWhileOthersGetOnIsPutAside) {
  EXPECT_FALSE(Fail("bad"));
  GetOn("good");
  EXPECT_FALSE(Fail("bad"));
  EXPECT_FALSE(IsAside("bad"));
  EXPECT_TRUE(Fail("bad"));
  EXPECT_TRUE(IsAside("bad"));
  EXPECT_FALSE(IsAside("good"));
  EXPECT_THAT(health_.WhyAside("bad", now_),
              AllOf(HasSubstr("put aside until 08:05:40 UTC"),
                    HasSubstr("3 attempts failed on bad (crash)")));
}

TEST_F(HostHealthTest, WhereAllFailItIsNotTheHost) {
  GetOn("b");  // before
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(Fail("a"));
    EXPECT_FALSE(Fail("b"));
  }
}

TEST_F(HostHealthTest, TheOnlyHostIsNeverPutAside) {
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(Fail("alone"));
}

TEST_F(HostHealthTest, WhatGetsOnNowAndThenIsNotPutAside) {
  GetOn("good");
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(Fail("so_so"));
    GetOn("good");
    GetOn("so_so");
  }
}

TEST_F(HostHealthTest, FailuresAreForgottenAfterSomeHours) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(Fail("rare"));
    GetOn("good");
    now_ += absl::Hours(3);
  }
}

TEST_F(HostHealthTest, ItMayTryAgainAndIsThenPutAsideForTwiceAsLong) {
  GetOn("good");
  absl::Duration last = absl::ZeroDuration();
  for (int round = 0; round < 10; ++round) {
    while (!IsAside("bad")) {
      Fail("bad");
      GetOn("good");
    }
    const absl::Time from = now_;
    while (IsAside("bad")) now_ += absl::Minutes(1);
    const absl::Duration aside = now_ - from;
    EXPECT_GE(aside, std::min(last * 1.5, HostHealth::kLongestAside * 0.9));
    EXPECT_LE(aside, HostHealth::kLongestAside + absl::Minutes(1));
    last = aside;
  }
  EXPECT_GE(last, HostHealth::kLongestAside);
}

}  // namespace
}  // namespace lehr::server
