// Whose sweeps who may change: the program lehrd, with certificates.

#include "server/service/sweep_owner.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>

#include "proto/support/rpc_status.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/server/service/test_client.h"
#include "tests/server/service/tls_fixture.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class SweepOwnerTest : public TlsServerTest {
 protected:
  void SetUp() override { Start(); }

  std::unique_ptr<TestClient> As(const std::string& role,
                                 const std::string& name) {
    const TlsFiles files =
        Make(role + "-" + name,
             {.role = role, .name = name, .hosts = {}, .life = absl::Hours(1)});
    return std::make_unique<TestClient>(
        address_, ChannelSecurity{.tls = files, .token = ""});
  }
};

// A change of a sweep, by its name.
using Change = std::function<absl::Status(TestClient&, std::int64_t sweep_id)>;

template <typename Request, typename Response>
Change Making(grpc::Status (v1::SweepService::Stub::*call)(grpc::ClientContext*,
                                                           const Request&,
                                                           Response*),
              Request request = {}) {
  return [call, request](TestClient& client, std::int64_t sweep_id) {
    Request of_sweep = request;
    of_sweep.set_sweep_id(sweep_id);
    Response response;
    return FromGrpc(
        (client.sweeps.get()->*call)(Deadline().get(), of_sweep, &response));
  };
}

// In an order in which who may can make them one after the other.
std::vector<std::pair<std::string, Change>> AllChanges() {
  using Stub = v1::SweepService::Stub;
  v1::ExtendSweepRequest extension;
  *extension.mutable_spec() = SpecOf(kAnnealed);
  return {{"UpdateSweep", Making(&Stub::UpdateSweep)},
          {"ExtendSweep", Making(&Stub::ExtendSweep, extension)},
          {"PauseSweep", Making(&Stub::PauseSweep)},
          {"ResumeSweep", Making(&Stub::ResumeSweep)},
          {"RetrySegments", Making(&Stub::RetrySegments)},
          {"CancelSweep", Making(&Stub::CancelSweep)}};
}

TEST_F(SweepOwnerTest, AnotherSubmitterAndAViewerChangeNothing) {
  const auto ann = As("submitter", "ann");
  ASSERT_OK(ann->Submit(kAnnealed, "a"));
  const auto bob = As("submitter", "bob");
  const auto vic = As("viewer", "ann");  // of the same name
  for (const auto& [name, change] : AllChanges()) {
    EXPECT_THAT(change(*bob, 1),
                StatusIs(absl::StatusCode::kPermissionDenied,
                         AllOf(HasSubstr(name + ": sweep 1 belongs to \"ann\""),
                               HasSubstr("the owner or the role admin"),
                               HasSubstr("found submitter (\"bob\")"))));
    EXPECT_THAT(change(*vic, 1),
                StatusIs(absl::StatusCode::kPermissionDenied,
                         HasSubstr("the role submitter, admin")));
  }
  const auto sweep = bob->SweepOf(1);
  ASSERT_OK(sweep);
  EXPECT_EQ(sweep->state(), v1::SWEEP_STATE_RUNNING);
}

TEST_F(SweepOwnerTest, TheOwnerAnAdminAndWhoIsOnTheMachineChangeIt) {
  const auto ann = As("submitter", "ann");
  const auto eve = As("admin", "eve");
  TestClient local(socket_);
  std::int64_t sweep_id = 0;
  for (TestClient* const who : {ann.get(), eve.get(), &local}) {
    ++sweep_id;
    ASSERT_OK(ann->Submit(kAnnealed, absl::StrCat("request ", sweep_id)));
    for (const auto& [name, change] : AllChanges()) {
      EXPECT_OK(change(*who, sweep_id)) << name << " of " << sweep_id;
    }
  }
}

TEST_F(SweepOwnerTest, WhatIsNotThereIsNotFound) {
  const auto bob = As("submitter", "bob");
  EXPECT_THAT(AllChanges().back().second(*bob, 7),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("sweep 7")));
}

}  // namespace
}  // namespace lehr::server
