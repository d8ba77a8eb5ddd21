#include "worker/artifact_cache.h"

#include <chrono>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/log.h"
#include "proto/support/sha256.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::worker {
namespace {

namespace fs = std::filesystem;
using testing::Eq;
using testing::Optional;

constexpr std::int64_t kRoomy = 1 << 20;

class ArtifactCacheTest : public testing::Test {
 protected:
  void SetUp() override { SetLogThreshold(Severity::kError); }
  void TearDown() override { SetLogThreshold(Severity::kInfo); }

  fs::path PathOf(const std::string& content) const {
    const std::string hex = ToHex(Sha256Of(content));
    return folder_ / hex.substr(0, 2) / hex;
  }

  // Makes the file of `content` look unused for so many hours.
  void Age(const std::string& content, int hours) const {
    fs::last_write_time(PathOf(content), fs::file_time_type::clock::now() -
                                             std::chrono::hours(hours));
  }

  const fs::path folder_ = MakeTestFolder();
};

TEST_F(ArtifactCacheTest, GivesBackWhatWasPut) {
  ArtifactCache cache(folder_, kRoomy);
  const std::string content = "a state";
  EXPECT_EQ(cache.Get(Sha256Of(content)), std::nullopt);
  cache.Put(Sha256Of(content), content);
  EXPECT_THAT(cache.Get(Sha256Of(content)), Optional(Eq(content)));
}

TEST_F(ArtifactCacheTest, KeepsFilesForTheNextWorker) {
  const std::string content = "a state";
  ArtifactCache(folder_, kRoomy).Put(Sha256Of(content), content);
  ArtifactCache next(folder_, kRoomy);
  EXPECT_THAT(next.Get(Sha256Of(content)), Optional(Eq(content)));
}

TEST_F(ArtifactCacheTest, RemovesAFileThatWasDamaged) {
  ArtifactCache cache(folder_, kRoomy);
  const std::string content = "a state";
  cache.Put(Sha256Of(content), content);
  std::ofstream(PathOf(content)) << "a stale";
  EXPECT_EQ(cache.Get(Sha256Of(content)), std::nullopt);
  EXPECT_FALSE(fs::exists(PathOf(content)));
  cache.Put(Sha256Of(content), content);
  EXPECT_THAT(cache.Get(Sha256Of(content)), Optional(Eq(content)));
}

TEST_F(ArtifactCacheTest, DropsWhatWasUsedLongestAgo) {
  ArtifactCache cache(folder_, 1000);
  std::vector<std::string> contents;
  for (char c = 'a'; c < 'e'; ++c) contents.emplace_back(240, c);
  for (const std::string& content : contents) {
    cache.Put(Sha256Of(content), content);
  }
  Age(contents[0], 4);
  Age(contents[1], 3);
  Age(contents[2], 2);
  Age(contents[3], 1);
  ASSERT_NE(cache.Get(Sha256Of(contents[0])), std::nullopt);  // used now
  const std::string more(200, 'z');
  cache.Put(Sha256Of(more), more);
  // 1160 bytes are brought below 900.
  EXPECT_TRUE(fs::exists(PathOf(contents[0])));
  EXPECT_FALSE(fs::exists(PathOf(contents[1])));
  EXPECT_FALSE(fs::exists(PathOf(contents[2])));
  EXPECT_TRUE(fs::exists(PathOf(contents[3])));
  EXPECT_TRUE(fs::exists(PathOf(more)));
}

TEST_F(ArtifactCacheTest, SeesWhatOtherWorkersAdded) {
  ArtifactCache mine(folder_, 1000);
  ArtifactCache theirs(folder_, 1000);
  for (char c = 'a'; c < 'i'; ++c) {
    const std::string content(110, c);
    (c % 2 == 0 ? mine : theirs).Put(Sha256Of(content), content);
  }
  const std::string last(110, 'z');
  mine.Put(Sha256Of(last), last);
  const std::string even_later(110, 'y');
  mine.Put(Sha256Of(even_later), even_later);
  std::uintmax_t total = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    if (entry.is_regular_file()) total += entry.file_size();
  }
  EXPECT_LE(total, 1000U);
}

TEST_F(ArtifactCacheTest, DoesNotKeepWhatExceedsTheLimit) {
  ArtifactCache cache(folder_, 10);
  const std::string content(11, 'x');
  cache.Put(Sha256Of(content), content);
  EXPECT_EQ(cache.Get(Sha256Of(content)), std::nullopt);
}

TEST_F(ArtifactCacheTest, ALimitOfZeroKeepsNothing) {
  const fs::path folder = folder_ / "unused";
  ArtifactCache cache(folder, 0);
  cache.Put(Sha256Of("x"), "x");
  EXPECT_EQ(cache.Get(Sha256Of("x")), std::nullopt);
  EXPECT_FALSE(fs::exists(folder));
}

TEST_F(ArtifactCacheTest, RemovesTemporaryFilesThatACrashLeft) {
  const fs::path old_part = folder_ / "ab.1.1.part";
  const fs::path new_part = folder_ / "cd.1.1.part";
  std::ofstream(old_part) << "half";
  std::ofstream(new_part) << "half";
  fs::last_write_time(old_part,
                      fs::file_time_type::clock::now() - std::chrono::hours(2));
  ArtifactCache cache(folder_, kRoomy);
  EXPECT_FALSE(fs::exists(old_part));
  EXPECT_TRUE(fs::exists(new_part)) << "somebody is writing it";
}

TEST_F(ArtifactCacheTest, IsEmptyWhereItCannotWrite) {
  std::ofstream(folder_ / "file") << "not a folder";
  ArtifactCache cache(folder_ / "file" / "cache", kRoomy);
  cache.Put(Sha256Of("x"), "x");
  EXPECT_EQ(cache.Get(Sha256Of("x")), std::nullopt);
}

TEST_F(ArtifactCacheTest, ManyMayUseOneFolderAtOnce) {
  std::vector<std::string> contents;
  for (int i = 0; i < 20; ++i) contents.emplace_back(100, static_cast<char>(i));
  const auto use = [&] {
    ArtifactCache cache(folder_, 1200);  // too little for all: they trim
    for (int round = 0; round < 10; ++round) {
      for (const std::string& content : contents) {
        cache.Put(Sha256Of(content), content);
        const auto got = cache.Get(Sha256Of(content));
        EXPECT_EQ(got.value_or(content), content);
      }
    }
  };
  std::thread other(use);
  use();
  other.join();
}

TEST_F(ArtifactCacheTest, WhatIsPinnedIsNotEvicted) {
  ArtifactCache cache(folder_, kRoomy);
  const std::string pinned(400'000, 'p');
  const std::string other(400'000, 'o');
  cache.Put(Sha256Of(pinned), pinned);
  cache.Put(Sha256Of(other), other);
  Age(pinned, 2);
  Age(other, 1);
  fs::create_directories(cache.spool_folder());
  const fs::path pin = cache.spool_folder() / "pin";
  ASSERT_OK(cache.Pin(Sha256Of(pinned), pin));
  const std::string third(400'000, 't');
  cache.Put(Sha256Of(third), third);
  EXPECT_TRUE(fs::exists(PathOf(pinned)));
  EXPECT_FALSE(fs::exists(PathOf(other)));
  fs::remove(pin);
  cache.Put(Sha256Of(other), other);
  EXPECT_FALSE(fs::exists(PathOf(pinned))) << "as any other";
}

TEST_F(ArtifactCacheTest, WhatIsNotHereCannotBePinned) {
  ArtifactCache cache(folder_, kRoomy);
  EXPECT_THAT(cache.Pin(Sha256Of("nothing"), folder_ / "pin"),
              StatusIs(absl::StatusCode::kNotFound, testing::_));
}

}  // namespace
}  // namespace lehr::worker
