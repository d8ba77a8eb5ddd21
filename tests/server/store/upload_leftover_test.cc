#include "server/store/upload_leftover.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/sha256.h"
#include "server/store/data_directory.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class UploadLeftoverTest : public testing::Test {
 protected:
  UploadLeftoverTest()
      : folder_(MakeTestFolder()),
        data_(DataDirectory::Open(folder_)),
        store_(folder_) {
    std::mt19937 random(1);
    for (char& byte : content_) byte = static_cast<char>(random());
  }

  // An upload of `content_` ends after so many bytes.
  void Leave(std::size_t bytes) {
    auto writer = store_.Write(Hash());
    ASSERT_OK(writer);
    ASSERT_OK(writer->Append(content_.substr(0, bytes)));
    ASSERT_OK(writer->Leave());
  }
  std::string Hash() const { return Sha256Of(content_); }

  const fs::path folder_;
  absl::StatusOr<DataDirectory> data_;
  ArtifactStore store_;
  std::string content_ = std::string(1000000, '\0');
};

TEST_F(UploadLeftoverTest, GoesOnWhereItWasLeft) {
  Leave(700000);
  const auto found = FindUploadLeftovers(store_);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].sha256, Hash());
  auto writer = ResumeUpload(store_, found[0]);
  ASSERT_OK(writer);
  EXPECT_FALSE(fs::exists(found[0].path));
  ASSERT_EQ(writer->size_bytes(), 700000);
  ASSERT_OK(writer->Append(content_.substr(700000)));
  EXPECT_OK(writer->Finish(Hash()));
  EXPECT_TRUE(store_.Has(Hash()));
  EXPECT_THAT(FindUploadLeftovers(store_), IsEmpty());
}

TEST_F(UploadLeftoverTest, WhereverTheFileEndsItsBeginningIsRight) {
  Leave(700000);
  const auto found = FindUploadLeftovers(store_);
  ASSERT_THAT(found, SizeIs(1));
  const fs::path whole = folder_ / "whole";
  fs::copy_file(found[0].path, whole);
  for (const std::uintmax_t size : {0, 1, 5, 17, 131072, 131090, 500000}) {
    fs::copy_file(whole, found[0].path, fs::copy_options::overwrite_existing);
    fs::resize_file(found[0].path, size);
    auto writer = ResumeUpload(store_, found[0]);
    ASSERT_OK(writer) << size;
    const auto there = static_cast<std::size_t>(writer->size_bytes());
    EXPECT_LE(there, size);
    ASSERT_OK(writer->Append(content_.substr(there)));
    EXPECT_OK(writer->Finish(Hash())) << size;
  }
}

TEST_F(UploadLeftoverTest, TheLongestIsKept) {
  Leave(300000);
  Leave(600000);
  Leave(100000);
  const auto found = FindUploadLeftovers(store_);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(ResumeUpload(store_, found[0])->size_bytes(), 600000);
  EXPECT_TRUE(fs::is_empty(store_.uploads()));
}

TEST_F(UploadLeftoverTest, WhatIsNoUploadIsLeftAlone) {
  std::ofstream(store_.uploads() / "notes") << "of a person";
  EXPECT_THAT(FindUploadLeftovers(store_), IsEmpty());
  EXPECT_TRUE(fs::exists(store_.uploads() / "notes"));
}

}  // namespace
}  // namespace lehr::server
