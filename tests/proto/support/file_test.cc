#include "proto/support/file.h"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr {
namespace {

using ::testing::HasSubstr;

class FileTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(FileTest, ReadsWhatWasWrittenByteByByte) {
  const std::string content("\x00line\r\n\xff", 8);
  ASSERT_OK(WriteFileDurably(folder_ / "a", content));
  const auto read = ReadFile(folder_ / "a");
  ASSERT_OK(read);
  EXPECT_EQ(*read, content);
}

TEST_F(FileTest, ReplacesAndLeavesNothingElseInTheFolder) {
  ASSERT_OK(WriteFileDurably(folder_ / "a", "old"));
  ASSERT_OK(WriteFileDurably(folder_ / "a", "new"));
  EXPECT_EQ(*ReadFile(folder_ / "a"), "new");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(FileTest, NamesThePathThatIsMissing) {
  EXPECT_THAT(ReadFile(folder_ / "none"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/none: open")));
  EXPECT_THAT(WriteFileDurably(folder_ / "no" / "where", "x"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/no/where")));
}

}  // namespace
}  // namespace lehr
