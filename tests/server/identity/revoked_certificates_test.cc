#include "server/identity/revoked_certificates.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/file.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class RevokedCertificatesTest : public testing::Test {
 protected:
  // As a person would a moment later, whatever the clock of the file system.
  void Write(const std::string& content) {
    ASSERT_OK(WriteFileDurably(path_, content));
    fs::last_write_time(path_, fs::file_time_type(++written_));
  }
  // A moment after the last time.
  bool Has(const std::string& serial) {
    now_ += RevokedCertificates::kInterval;
    return revoked_.Has(serial, now_);
  }

  const fs::path path_ = MakeTestFolder() / "revoked";
  std::chrono::seconds written_ = std::chrono::seconds(0);
  absl::Time now_ = absl::UnixEpoch();
  RevokedCertificates revoked_{path_};
};

TEST_F(RevokedCertificatesTest, TheFirstWordOfALineIsASerialNumber) {
  Write("# since June\n\n0aFF worker n7\n  12\n");
  EXPECT_THAT(*ReadRevoked(path_), ElementsAre("0aff", "12"));
}

TEST_F(RevokedCertificatesTest, WhatIsNoSerialNumberIsNamedByItsLine) {
  for (const char* wrong : {"n7", "123", "12:34"}) {
    Write(std::string("12\n") + wrong + " worker n7\n");
    EXPECT_THAT(ReadRevoked(path_),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr(std::string("revoked:2: "))));
  }
}

TEST_F(RevokedCertificatesTest, TheFileIsReadAgainWhenItHasChanged) {
  EXPECT_FALSE(Has("12"));
  Write("12\n");
  EXPECT_TRUE(Has("12"));
  EXPECT_FALSE(Has("34"));
  Write("12\n34\n");
  EXPECT_FALSE(revoked_.Has("34", now_)) << "looked at too often";
  EXPECT_TRUE(Has("34"));
}

TEST_F(RevokedCertificatesTest, AFileThatCannotBeReadLeavesWhatWas) {
  Write("12\n");
  EXPECT_TRUE(Has("12"));
  Write("nonsense\n");
  EXPECT_TRUE(Has("12"));
  fs::remove(path_);
  EXPECT_TRUE(Has("12"));
}

TEST_F(RevokedCertificatesTest, WithoutAFileNothingIsRevoked) {
  RevokedCertificates none("");
  EXPECT_FALSE(none.Has("12", now_));
}

}  // namespace
}  // namespace lehr::server
