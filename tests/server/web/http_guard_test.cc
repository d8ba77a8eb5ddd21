#include "server/web/http_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::server {
namespace {

TEST(HttpGuardTest, ReadsAddresses) {
  EXPECT_EQ(ParseHttpAddress("127.0.0.1:8421")->host, "127.0.0.1");
  EXPECT_EQ(ParseHttpAddress("127.0.0.1:8421")->port, 8421);
  EXPECT_EQ(ParseHttpAddress("[::1]:80")->host, "::1");
  EXPECT_EQ(ParseHttpAddress("localhost:0")->port, 0);
}

TEST(HttpGuardTest, NamesTheFlagOfAnAddressThatIsNone) {
  for (const char* text : {"", "8421", "localhost", "localhost:", ":8421",
                           "a:70000", "a:-1", "[::1]", "a:8421x"}) {
    const auto address = ParseHttpAddress(text);
    ASSERT_FALSE(address.ok()) << text;
    EXPECT_THAT(address.status().message(), testing::HasSubstr("--http"));
  }
}

TEST(HttpGuardTest, OnLoopbackOnlyThisMachinesNamesAreAnswered) {
  for (const char* host :
       {"localhost:8421", "127.0.0.1:8421", "[::1]:9", "localhost"}) {
    EXPECT_TRUE(CheckHost("127.0.0.1", {.host = host, .origin = ""}).ok())
        << host;
  }
  // A name that an attacker's DNS points at 127.0.0.1.
  for (const char* host : {"evil.example:8421", "", "localhost.evil.example",
                           "127.evil.example:8421"}) {
    EXPECT_FALSE(CheckHost("127.0.0.1", {.host = host, .origin = ""}).ok())
        << host;
  }
}

TEST(HttpGuardTest, BeyondLoopbackAnyNameMayBeOurs) {
  EXPECT_TRUE(
      CheckHost("10.0.0.1", {.host = "head.cluster:8421", .origin = ""}).ok());
}

TEST(HttpGuardTest, ChangesMustComeFromThePage) {
  EXPECT_TRUE(CheckPost({.host = "localhost:1",
                         .origin = "http://localhost:1",
                         .from_page = true})
                  .ok());
  EXPECT_FALSE(CheckPost({.host = "localhost:1", .origin = ""}).ok());
  EXPECT_FALSE(CheckPost({.host = "localhost:1",
                          .origin = "http://evil.example",
                          .from_page = true})
                   .ok());
}

}  // namespace
}  // namespace lehr::server
