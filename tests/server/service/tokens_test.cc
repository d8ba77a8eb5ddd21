// Tokens and the audit log: the program lehrd, as an admin sees it.

#include <chrono>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include "lehr/v1/artifact_service.grpc.pb.h"
#include "lehr/v1/identity_service.grpc.pb.h"
#include "lehr/v1/sweep_service.grpc.pb.h"
#include "proto/support/rpc_status.h"
#include "tests/server/service/tls_fixture.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kList[] = "/lehr.v1.SweepService/ListSweeps";
constexpr char kBackup[] = "/lehr.v1.AdminService/Backup";

class TokensTest : public TlsServerTest {
 protected:
  // As somebody on the server's machine.
  std::unique_ptr<v1::IdentityService::Stub> Identities() {
    return v1::IdentityService::NewStub(MakeChannel(socket_));
  }

  static std::unique_ptr<grpc::ClientContext> Context() {
    auto context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(std::chrono::system_clock::now() +
                          std::chrono::seconds(20));
    return context;
  }

  v1::CreateTokenResponse Create(const std::string& role,
                                 absl::Time expires = absl::InfiniteFuture()) {
    v1::CreateTokenRequest request;
    request.set_role(role);
    request.set_name("ana");
    if (expires != absl::InfiniteFuture()) {
      request.mutable_expires()->set_seconds(absl::ToUnixSeconds(expires));
    }
    v1::CreateTokenResponse response;
    EXPECT_OK(FromGrpc(
        Identities()->CreateToken(Context().get(), request, &response)));
    return response;
  }

  ChannelSecurity With(const v1::CreateTokenResponse& created) const {
    return {.tls = AuthorityAlone(), .token = created.token()};
  }

  std::vector<v1::AuditEntry> Audit() {
    v1::ListAuditEntriesResponse response;
    EXPECT_OK(FromGrpc(
        Identities()->ListAuditEntries(Context().get(), {}, &response)));
    return {response.entries().begin(), response.entries().end()};
  }
};

TEST_F(TokensTest, ATokenLetsInAsItsRoleUntilItIsRevoked) {
  Start();
  const auto created = Create("viewer");
  // One connection, so that it is the call that is refused.
  const auto channel = MakeChannel(address_, With(created));
  EXPECT_OK(Call(channel, kList));
  EXPECT_THAT(Call(channel, kBackup),
              StatusIs(absl::StatusCode::kPermissionDenied,
                       HasSubstr("found viewer (\"ana\")")));
  v1::RevokeTokenRequest request;
  request.set_token_id(created.token_id());
  v1::RevokeTokenResponse response;
  ASSERT_OK(
      FromGrpc(Identities()->RevokeToken(Context().get(), request, &response)));
  EXPECT_THAT(Call(channel, kList), StatusIs(absl::StatusCode::kUnauthenticated,
                                             HasSubstr("unknown or revoked")));
}

TEST_F(TokensTest, AnExpiredTokenIsRefused) {
  Start();
  EXPECT_THAT(
      Call(With(Create("admin", absl::Now() - absl::Minutes(1))), kList),
      StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("expired at")));
  EXPECT_OK(Call(With(Create("admin", absl::Now() + absl::Hours(1))), kList));
}

TEST_F(TokensTest, ATokenGoesBeforeACertificate) {
  Start();
  ChannelSecurity security = With(Create("viewer"));
  security.tls = Make("admin", "ann");
  EXPECT_THAT(Call(security, kBackup),
              StatusIs(absl::StatusCode::kPermissionDenied,
                       HasSubstr("found viewer (\"ana\")")));
}

TEST_F(TokensTest, TokensOutliveTheServerWhichKeepsNoneOfThem) {
  Start();
  const auto created = Create("viewer");
  program_.reset();
  std::string kept;
  for (const char* name : {"lehr.db", "lehr.db-wal"}) {
    std::ifstream file(folder_ / "data" / name, std::ios::binary);
    kept.append(std::istreambuf_iterator<char>(file), {});
  }
  EXPECT_THAT(kept, HasSubstr("ana"));
  EXPECT_EQ(kept.find(created.token().substr(5)), std::string::npos);
  Start();
  EXPECT_OK(Call(With(created), kList));
}

TEST_F(TokensTest, RolesAndNamesAreChecked) {
  Start();
  v1::CreateTokenRequest request;
  request.set_role("root");
  request.set_name("ana");
  v1::CreateTokenResponse response;
  EXPECT_THAT(
      FromGrpc(Identities()->CreateToken(Context().get(), request, &response)),
      StatusIs(absl::StatusCode::kInvalidArgument,
               HasSubstr("found \"root\"")));
  request.set_role("viewer");
  request.set_name("ana\nbob");
  EXPECT_THAT(
      FromGrpc(Identities()->CreateToken(Context().get(), request, &response)),
      StatusIs(absl::StatusCode::kInvalidArgument,
               HasSubstr("name: expected")));
  v1::RevokeTokenRequest revoke;
  revoke.set_token_id(77);
  v1::RevokeTokenResponse revoked;
  EXPECT_THAT(
      FromGrpc(Identities()->RevokeToken(Context().get(), revoke, &revoked)),
      StatusIs(absl::StatusCode::kNotFound, HasSubstr("token 77")));
}

TEST_F(TokensTest, TheAuditLogSaysWhoDidWhatAndWhoWasRefused) {
  Start();
  const auto sweeps = v1::SweepService::NewStub(
      MakeChannel(address_, {.tls = Make("submitter", "ann"), .token = ""}));
  v1::CancelSweepRequest cancel;
  cancel.set_sweep_id(7);
  cancel.set_reason("a typo");
  v1::CancelSweepResponse cancelled;
  EXPECT_EQ(
      sweeps->CancelSweep(Context().get(), cancel, &cancelled).error_code(),
      grpc::StatusCode::NOT_FOUND);
  v1::ListSweepsResponse listed;
  EXPECT_TRUE(sweeps->ListSweeps(Context().get(), {}, &listed).ok());
  EXPECT_FALSE(Call({.tls = Make("viewer", "bob"), .token = ""}, kBackup).ok());
  // They are written right after the answers.
  ASSERT_TRUE(
      WaitUntil([&] { return Audit().size() == 2; }, absl::Seconds(20)));
  const auto entries = Audit();
  EXPECT_EQ(entries[1].name(), "ann");
  EXPECT_EQ(entries[1].role(), "submitter");
  EXPECT_THAT(entries[1].peer(), HasSubstr("127.0.0.1:"));
  EXPECT_EQ(entries[1].rpc(), "SweepService/CancelSweep");
  EXPECT_EQ(entries[1].subject(), "sweep_id=7 reason=a typo");
  EXPECT_EQ(entries[1].code(), "NOT_FOUND");
  EXPECT_EQ(entries[0].name(), "bob");
  EXPECT_EQ(entries[0].rpc(), "AdminService/Backup");
  EXPECT_EQ(entries[0].code(), "PERMISSION_DENIED");
}

TEST_F(TokensTest, TokensAndTheAuditLogAreNoTablesForPeople) {
  Start();
  const auto sweeps = v1::SweepService::NewStub(MakeChannel(socket_));
  for (const char* table : {"tokens", "audit_log"}) {
    v1::RunSqlRequest request;
    request.set_statement(std::string("SELECT * FROM ") + table);
    const auto context = Context();
    const auto reader = sweeps->RunSql(context.get(), request);
    v1::RunSqlResponse rows;
    while (reader->Read(&rows)) {
    }
    EXPECT_THAT(FromGrpc(reader->Finish()),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr(std::string("SELECT of \"") + table)));
  }
}

TEST_F(TokensTest, AWorkerUploadsOnlyWhatAttemptsOfItsOwnHaveMade) {
  Start();
  const auto artifacts = v1::ArtifactService::NewStub(
      MakeChannel(address_, {.tls = Make("worker", "n7"), .token = ""}));
  const auto context = Context();
  v1::UploadArtifactResponse response;
  const auto writer = artifacts->UploadArtifact(context.get(), &response);
  v1::UploadArtifactRequest request;
  request.set_sha256(std::string(32, 'x'));
  request.set_session("somebody else's.");
  request.set_segment_id(3);
  request.set_attempt(1);
  writer->Write(request);
  writer->WritesDone();
  EXPECT_THAT(FromGrpc(writer->Finish()),
              StatusIs(absl::StatusCode::kPermissionDenied,
                       AllOf(HasSubstr("attempt of this worker's"),
                             HasSubstr("segment 3: attempt 1"))));
}

}  // namespace
}  // namespace lehr::server
