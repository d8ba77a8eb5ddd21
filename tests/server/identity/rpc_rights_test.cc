#include "server/identity/rpc_rights.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include "lehr/v1/admin_service.pb.h"
#include "lehr/v1/artifact_service.pb.h"
#include "lehr/v1/identity_service.pb.h"
#include "lehr/v1/pool_service.pb.h"
#include "lehr/v1/sweep_service.pb.h"
#include "lehr/v1/worker_service.pb.h"

namespace lehr::server {
namespace {

using ::testing::ElementsAre;

// All calls of the contract: whoever adds a file of services adds it here, and
// what the table has of it then fails TheTableNamesNothingElse until he does.
std::set<std::string> AllPaths() {
  std::set<std::string> paths;
  for (const auto* file : {v1::BackupRequest::descriptor()->file(),
                           v1::UploadArtifactRequest::descriptor()->file(),
                           v1::CreateTokenRequest::descriptor()->file(),
                           v1::CreatePoolRequest::descriptor()->file(),
                           v1::SubmitSweepRequest::descriptor()->file(),
                           v1::HeartbeatRequest::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i) {
      const auto* service = file->service(i);
      for (int j = 0; j < service->method_count(); ++j) {
        paths.insert("/" + service->full_name() + "/" +
                     service->method(j)->name());
      }
    }
  }
  return paths;
}

TEST(RpcRightsTest, EveryCallOfTheContractIsInTheTable) {
  ASSERT_GE(AllPaths().size(), 38u);
  for (const std::string& path : AllPaths()) {
    EXPECT_NE(RightOf(path), nullptr)
        << path << ": add a row to server/identity/rpc_rights.cc";
  }
}

TEST(RpcRightsTest, TheTableNamesNothingElse) {
  const std::set<std::string> paths = AllPaths();
  for (const RpcRight& right : AllRpcRights()) {
    if (right.path.starts_with("/grpc.")) continue;
    EXPECT_EQ(paths.count(std::string(right.path)), 1u) << right.path;
  }
}

TEST(RpcRightsTest, WhoMayMoreMayAllThatOthersMay) {
  for (const RpcRight& right : AllRpcRights()) {
    if (MayCall(right, Role::kViewer)) {
      EXPECT_TRUE(MayCall(right, Role::kSubmitter)) << right.path;
    }
    if (MayCall(right, Role::kSubmitter)) {
      EXPECT_TRUE(MayCall(right, Role::kAdmin)) << right.path;
    }
  }
}

TEST(RpcRightsTest, WhatAViewerMayChangesNothing) {
  for (const RpcRight& right : AllRpcRights()) {
    if (right.audited) {
      EXPECT_FALSE(MayCall(right, Role::kViewer)) << right.path;
    }
  }
}

TEST(RpcRightsTest, PeopleAreNoWorkersAndWorkersAreNoPeople) {
  for (const RpcRight& right : AllRpcRights()) {
    if (right.path.starts_with("/lehr.v1.WorkerService/")) {
      EXPECT_FALSE(MayCall(right, Role::kAdmin)) << right.path;
      EXPECT_TRUE(MayCall(right, Role::kWorker)) << right.path;
    }
    if (right.path.starts_with("/lehr.v1.SweepService/") ||
        right.path.starts_with("/lehr.v1.AdminService/") ||
        right.path.starts_with("/lehr.v1.IdentityService/")) {
      EXPECT_FALSE(MayCall(right, Role::kWorker)) << right.path;
    }
  }
}

TEST(RpcRightsTest, OnlyAProbeNeedsNoName) {
  std::vector<std::string_view> open;
  for (const RpcRight& right : AllRpcRights()) {
    if (right.people == People::kAnyone) open.push_back(right.path);
  }
  EXPECT_THAT(open, ElementsAre("/grpc.health.v1.Health/Check",
                                "/grpc.health.v1.Health/Watch"));
}

TEST(RpcRightsTest, WhatIsNotInTheTableHasNoRight) {
  EXPECT_EQ(RightOf(""), nullptr);
  EXPECT_EQ(RightOf("/lehr.v1.SweepService/"), nullptr);
  EXPECT_EQ(RightOf("/lehr.v1.SweepService/PlanSweepX"), nullptr);
  EXPECT_EQ(RightOf("lehr.v1.SweepService/PlanSweep"), nullptr);
}

}  // namespace
}  // namespace lehr::server
