// An upload goes on where it was, also after lehrd was killed in its middle.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"
#include "server/store/artifact_store.h"
#include "tests/server/service/real_server.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

namespace fs = std::filesystem;
using ::testing::_;
using ::testing::HasSubstr;

constexpr std::size_t kPiece = std::size_t{1} << 20;

// Bytes that do not compress, of a fixed seed.
std::string RandomBytes(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

class InterruptedUploadTest : public RealServerTest {
 protected:
  using Writer = std::unique_ptr<grpc::ClientWriter<v1::UploadArtifactRequest>>;

  // What the server has of it, and on disk.
  std::size_t Offset() {
    v1::QueryUploadRequest request;
    request.set_sha256(sha256_);
    v1::QueryUploadResponse response;
    EXPECT_OK(FromGrpc(
        client_->artifacts->QueryUpload(Deadline().get(), request, &response)));
    return static_cast<std::size_t>(response.offset_bytes());
  }
  std::vector<fs::path> Leftovers() const {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(data_ / "uploads")) {
      paths.push_back(entry.path());
    }
    return paths;
  }

  void Write(const Writer& writer, std::size_t from, std::size_t to) {
    for (std::size_t at = from; at < to; at += kPiece) {
      v1::UploadArtifactRequest piece;
      if (at == from) {
        piece.set_sha256(sha256_);
        piece.set_size_bytes(static_cast<std::int64_t>(content_.size()));
        piece.set_offset_bytes(static_cast<std::int64_t>(from));
      }
      piece.set_content(content_.substr(at, std::min(kPiece, to - at)));
      writer->Write(piece);
    }
  }

  // All behind that.
  absl::Status UploadFrom(std::size_t from) {
    const auto context = Deadline();
    v1::UploadArtifactResponse response;
    const Writer writer =
        client_->artifacts->UploadArtifact(context.get(), &response);
    Write(writer, from, content_.size());
    writer->WritesDone();
    return FromGrpc(writer->Finish());
  }

  // Three pieces of five have come, most of them to the disk, when the server
  // is killed.
  void KillInTheMiddle() {
    const auto context = Deadline();
    v1::UploadArtifactResponse response;
    const Writer writer =
        client_->artifacts->UploadArtifact(context.get(), &response);
    Write(writer, 0, 3 * kPiece);
    ASSERT_TRUE(WaitUntil(
        [&] {
          const auto paths = Leftovers();
          return paths.size() == 1 && fs::file_size(paths[0]) > 2 * kPiece;
        },
        absl::Seconds(20)));
    Kill();
    EXPECT_FALSE(writer->Finish().ok());
  }

  const std::string content_ = RandomBytes(5 * kPiece, 1);
  const std::string sha256_ = Sha256Of(content_);
};

TEST_F(InterruptedUploadTest, GoesOnAfterTheServerWasKilledInItsMiddle) {
  Start();
  KillInTheMiddle();
  Start();
  const std::size_t there = Offset();
  EXPECT_GT(there, 2 * kPiece);
  EXPECT_LE(there, 3 * kPiece);
  EXPECT_THAT(UploadFrom(kPiece),
              StatusIs(absl::StatusCode::kFailedPrecondition, _));
  ASSERT_OK(UploadFrom(there));
  const auto found = client_->Download(sha256_);
  ASSERT_OK(found);
  EXPECT_TRUE(*found == content_);
  EXPECT_EQ(Offset(), 0u);
  EXPECT_THAT(Leftovers(), testing::IsEmpty());
}

TEST_F(InterruptedUploadTest, GoesOnAfterTheServerStoppedInGoodOrder) {
  Start();
  {
    const auto context = Deadline();
    v1::UploadArtifactResponse response;
    const Writer writer =
        client_->artifacts->UploadArtifact(context.get(), &response);
    Write(writer, 0, 2 * kPiece);
    context->TryCancel();
    EXPECT_FALSE(writer->Finish().ok());
  }
  ASSERT_TRUE(WaitUntil([&] { return Offset() > 0; }, absl::Seconds(20)));
  const std::size_t before = Offset();
  Stop();
  Start();
  EXPECT_EQ(Offset(), before);
  EXPECT_OK(UploadFrom(before));
  EXPECT_OK(client_->Download(sha256_));
}

TEST_F(InterruptedUploadTest, ABeginningThatIsWrongIsForgotten) {
  Start();
  KillInTheMiddle();
  // The beginning of something else.
  const std::string other = RandomBytes(5 * kPiece, 2);
  ArtifactStore store(data_);
  {
    auto writer = store.Write(sha256_);
    ASSERT_OK(writer);
    ASSERT_OK(writer->Append(other.substr(0, 4 * kPiece)));
    ASSERT_OK(writer->Leave());
  }
  Start();
  ASSERT_EQ(Offset(), 4 * kPiece) << "the longest";
  EXPECT_THAT(UploadFrom(4 * kPiece), StatusIs(absl::StatusCode::kUnavailable,
                                               HasSubstr("begin anew")));
  EXPECT_EQ(Offset(), 0u);
  EXPECT_OK(UploadFrom(0));
}

TEST_F(InterruptedUploadTest, WhatDidNotReachTheDiskIsSentAgain) {
  Start();
  KillInTheMiddle();
  const auto paths = Leftovers();
  ASSERT_EQ(paths.size(), 1u);
  fs::resize_file(paths[0], kPiece + 12345);  // in the middle of a block
  Start();
  const std::size_t there = Offset();
  EXPECT_GT(there, kPiece / 2);
  EXPECT_LE(there, kPiece + 12345);
  EXPECT_OK(UploadFrom(there));
}

TEST_F(InterruptedUploadTest, WhatNobodyWentOnWithForAnHourIsRemoved) {
  Start();
  KillInTheMiddle();
  const auto paths = Leftovers();
  ASSERT_EQ(paths.size(), 1u);
  fs::last_write_time(
      paths[0], fs::file_time_type::clock::now() - std::chrono::minutes(61));
  Start();
  EXPECT_THAT(Leftovers(), testing::IsEmpty());
  EXPECT_EQ(Offset(), 0u);
}

}  // namespace
}  // namespace lehr::server
