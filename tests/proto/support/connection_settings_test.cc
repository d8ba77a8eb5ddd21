#include "proto/support/connection_settings.h"

#include <filesystem>
#include <map>
#include <string>

#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/file.h"
#include "tests/support/status_matchers.h"

namespace lehr {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class ConnectionSettingsTest : public testing::Test {
 protected:
  ConnectionSettingsTest() {
    std::filesystem::create_directories(folder_ / "lehr");
    variables_["XDG_CONFIG_HOME"] = folder_.string();
  }
  ~ConnectionSettingsTest() override { std::filesystem::remove_all(folder_); }

  void WriteConfig(const std::string& text) {
    ASSERT_OK(WriteFileDurably(folder_ / "lehr" / "lehr.conf", text));
  }
  absl::StatusOr<ConnectionSettings> Settings(const std::string& server = "") {
    return SettingsFrom([this](const char* name) { return variables_[name]; },
                        server);
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      testing::UnitTest::GetInstance()->current_test_info()->name();
  std::map<std::string, std::string> variables_;
};

TEST_F(ConnectionSettingsTest, NothingSaidMeansNothingSet) {
  const auto settings = Settings();
  ASSERT_OK(settings);
  EXPECT_EQ(settings->server, "");
  EXPECT_TRUE(settings->security.tls.empty());
}

TEST_F(ConnectionSettingsTest, PathsOfTheFileBeginInItsFolder) {
  WriteConfig(
      "# ours\nserver = login1:8420\ntls-ca=ca.pem  # of the site\n"
      "tls-cert = /etc/lehr/cert.pem\n\ntls-key = key.pem\n");
  const auto settings = Settings();
  ASSERT_OK(settings);
  EXPECT_EQ(settings->server, "login1:8420");
  EXPECT_EQ(settings->security.tls.ca, (folder_ / "lehr/ca.pem").string());
  EXPECT_EQ(settings->security.tls.cert, "/etc/lehr/cert.pem");
}

TEST_F(ConnectionSettingsTest, TheEnvironmentGoesBeforeTheFile) {
  WriteConfig("server = login1:8420\ntls-ca = ca.pem\n");
  variables_["LEHR_TLS_CA"] = "/other.pem";
  const auto settings = Settings();
  ASSERT_OK(settings);
  EXPECT_EQ(settings->server, "login1:8420");
  EXPECT_EQ(settings->security.tls.ca, "/other.pem");
}

TEST_F(ConnectionSettingsTest, AnotherServerDoesNotGetThisOnesToken) {
  ASSERT_OK(WriteFileDurably(folder_ / "lehr" / "token", "lehr_1\n", 0600));
  WriteConfig("server = login1:8420\ntoken-file = token\n");
  EXPECT_EQ(Settings()->security.token, "lehr_1");
  EXPECT_EQ(Settings("login1:8420")->security.token, "lehr_1");
  const auto other = Settings("elsewhere:8420");
  ASSERT_OK(other);
  EXPECT_EQ(other->server, "elsewhere:8420");
  EXPECT_EQ(other->security.token, "");
}

TEST_F(ConnectionSettingsTest, AMistakeIsNamedByFileAndLine) {
  WriteConfig("server = a:1\ntls_ca = ca.pem\n");
  EXPECT_THAT(Settings(), StatusIs(absl::StatusCode::kInvalidArgument,
                                   AllOf(HasSubstr("lehr.conf:2: expected"),
                                         HasSubstr("\"tls_ca = ca.pem\""))));
}

TEST_F(ConnectionSettingsTest, ANamedFileMustBeThere) {
  variables_["LEHR_CONFIG"] = (folder_ / "none").string();
  EXPECT_THAT(Settings(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none")));
}

TEST_F(ConnectionSettingsTest, ATokenThatOthersCanReadIsRefused) {
  const auto path = folder_ / "token";
  ASSERT_OK(WriteFileDurably(path, "lehr_1", 0640));
  EXPECT_THAT(ReadTokenFile(path),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("mode 640"), HasSubstr("chmod 600"))));
}

}  // namespace
}  // namespace lehr
