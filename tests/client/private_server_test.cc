#include "client/private_server.h"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>

#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

using ::testing::StartsWith;

TEST(PrivateServerTest, TheSocketIsInTheDataFolder) {
  const auto path = SocketPath("/data/study");
  ASSERT_OK(path);
  EXPECT_EQ(*path, "/data/study/lehrd.sock");
}

TEST(PrivateServerTest, ALongPathGetsAShortSocketThatIsAlwaysTheSame) {
  const std::filesystem::path data = "/" + std::string(100, 'x');
  const auto path = SocketPath(data);
  ASSERT_OK(path);
  EXPECT_LE(path->string().size(), 107u);
  EXPECT_THAT(path->string(), StartsWith("/tmp/lehr-run-"));
  const auto again = SocketPath(data);
  ASSERT_OK(again);
  EXPECT_EQ(*path, *again);
  const auto other = SocketPath("/" + std::string(101, 'x'));
  ASSERT_OK(other);
  EXPECT_NE(*path, *other);
}

TEST(PrivateServerTest, AMissingServerProgramIsNamed) {
  PrivateServerOptions options;
  options.data = MakeTestFolder() / "data";
  options.programs = "/nowhere";
  EXPECT_THAT(PrivateServer::Start(options),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       testing::HasSubstr("/nowhere/lehrd")));
}

}  // namespace
}  // namespace lehr::client
