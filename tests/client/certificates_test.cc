#include "client/certificates.h"

#include <filesystem>
#include <string>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/file.h"
#include "proto/support/tls_files.h"
#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class CertificatesTest : public testing::Test {
 protected:
  CertificatesTest() { std::filesystem::create_directories(folder_); }
  ~CertificatesTest() override { std::filesystem::remove_all(folder_); }

  static KeyPair Authority() {
    auto made = MakeAuthority("test", absl::Hours(1));
    EXPECT_OK(made);
    return *std::move(made);
  }

  TlsFiles Write(const KeyPair& authority, const KeyPair& pair) {
    const TlsFiles files = {.ca = (folder_ / "ca.pem").string(),
                            .cert = (folder_ / "cert.pem").string(),
                            .key = (folder_ / "key.pem").string()};
    EXPECT_OK(WriteFileDurably(files.ca, authority.certificate));
    EXPECT_OK(WriteFileDurably(files.cert, pair.certificate));
    EXPECT_OK(WriteFileDurably(files.key, pair.key, 0600));
    return files;
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      testing::UnitTest::GetInstance()->current_test_info()->name();
  const CertificateWish wish_ = {
      .role = "worker", .name = "n7", .hosts = {}, .life = absl::Hours(1)};
};

TEST_F(CertificatesTest, WhatIsIssuedCanBeUsedUntilItExpires) {
  const KeyPair authority = Authority();
  const auto pair = Issue(authority, wish_);
  ASSERT_OK(pair);
  const TlsFiles files = Write(authority, *pair);
  EXPECT_OK(CheckTlsFiles(files, absl::Now()));
  const auto end = CertificateEnd(files.cert);
  ASSERT_OK(end);
  // A second to make it, a second of rounding, and a busy machine.
  EXPECT_LT(absl::AbsDuration(*end - absl::Now() - absl::Hours(1)),
            absl::Minutes(1));
  EXPECT_THAT(CheckTlsFiles(files, *end + absl::Seconds(1)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("--tls-cert"), HasSubstr("expired at"),
                             HasSubstr("lehr tls issue"))));
  EXPECT_THAT(CheckTlsFiles(files, absl::Now() - absl::Hours(1)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("its time begins at")));
}

TEST_F(CertificatesTest, AnotherAuthoritysCertificateIsRefused) {
  const auto pair = Issue(Authority(), wish_);
  ASSERT_OK(pair);
  EXPECT_THAT(CheckTlsFiles(Write(Authority(), *pair), absl::Now()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("not signed by the authority in")));
}

TEST_F(CertificatesTest, AnotherCertificatesKeyIsRefused) {
  const KeyPair authority = Authority();
  const auto one = Issue(authority, wish_);
  const auto two = Issue(authority, wish_);
  ASSERT_OK(one);
  ASSERT_OK(two);
  const TlsFiles files =
      Write(authority, {.certificate = one->certificate, .key = two->key});
  EXPECT_THAT(CheckTlsFiles(files, absl::Now()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("not the key of the certificate")));
}

TEST_F(CertificatesTest, WhatIsNoPemIsNamed) {
  const KeyPair authority = Authority();
  const TlsFiles files =
      Write(authority, {.certificate = "nonsense", .key = "nonsense"});
  EXPECT_THAT(CheckTlsFiles(files, absl::Now()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("cert.pem: expected a certificate")));
}

TEST_F(CertificatesTest, HalfOfTheFilesIsNotEnough) {
  EXPECT_THAT(CheckTlsFiles({.ca = "", .cert = "a", .key = "b"}, absl::Now()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("--tls-ca: expected")));
  EXPECT_THAT(CheckTlsFiles({.ca = "c", .cert = "a", .key = ""}, absl::Now()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("expected both or none")));
}

TEST_F(CertificatesTest, NamesCannotCarryOtherEntries) {
  const KeyPair authority = Authority();
  CertificateWish wish = wish_;
  wish.name = "n7,URI:lehr://admin/n7";
  EXPECT_THAT(Issue(authority, wish),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("--name: expected")));
  wish = wish_;
  wish.role = "root";
  EXPECT_THAT(Issue(authority, wish),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("--role: expected one of server, viewer")));
  wish = {.role = "server",
          .name = "lehrd",
          .hosts = {"a,URI:lehr://admin/x"},
          .life = absl::Hours(1)};
  EXPECT_THAT(Issue(authority, wish),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("--host: expected")));
}

}  // namespace
}  // namespace lehr::client
