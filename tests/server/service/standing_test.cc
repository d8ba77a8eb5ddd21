// Calls that last and connections that stay, of people who lose their rights
// meanwhile: the program lehrd, with certificates and tokens.

#include <filesystem>
#include <memory>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>

#include "lehr/v1/identity_service.grpc.pb.h"
#include "proto/support/certificate_facts.h"
#include "proto/support/file.h"
#include "proto/support/rpc_status.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/server/service/test_client.h"
#include "tests/server/service/tls_fixture.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kList[] = "/lehr.v1.SweepService/ListSweeps";

// A second until it is asked again, two until a list is read again, and a slow
// machine.
constexpr absl::Duration kSeconds = absl::Seconds(10);

class StandingTest : public TlsServerTest {
 protected:
  void SetUp() override {
    Start();
    local_ = std::make_unique<TestClient>(socket_);
    ASSERT_OK(local_->Submit(kAnnealed, "a"));
  }

  TlsFiles Certificate(const std::string& name, absl::Duration life) {
    return Make(name,
                {.role = "viewer", .name = name, .hosts = {}, .life = life});
  }

  // Watches the sweep, does `change` once the first picture is there, and
  // returns how the call ended.
  template <typename ChangeRights>
  absl::Status WatchWhile(const TestClient& client, ChangeRights change) {
    const auto context = Deadline(kSeconds);
    v1::WatchSweepRequest request;
    request.set_sweep_id(1);
    const auto reader = client.sweeps->WatchSweep(context.get(), request);
    v1::WatchSweepResponse picture;
    EXPECT_TRUE(reader->Read(&picture));
    change();
    while (reader->Read(&picture)) {
    }
    return FromGrpc(reader->Finish());
  }

  void Revoke(const TlsFiles& files) {
    const auto pem = ReadFile(files.cert);
    ASSERT_OK(pem);
    const auto facts = ReadCertificateFacts(*pem);
    ASSERT_OK(facts);
    ASSERT_OK(WriteFileDurably(folder_ / "server/revoked",
                               absl::StrCat(facts->serial, " viewer\n")));
  }

  std::unique_ptr<TestClient> local_;
};

TEST_F(StandingTest, AWatchEndsWithItsToken) {
  const auto identities = v1::IdentityService::NewStub(MakeChannel(socket_));
  v1::CreateTokenRequest wanted;
  wanted.set_role("viewer");
  wanted.set_name("ana");
  v1::CreateTokenResponse token;
  ASSERT_OK(
      FromGrpc(identities->CreateToken(Deadline().get(), wanted, &token)));
  const TestClient ana(address_,
                       {.tls = AuthorityAlone(), .token = token.token()});
  EXPECT_THAT(WatchWhile(ana,
                         [&] {
                           v1::RevokeTokenRequest request;
                           request.set_token_id(token.token_id());
                           v1::RevokeTokenResponse revoked;
                           EXPECT_OK(FromGrpc(identities->RevokeToken(
                               Deadline().get(), request, &revoked)));
                         }),
              StatusIs(absl::StatusCode::kUnauthenticated,
                       HasSubstr("unknown or revoked")));
}

TEST_F(StandingTest, AWatchAndAConnectionEndWithTheirCertificate) {
  const TestClient ann(
      address_, {.tls = Certificate("ann", absl::Seconds(3)), .token = ""});
  EXPECT_THAT(WatchWhile(ann, [] {}),
              StatusIs(absl::StatusCode::kUnauthenticated,
                       AllOf(HasSubstr("certificate of \"ann\": expired at"),
                             HasSubstr("lehr tls issue"))));
  // The connection is still there.
  EXPECT_THAT(
      Call(ann.channel, kList),
      StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("expired at")));
}

TEST_F(StandingTest, ARevokedCertificateIsNotTakenAnyMore) {
  const TlsFiles revoked = Certificate("ann", absl::Hours(1));
  const TlsFiles kept = Certificate("bob", absl::Hours(1));
  const TestClient ann(address_, {.tls = revoked, .token = ""});
  EXPECT_OK(Call(ann.channel, kList));
  EXPECT_THAT(WatchWhile(ann, [&] { Revoke(revoked); }),
              StatusIs(absl::StatusCode::kUnauthenticated,
                       HasSubstr("certificate of \"ann\": revoked (serial ")));
  EXPECT_THAT(
      Call({.tls = revoked, .token = ""}, kList),
      StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("revoked")));
  EXPECT_OK(Call({.tls = kept, .token = ""}, kList));
}

}  // namespace
}  // namespace lehr::server
