#include "server/service/artifact_service.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"
#include "tests/server/service/test_client.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

namespace fs = std::filesystem;
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ArtifactServiceTest : public ServerTest {
 protected:
  absl::StatusOr<std::vector<std::string>> Missing(
      const std::vector<std::string>& sha256s) {
    v1::FindMissingArtifactsRequest request;
    for (const std::string& sha256 : sha256s) request.add_sha256(sha256);
    v1::FindMissingArtifactsResponse response;
    const absl::Status status =
        FromGrpc(client_->artifacts->FindMissingArtifacts(Deadline().get(),
                                                          request, &response));
    if (!status.ok()) return status;
    return std::vector<std::string>(response.sha256().begin(),
                                    response.sha256().end());
  }

  fs::path FileOf(const std::string& content) {
    return ArtifactStore(options_.data).PathOf(Sha256Of(content));
  }
};

TEST_F(ArtifactServiceTest, GivesBackWhatWasUploaded) {
  std::string large(5 << 20, 'x');
  for (std::size_t i = 0; i < large.size(); i += 7) {
    large[i] = static_cast<char>(i * i);
  }
  for (const std::string& content : {std::string(), std::string("a"), large}) {
    const auto size = client_->Upload(content);
    ASSERT_OK(size);
    EXPECT_EQ(*size, static_cast<std::int64_t>(content.size()));
    const auto found = client_->Download(Sha256Of(content));
    ASSERT_OK(found);
    EXPECT_TRUE(*found == content);
  }
}

TEST_F(ArtifactServiceTest, AnInterruptedUploadGoesOnWhereItWas) {
  std::string content(3 << 20, 'x');
  for (std::size_t i = 0; i < content.size(); i += 5) {
    content[i] = static_cast<char>(i * i);
  }
  const std::string sha256 = Sha256Of(content);
  const auto size = static_cast<std::int64_t>(content.size());
  const auto offset = [&] {
    v1::QueryUploadRequest request;
    request.set_sha256(sha256);
    v1::QueryUploadResponse response;
    EXPECT_OK(FromGrpc(
        client_->artifacts->QueryUpload(Deadline().get(), request, &response)));
    return response.offset_bytes();
  };
  EXPECT_EQ(offset(), 0);
  v1::UploadArtifactRequest piece;
  piece.set_sha256(sha256);
  piece.set_size_bytes(size);
  piece.set_content(content.substr(0, 1 << 20));
  {
    const auto context = Deadline();
    v1::UploadArtifactResponse response;
    const auto writer =
        client_->artifacts->UploadArtifact(context.get(), &response);
    ASSERT_TRUE(writer->Write(piece));
    context->TryCancel();
    EXPECT_FALSE(writer->Finish().ok());
  }
  ASSERT_TRUE(WaitUntil([&] { return offset() == 1 << 20; }, absl::Seconds(10)))
      << offset();
  // Elsewhere than where it was left it does not go on.
  const auto upload_from = [&](std::int64_t from) {
    const auto context = Deadline();
    v1::UploadArtifactResponse response;
    const auto writer =
        client_->artifacts->UploadArtifact(context.get(), &response);
    piece.set_offset_bytes(from);
    piece.set_content(content.substr(static_cast<std::size_t>(from), 1 << 20));
    writer->Write(piece);
    v1::UploadArtifactRequest rest;
    rest.set_content(
        content.substr(static_cast<std::size_t>(from) + (1 << 20)));
    writer->Write(rest);
    writer->WritesDone();
    return FromGrpc(writer->Finish());
  };
  EXPECT_THAT(upload_from(5), StatusIs(absl::StatusCode::kFailedPrecondition,
                                       HasSubstr("expected 1048576, found 5")));
  EXPECT_OK(upload_from(1 << 20));
  const auto found = client_->Download(sha256);
  ASSERT_OK(found);
  EXPECT_TRUE(*found == content);
  EXPECT_EQ(offset(), 0);
}

TEST_F(ArtifactServiceTest, UploadsMayBeRepeated) {
  EXPECT_OK(client_->Upload("content"));
  EXPECT_OK(client_->Upload("content", 2));
}

TEST_F(ArtifactServiceTest, RefusesContentWithAnotherHash) {
  EXPECT_THAT(client_->Upload("content", 100, Sha256Of("other")),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("expected SHA-256")));
  EXPECT_THAT(
      client_->Upload("content", 100, "short"),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("found 5")));
  EXPECT_THAT(*Missing({Sha256Of("other"), Sha256Of("content")}),
              ElementsAre(Sha256Of("other"), Sha256Of("content")));
}

TEST_F(ArtifactServiceTest, RefusesAnUploadWithoutMessages) {
  const auto context = Deadline();
  v1::UploadArtifactResponse response;
  const auto writer =
      client_->artifacts->UploadArtifact(context.get(), &response);
  writer->WritesDone();
  EXPECT_THAT(FromGrpc(writer->Finish()),
              StatusIs(absl::StatusCode::kInvalidArgument, _));
}

TEST_F(ArtifactServiceTest, AnUploadThatIsCutOffLeavesNothing) {
  {
    const auto context = Deadline();
    v1::UploadArtifactResponse response;
    const auto writer =
        client_->artifacts->UploadArtifact(context.get(), &response);
    v1::UploadArtifactRequest request;
    request.set_sha256(Sha256Of("content"));
    request.set_content("con");
    ASSERT_TRUE(writer->Write(request));
    context->TryCancel();
    EXPECT_FALSE(writer->Finish().ok());
  }
  EXPECT_THAT(*Missing({Sha256Of("content")}),
              ElementsAre(Sha256Of("content")));
  Stop();
  EXPECT_TRUE(fs::is_empty(fs::path(options_.data) / "uploads"));
}

TEST_F(ArtifactServiceTest, FindsWhatIsMissingInTheOrderOfTheQuestion) {
  ASSERT_OK(client_->Upload("b"));
  const auto missing = Missing({Sha256Of("c"), Sha256Of("b"), Sha256Of("a")});
  ASSERT_OK(missing);
  EXPECT_THAT(*missing, ElementsAre(Sha256Of("c"), Sha256Of("a")));
  EXPECT_THAT(Missing({"short"}),
              StatusIs(absl::StatusCode::kInvalidArgument, _));
  EXPECT_THAT(Missing(std::vector<std::string>(1001, Sha256Of("a"))),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("at most 1000, found 1001")));
}

TEST_F(ArtifactServiceTest, AFileThatSomebodyDeletedIsMissing) {
  ASSERT_OK(client_->Upload("content"));
  fs::remove(FileOf("content"));
  EXPECT_THAT(*Missing({Sha256Of("content")}),
              ElementsAre(Sha256Of("content")));
  EXPECT_THAT(client_->Download(Sha256Of("content")),
              StatusIs(absl::StatusCode::kNotFound, _));
  ASSERT_OK(client_->Upload("content"));
  EXPECT_EQ(*client_->Download(Sha256Of("content")), "content");
}

TEST_F(ArtifactServiceTest, ADamagedFileIsDataLoss) {
  ASSERT_OK(client_->Upload("content"));
  std::ofstream(FileOf("content")) << "damaged";
  EXPECT_THAT(client_->Download(Sha256Of("content")),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("damaged")));
}

TEST_F(ArtifactServiceTest, DownloadsNeedAHash) {
  EXPECT_THAT(client_->Download("short"),
              StatusIs(absl::StatusCode::kInvalidArgument, _));
  EXPECT_THAT(client_->Download(Sha256Of("nothing")),
              StatusIs(absl::StatusCode::kNotFound, _));
}

}  // namespace
}  // namespace lehr::server
