#include "server/identity/token_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(TokenBookTest, TokensAreLongAndNeverTheSame) {
  const std::string token = MakeToken();
  EXPECT_THAT(token, StartsWith("lehr_"));
  EXPECT_EQ(token.size(), 5u + 64u);  // 256 bits
  EXPECT_NE(token, MakeToken());
}

TEST(TokenBookTest, TheHashIsNotTheToken) {
  const std::string token = MakeToken();
  EXPECT_EQ(TokenHash(token).size(), 32u);
  EXPECT_EQ(TokenHash(token).find(token), std::string::npos);
}

TEST(TokenBookTest, ATokenIsGoodUntilItExpires) {
  TokenBook book;
  const std::string token = MakeToken();
  book.Add(TokenHash(token),
           {.token_id = 3,
            .identity = {.role = Role::kSubmitter, .name = "ana"},
            .expires = kNow + absl::Hours(1)});
  const auto found = book.Find(TokenHash(token), kNow);
  ASSERT_OK(found);
  EXPECT_EQ(found->name, "ana");
  EXPECT_EQ(found->role, Role::kSubmitter);
  EXPECT_THAT(book.Find(TokenHash(token), kNow + absl::Hours(1)),
              StatusIs(absl::StatusCode::kUnauthenticated,
                       AllOf(HasSubstr("token 3 of \"ana\": expired"),
                             HasSubstr("lehr tokens create"))));
}

TEST(TokenBookTest, AnUnknownOrRevokedTokenIsRefusedAndNotRepeated) {
  TokenBook book;
  const std::string token = MakeToken();
  book.Add(TokenHash(token), {.token_id = 3, .identity = {}});
  book.Remove(3);
  const auto found = book.Find(TokenHash(token), kNow);
  EXPECT_THAT(found, StatusIs(absl::StatusCode::kUnauthenticated,
                              HasSubstr("unknown or revoked")));
  EXPECT_EQ(std::string(found.status().message()).find(token),
            std::string::npos);
  EXPECT_FALSE(book.Find("", kNow).ok());
}

}  // namespace
}  // namespace lehr::server
