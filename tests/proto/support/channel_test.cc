#include "proto/support/channel.h"

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr {
namespace {

using ::testing::HasSubstr;

TEST(ChannelTest, KnowsLoopbackAndSockets) {
  for (const char* address :
       {"unix:/a", "127.0.0.1:1", "127.1.2.3:1", "localhost:1", "[::1]:1"}) {
    EXPECT_TRUE(IsLocal(address)) << address;
  }
  for (const char* address : {"0.0.0.0:1", "[::]:1", "10.0.0.1:1", "host:1",
                              "127.example.org:1", "localhost.example.org:1"}) {
    EXPECT_FALSE(IsLocal(address)) << address;
  }
}

TEST(ChannelTest, ATokenDoesNotLeaveThisMachineInPlainText) {
  const ChannelSecurity security = {.tls = {}, .token = "lehr_1"};
  EXPECT_OK(CheckSecurity("127.0.0.1:8420", security, absl::Now()));
  EXPECT_OK(CheckSecurity("unix:/a", security, absl::Now()));
  EXPECT_THAT(CheckSecurity("login1:8420", security, absl::Now()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("--token-file: expected TLS for login1")));
}

}  // namespace
}  // namespace lehr
