#include "proto/support/cores.h"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr {
namespace {

using testing::ElementsAre;

TEST(CoresTest, AreThoseThatTheThreadMayUse) {
  ASSERT_GE(UsableCores(), 1);
  // In a thread of its own, so that the mask ends with it.
  std::thread([] {
    const int last = AllowedCores().back();
    ASSERT_TRUE(RunOn(std::vector{last}));
    EXPECT_THAT(AllowedCores(), ElementsAre(last));
    EXPECT_EQ(UsableCores(), 1);
  }).join();
}

TEST(CoresTest, AThreadCannotRunOnNone) {
  EXPECT_FALSE(RunOn({}));
  EXPECT_GE(UsableCores(), 1);
}

TEST(CoresTest, AreReadAsTheKernelWritesThem) {
  const auto cores = ParseCores("8,0-2\n");
  ASSERT_OK(cores);
  EXPECT_THAT(*cores, ElementsAre(8, 0, 1, 2));
  EXPECT_EQ(CoresText(*cores), "8,0,1,2");
}

TEST(CoresTest, OtherTextIsRefused) {
  for (const char* text :
       {"", "a", "1,", "-1", "3-1", "0-2-4", "1,1", "0-3,2", "99999"}) {
    EXPECT_THAT(ParseCores(text),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         testing::HasSubstr("expected cores such as")))
        << text;
  }
}

}  // namespace
}  // namespace lehr
