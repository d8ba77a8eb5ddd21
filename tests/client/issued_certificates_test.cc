#include "client/issued_certificates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/certificates.h"
#include "proto/support/file.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

using ::testing::IsEmpty;

TEST(IssuedCertificatesTest, AListGrowsAndHasEachOnce) {
  const auto list = MakeTestFolder() / "issued";
  EXPECT_THAT(ReadIssued(list), IsEmpty());
  const IssuedCertificate n7 = {
      .serial = "0a1b", .role = "worker", .name = "n7"};
  ASSERT_OK(AddIssued(list, {n7}, 0600));
  ASSERT_OK(AddIssued(
      list, {n7, {.serial = "02", .role = "viewer", .name = "ana"}}, 0600));
  EXPECT_EQ(*ReadFile(list), "0a1b worker n7\n02 viewer ana\n");
  EXPECT_EQ(ReadIssued(list)[1].name, "ana");
}

TEST(IssuedCertificatesTest, WhatAPersonWroteStays) {
  const auto list = MakeTestFolder() / "revoked";
  ASSERT_OK(WriteFileDurably(list, "# since June\n12"));
  ASSERT_OK(AddIssued(list, {{.serial = "02", .role = "viewer", .name = "ana"}},
                      0644));
  EXPECT_EQ(*ReadFile(list), "# since June\n12\n02 viewer ana\n");
}

TEST(IssuedCertificatesTest, SerialsOfOneAuthorityDiffer) {
  const auto authority = MakeAuthority("test", absl::Hours(1));
  ASSERT_OK(authority);
  const CertificateWish wish = {
      .role = "viewer", .name = "ana", .hosts = {}, .life = absl::Hours(1)};
  const auto one = IssuedAs(Issue(*authority, wish)->certificate, "", "");
  const auto other = IssuedAs(Issue(*authority, wish)->certificate, "", "");
  ASSERT_OK(one);
  ASSERT_OK(other);
  EXPECT_NE(one->serial, other->serial);
  EXPECT_EQ(IssuedAs("nothing", "", "").status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace lehr::client
