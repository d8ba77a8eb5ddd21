#include "server/service/server_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ServerOptionsTest : public testing::Test {
 protected:
  ServerOptionsTest() { options_.data = "/tmp/data"; }
  ServerOptions options_;
};

TEST_F(ServerOptionsTest, ListensOnASocketAndOnLoopbackByDefault) {
  EXPECT_OK(options_.Validate());
  EXPECT_THAT(options_.Addresses(),
              ElementsAre("unix:/tmp/data/lehrd.sock", "127.0.0.1:8420"));
  options_.listen = {"localhost:1"};
  EXPECT_THAT(options_.Addresses(), ElementsAre("localhost:1"));
}

TEST_F(ServerOptionsTest, NamesTheFlagThatIsWrong) {
  const auto expect_wrong = [](const ServerOptions& options, const char* flag) {
    EXPECT_THAT(options.Validate(),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(flag)));
  };
  expect_wrong({}, "--data");
  ServerOptions wrong = options_;
  for (const char* address :
       {"nonsense", ":80", "host:", "host:99999", "unix:", ""}) {
    wrong.listen = {address};
    expect_wrong(wrong, "--listen");
  }
  wrong.listen = {"unix:" + std::string(200, 'x')};
  expect_wrong(wrong, "found 200");
  wrong = options_;
  wrong.lease_seconds = 0;
  expect_wrong(wrong, "--lease-seconds");
  wrong = options_;
  wrong.heartbeat_seconds = -1;
  expect_wrong(wrong, "--heartbeat-seconds");
}

TEST_F(ServerOptionsTest, HeartbeatsComeAtLeastFourTimesALease) {
  options_.lease_seconds = 4;
  options_.heartbeat_seconds = 30;
  EXPECT_EQ(options_.Times().heartbeat_interval, absl::Seconds(1));
  options_.heartbeat_seconds = 0.5;
  EXPECT_EQ(options_.Times().heartbeat_interval, absl::Milliseconds(500));
}

TEST_F(ServerOptionsTest, OtherMachinesReachNothingWithoutTlsUnlessToldSo) {
  options_.listen = {"unix:/a", "127.0.0.1:1", "0.0.0.0:8420"};
  EXPECT_THAT(
      options_.Validate(),
      StatusIs(absl::StatusCode::kInvalidArgument,
               AllOf(HasSubstr("--listen: \"0.0.0.0:8420\""),
                     HasSubstr("--tls-cert"), HasSubstr("--insecure"))));
  options_.insecure = true;
  EXPECT_OK(options_.Validate());
}

TEST_F(ServerOptionsTest, TheDashboardStaysOnThisMachineUnlessToldSo) {
  options_.http = "0.0.0.0:8421";
  EXPECT_THAT(options_.Validate(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("--http: \"0.0.0.0:8421\"")));
  options_.insecure = true;
  EXPECT_OK(options_.Validate());
}

TEST_F(ServerOptionsTest, OneTlsFileAloneIsRefused) {
  options_.tls.cert = "/cert.pem";
  EXPECT_THAT(options_.Validate(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("expected all three or none")));
}

}  // namespace
}  // namespace lehr::server
