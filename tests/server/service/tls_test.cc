// TLS, certificates and roles: the program lehrd, as others on a network see
// it.

#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/tls_probe.h"
#include "server/identity/rpc_rights.h"
#include "tests/server/service/tls_fixture.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kList[] = "/lehr.v1.SweepService/ListSweeps";
constexpr char kBackup[] = "/lehr.v1.AdminService/Backup";
constexpr char kHealth[] = "/grpc.health.v1.Health/Check";

// The call was let in, whatever has become of it.
bool WasLetIn(const absl::Status& status) {
  return !absl::IsPermissionDenied(status) && !absl::IsUnauthenticated(status);
}

TEST_F(TlsServerTest, EachRoleMayWhatTheTableSaysAndNothingElse) {
  Start();
  for (const Role role :
       {Role::kViewer, Role::kSubmitter, Role::kAdmin, Role::kWorker}) {
    const std::string name(RoleName(role));
    const auto channel =
        MakeChannel(address_, {.tls = Make(name, "ana"), .token = ""});
    for (const RpcRight& right : AllRpcRights()) {
      // It waits until the server's health changes.
      if (right.path == "/grpc.health.v1.Health/Watch") continue;
      const absl::Status status = Call(channel, std::string(right.path));
      EXPECT_EQ(WasLetIn(status), MayCall(right, role))
          << name << " " << right.path << ": " << status;
      if (MayCall(right, role)) continue;
      EXPECT_THAT(
          status,
          StatusIs(absl::StatusCode::kPermissionDenied,
                   HasSubstr(absl::StrCat("found ", name, " (\"ana\")"))));
    }
  }
}

TEST_F(TlsServerTest, WhoIsNobodyMayOnlyAskWhetherTheServerIsThere) {
  Start();
  const ChannelSecurity nobody = {.tls = AuthorityAlone(), .token = ""};
  EXPECT_OK(Call(nobody, kHealth));
  EXPECT_THAT(Call(nobody, kList), StatusIs(absl::StatusCode::kUnauthenticated,
                                            AllOf(HasSubstr("--tls-cert"),
                                                  HasSubstr("--token-file"))));
}

TEST_F(TlsServerTest, TheSocketOfTheMachineNeedsNoCertificate) {
  Start();
  EXPECT_OK(Call(MakeChannel(socket_), kBackup));
}

TEST_F(TlsServerTest, WithoutTlsLoopbackMayDoEverything) {
  Start({});
  EXPECT_OK(Call(ChannelSecurity(), kBackup));
  EXPECT_OK(Call(ChannelSecurity(), kList));
}

TEST_F(TlsServerTest, ATokenThatIsNoneIsRefusedAlsoOnThisMachine) {
  Start({});
  EXPECT_THAT(Call({.tls = {}, .token = "lehr_0"}, kList),
              StatusIs(absl::StatusCode::kUnauthenticated,
                       HasSubstr("unknown or revoked")));
}

TEST_F(TlsServerTest, ForeignCertificatesAreRefusedAndTheProbeSaysWhy) {
  Start();
  const auto foreign = client::MakeAuthority("foreign", absl::Hours(1));
  ASSERT_OK(foreign);
  const auto pair = client::Issue(
      *foreign,
      {.role = "admin", .name = "eve", .hosts = {}, .life = absl::Hours(1)});
  ASSERT_OK(pair);
  const TlsFiles files = Write("eve", authority_.certificate, *pair);
  EXPECT_THAT(Call({.tls = files, .token = ""}, kList),
              StatusIs(absl::StatusCode::kUnavailable, testing::_));
  EXPECT_THAT(ExplainRefusal(address_, files),
              StatusIs(absl::StatusCode::kUnauthenticated,
                       AllOf(HasSubstr("refuses the certificate"),
                             HasSubstr("signed by the authority"))));
}

TEST_F(TlsServerTest, ExpiredCertificatesAreRefusedAndTheProbeSaysWhy) {
  Start();
  const TlsFiles files = Make(
      "old",
      {.role = "admin", .name = "ann", .hosts = {}, .life = -absl::Minutes(1)});
  EXPECT_THAT(Call({.tls = files, .token = ""}, kList),
              StatusIs(absl::StatusCode::kUnavailable, testing::_));
  EXPECT_THAT(ExplainRefusal(address_, files),
              StatusIs(absl::StatusCode::kUnauthenticated,
                       AllOf(HasSubstr("refuses the certificate"),
                             HasSubstr("not be expired"))));
}

TEST_F(TlsServerTest, AServersCertificateIsNobodysIdentity) {
  Start();
  const TlsFiles files = Make("server2", {.role = "server",
                                          .name = "lehrd",
                                          .hosts = {"127.0.0.1"},
                                          .life = absl::Hours(1)});
  EXPECT_FALSE(Call({.tls = files, .token = ""}, kList).ok());
}

TEST_F(TlsServerTest, AServerOfAnotherAuthorityIsRefused) {
  Start();
  const auto foreign = client::MakeAuthority("foreign", absl::Hours(1));
  ASSERT_OK(foreign);
  const auto pair = client::Issue(
      authority_,
      {.role = "admin", .name = "ann", .hosts = {}, .life = absl::Hours(1)});
  ASSERT_OK(pair);
  const TlsFiles files = Write("ann", foreign->certificate, *pair);
  EXPECT_THAT(ExplainRefusal(address_, files),
              StatusIs(absl::StatusCode::kUnauthenticated,
                       AllOf(HasSubstr("certificate of the server"),
                             HasSubstr("--tls-ca"))));
}

TEST_F(TlsServerTest, PlainTextToATlsServerIsExplained) {
  Start();
  EXPECT_THAT(Call(ChannelSecurity(), kList),
              StatusIs(absl::StatusCode::kUnavailable, testing::_));
  EXPECT_THAT(ExplainRefusal(address_, {}),
              StatusIs(absl::StatusCode::kUnauthenticated,
                       AllOf(HasSubstr("want TLS"), HasSubstr("--tls-ca"))));
}

TEST_F(TlsServerTest, TlsToAPlainServerIsExplainedAndDoesNotFallBack) {
  Start({});
  const TlsFiles files = Make("admin", "ann");
  EXPECT_THAT(Call({.tls = files, .token = ""}, kList),
              StatusIs(absl::StatusCode::kUnavailable, testing::_));
  EXPECT_THAT(ExplainRefusal(address_, files),
              StatusIs(absl::StatusCode::kUnauthenticated,
                       HasSubstr("does not speak TLS")));
  EXPECT_OK(ExplainRefusal(address_, {}));
}

TEST_F(TlsServerTest, WhatWorksIsNotExplained) {
  Start();
  EXPECT_OK(ExplainRefusal(address_, Make("admin", "ann")));
  EXPECT_OK(ExplainRefusal(socket_, {}));
  EXPECT_OK(ExplainRefusal("127.0.0.1:1", {}));  // nobody listens
}

TEST_F(TlsServerTest, AServersNewCertificateIsTakenWhileItRuns) {
  const auto wish = [](const std::string& host) {
    return client::CertificateWish{.role = "server",
                                   .name = "lehrd",
                                   .hosts = {host},
                                   .life = absl::Hours(1)};
  };
  Make("server", wish("elsewhere"));
  Start();
  const TlsFiles files = Make("viewer", "ann");
  EXPECT_THAT(
      ExplainRefusal(address_, files),
      StatusIs(absl::StatusCode::kUnauthenticated,
               AllOf(HasSubstr("mismatch"), HasSubstr("--host 127.0.0.1"))));
  EXPECT_FALSE(Call({.tls = files, .token = ""}, kList).ok());
  Make("server", wish("127.0.0.1"));
  EXPECT_TRUE(
      WaitUntil([&] { return Call({.tls = files, .token = ""}, kList).ok(); },
                absl::Seconds(20)));
}

TEST_F(TlsServerTest, AClientsNewCertificateIsTakenByItsNextConnection) {
  Start();
  const auto make = [this](const std::string& role) {
    return Make(
        "me",
        {.role = role, .name = "ann", .hosts = {}, .life = absl::Hours(1)});
  };
  const auto channel =
      MakeChannel(address_, {.tls = make("viewer"), .token = ""});
  EXPECT_THAT(Call(channel, kBackup),
              StatusIs(absl::StatusCode::kPermissionDenied,
                       HasSubstr("expected the role admin, found viewer")));
  make("admin");
  absl::SleepFor(2 * absl::Seconds(kTlsReloadSeconds));  // until it is read
  program_.reset();
  Start();
  EXPECT_TRUE(WaitUntil([&] { return Call(channel, kBackup).ok(); },
                        absl::Seconds(20)));
}

}  // namespace
}  // namespace lehr::server
