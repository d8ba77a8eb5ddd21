#include "server/identity/identity.h"

#include <string>

#include <gtest/gtest.h>

namespace lehr::server {
namespace {

TEST(IdentityTest, ReadsRoleAndNameOfACertificatesUri) {
  const auto identity = IdentityOfUri("lehr://worker/n7");
  ASSERT_TRUE(identity.has_value());
  EXPECT_EQ(identity->role, Role::kWorker);
  EXPECT_EQ(identity->name, "n7");
}

TEST(IdentityTest, WhatIsNotExactlyOursIsNobody) {
  for (const char* uri :
       {"", "lehr://", "lehr://admin", "lehr://admin/", "lehr://root/ann",
        "http://admin/ann", "lehr://admin/ann/bob", "lehr://admin/ann bob",
        "LEHR://admin/ann", "lehr://Admin/ann"}) {
    EXPECT_FALSE(IdentityOfUri(uri).has_value()) << uri;
  }
  EXPECT_FALSE(
      IdentityOfUri("lehr://admin/" + std::string(65, 'x')).has_value());
}

TEST(IdentityTest, RolesHaveTheirNames) {
  for (const Role role :
       {Role::kViewer, Role::kSubmitter, Role::kAdmin, Role::kWorker}) {
    EXPECT_EQ(RoleOf(RoleName(role)), role);
  }
  EXPECT_FALSE(RoleOf("root").has_value());
}

}  // namespace
}  // namespace lehr::server
