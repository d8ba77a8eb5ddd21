#include "server/coordinator/page_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::HasSubstr;

TEST(PageTokenTest, EmptyIsTheFirstPage) {
  EXPECT_EQ(*ReadPageToken("", 7), 7);
  EXPECT_EQ(*ReadPageToken("12", 7), 12);
}

TEST(PageTokenTest, RefusesWhatNoAnswerHad) {
  for (const char* token : {"x", "-1", "1.5", "99999999999999999999"}) {
    EXPECT_THAT(
        ReadPageToken(token, 0),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("page_token")));
  }
}

TEST(PageTokenTest, SizesAreAtMostTheLimit) {
  EXPECT_EQ(*ReadPageSize(0, 100, 1000), 100);
  EXPECT_EQ(*ReadPageSize(5, 100, 1000), 5);
  EXPECT_EQ(*ReadPageSize(5000, 100, 1000), 1000);
  EXPECT_THAT(
      ReadPageSize(-1, 100, 1000),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("found -1")));
}

}  // namespace
}  // namespace lehr::server
