#include "client/pool_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(PoolOptionsTest, TimesAreWrittenAsSlurmHasThem) {
  const auto time = [](const char* text) {
    return ParseSlurmTime(text).value_or(absl::InfiniteDuration());
  };
  EXPECT_EQ(time("90"), absl::Minutes(90));
  EXPECT_EQ(time("01:30"), absl::Seconds(90));
  EXPECT_EQ(time("04:00:00"), absl::Hours(4));
  EXPECT_EQ(time("2-12"), absl::Hours(60));
  EXPECT_EQ(time("1-00:30"), absl::Hours(24) + absl::Minutes(30));
  EXPECT_EQ(time("1-00:00:05"), absl::Hours(24) + absl::Seconds(5));
}

TEST(PoolOptionsTest, RefusesWhatIsNoTime) {
  for (const char* text : {"", "4h", "1:2:3:4", "-1", "1-", "a-1", "1:-2"}) {
    EXPECT_THAT(ParseSlurmTime(text),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr("--time: expected MINUTES")))
        << text;
  }
}

TEST(PoolOptionsTest, WhatIsNotSaidStaysAsItWas) {
  v1::PoolSettings settings;
  settings.set_threads(8);
  settings.mutable_slurm()->set_partition("work");
  settings.mutable_slurm()->add_options("--mem=1G");
  PoolOptions options;
  options.max_workers = 3;
  options.extra = "--mem=4G  --exclusive";
  ASSERT_OK(ApplyPoolOptions(options, settings));
  EXPECT_EQ(settings.threads(), 8);
  EXPECT_EQ(settings.max_workers(), 3);
  EXPECT_EQ(settings.slurm().partition(), "work");
  EXPECT_THAT(settings.slurm().options(),
              ElementsAre("--mem=4G", "--exclusive"));
}

}  // namespace
}  // namespace lehr::client
