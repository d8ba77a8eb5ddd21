#include "server/store/artifact_store.h"

#include <filesystem>
#include <fstream>
#include <random>

#include <unistd.h>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/store/data_directory.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// Bytes that do not compress, from a fixed seed.
std::string RandomBytes(std::size_t size) {
  std::mt19937 random(1);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

class ArtifactStoreTest : public testing::Test {
 protected:
  ArtifactStoreTest()
      : folder_(MakeTestFolder()),
        data_(DataDirectory::Open(folder_)),
        store_(folder_) {}

  absl::Status Put(const std::string& content, std::size_t piece = 100000) {
    auto writer = store_.Write();
    if (!writer.ok()) return writer.status();
    for (std::size_t at = 0; at < content.size(); at += piece) {
      const absl::Status appended = writer->Append(content.substr(at, piece));
      if (!appended.ok()) return appended;
    }
    const auto size = writer->Finish(Sha256Of(content));
    if (!size.ok()) return size.status();
    EXPECT_EQ(*size, static_cast<std::int64_t>(content.size()));
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> Get(const std::string& sha256) {
    auto reader = store_.Read(sha256);
    if (!reader.ok()) return reader.status();
    std::string content;
    for (;;) {
      auto piece = reader->Next();
      if (!piece.ok()) return piece.status();
      if (piece->empty()) return content;
      EXPECT_LE(piece->size(), kPieceBytes);
      content += *piece;
    }
  }

  int Temporaries() {
    return static_cast<int>(std::distance(
        fs::directory_iterator(folder_ / "tmp"), fs::directory_iterator()));
  }

  fs::path folder_;
  absl::StatusOr<DataDirectory> data_;
  ArtifactStore store_;
};

TEST_F(ArtifactStoreTest, GivesBackWhatWasPutWhateverTheSize) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, kPieceBytes - 1, kPieceBytes,
        3 * kPieceBytes + 7}) {
    const std::string content = RandomBytes(size);
    ASSERT_OK(Put(content));
    const auto found = Get(Sha256Of(content));
    ASSERT_OK(found);
    EXPECT_TRUE(*found == content) << size;
  }
}

TEST_F(ArtifactStoreTest, KeepsFilesCompressed) {
  const std::string content(1000000, 'x');
  ASSERT_OK(Put(content));
  EXPECT_LT(fs::file_size(store_.PathOf(Sha256Of(content))), 10000u);
}

TEST_F(ArtifactStoreTest, RefusesContentWithAnotherHashAndKeepsNothing) {
  {
    auto writer = store_.Write();
    ASSERT_OK(writer);
    ASSERT_OK(writer->Append("content"));
    EXPECT_THAT(writer->Finish(Sha256Of("other")),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr(ToHex(Sha256Of("content")))));
  }
  EXPECT_FALSE(store_.Has(Sha256Of("other")));
  EXPECT_FALSE(store_.Has(Sha256Of("content")));
  EXPECT_EQ(Temporaries(), 0);
}

TEST_F(ArtifactStoreTest, LeavesNothingOfAnUploadThatWasNotFinished) {
  {
    auto writer = store_.Write();
    ASSERT_OK(writer);
    ASSERT_OK(writer->Append("half"));
    EXPECT_EQ(Temporaries(), 1);
  }
  EXPECT_EQ(Temporaries(), 0);
}

TEST_F(ArtifactStoreTest, SaysWhatItDoesNotHave) {
  EXPECT_THAT(Get(Sha256Of("x")), StatusIs(absl::StatusCode::kNotFound,
                                           HasSubstr(ToHex(Sha256Of("x")))));
}

TEST_F(ArtifactStoreTest, NoticesEveryKindOfDamage) {
  const std::string content = RandomBytes(300000);
  const std::string sha256 = Sha256Of(content);
  const fs::path path = store_.PathOf(sha256);
  const auto damage = [&](auto change) {
    ASSERT_OK(Put(content));
    change();
    EXPECT_THAT(Get(sha256), StatusIs(absl::StatusCode::kDataLoss,
                                      HasSubstr(path.string())));
  };
  damage([&] { fs::resize_file(path, fs::file_size(path) / 2); });
  damage([&] { fs::resize_file(path, 0); });
  damage([&] {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100000);
    file.put('x');
    file.put('y');
  });
  damage([&] {  // another artifact under this name
    ASSERT_OK(Put("other"));
    fs::copy_file(store_.PathOf(Sha256Of("other")), path,
                  fs::copy_options::overwrite_existing);
  });
  damage([&] { std::ofstream(path) << "not zstd at all"; });
}

TEST_F(ArtifactStoreTest, PuttingAgainRepairsADamagedFile) {
  const std::string content = RandomBytes(1000);
  ASSERT_OK(Put(content));
  fs::resize_file(store_.PathOf(Sha256Of(content)), 10);
  ASSERT_OK(Put(content));
  EXPECT_EQ(*Get(Sha256Of(content)), content);
}

TEST_F(ArtifactStoreTest, AFullDiskIsResourceExhausted) {
  // Linux' device on which every write says that there is no space.
  fs::create_symlink("/dev/full", folder_ / "tmp" / "upload-1");
  auto writer = store_.Write();
  ASSERT_OK(writer);
  absl::Status status = writer->Append(RandomBytes(1000000));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted,
                               HasSubstr("no space left")));
}

TEST(DataDirectoryTest, IsForOneServerAtATime) {
  const fs::path folder = MakeTestFolder() / "data";
  {
    const auto first = DataDirectory::Open(folder);
    ASSERT_OK(first);
    EXPECT_THAT(DataDirectory::Open(folder),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         HasSubstr(absl::StrCat("another lehrd (process ",
                                                getpid(), ") uses"))));
  }
  EXPECT_OK(DataDirectory::Open(folder));
}

TEST(DataDirectoryTest, StartsWithoutLeftoversOfUploads) {
  const fs::path folder = MakeTestFolder();
  fs::create_directories(folder / "tmp");
  std::ofstream(folder / "tmp" / "upload-3") << "half";
  ASSERT_OK(DataDirectory::Open(folder));
  EXPECT_TRUE(fs::is_empty(folder / "tmp"));
}

TEST(DataDirectoryTest, NamesAFolderThatCannotBeMade) {
  const auto refused = DataDirectory::Open("/proc/nothing");
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("/proc/nothing"));
}

}  // namespace
}  // namespace lehr::server
