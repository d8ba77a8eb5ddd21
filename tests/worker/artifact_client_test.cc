#include "worker/artifact_client.h"

#include <string>
#include <vector>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/channel.h"
#include "proto/support/sha256.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"
#include "tests/worker/scripted_server.h"

namespace lehr::worker {
namespace {

using testing::HasSubstr;

class ArtifactClientTest : public testing::Test {
 protected:
  const std::filesystem::path folder_ = MakeTestFolder();
  ScriptedServer server_{folder_};
  ArtifactCache cache_{folder_ / "cache", 1 << 30};
  ArtifactClient client_{MakeChannel(server_.address()), &cache_};
  Calls calls_;
  // More than two pieces.
  const std::string large_ = std::string(2'500'000, 'x') + "end";
};

TEST_F(ArtifactClientTest, WhatIsUploadedCanBeHadAgain) {
  const std::vector<std::string> contents = {large_, "small", ""};
  ASSERT_OK(client_.Upload(&calls_, {}, contents));
  for (const std::string& content : contents) {
    const auto got = client_.Get(&calls_, Sha256Of(content));
    ASSERT_OK(got);
    EXPECT_TRUE(*got == content);
  }
}

TEST_F(ArtifactClientTest, SendsNothingThatTheServerHas) {
  server_.Keep(large_);
  const std::vector<std::string> contents = {large_, "small"};
  ASSERT_OK(client_.Upload(&calls_, {}, contents));
  EXPECT_EQ(server_.uploads(), 1);
  ASSERT_OK(client_.Upload(&calls_, {}, contents));
  EXPECT_EQ(server_.uploads(), 1);
}

TEST_F(ArtifactClientTest, AnUploadThatWasInterruptedGoesOn) {
  const std::vector<std::string> contents = {large_};
  server_.InterruptNextUpload(std::size_t{2} << 20);
  EXPECT_TRUE(absl::IsUnavailable(client_.Upload(&calls_, {}, contents)));
  ASSERT_OK(client_.Upload(&calls_, {}, contents));
  EXPECT_TRUE(server_.artifact(Sha256Of(large_)) == large_);
  EXPECT_EQ(server_.uploaded_bytes(), large_.size()) << "no byte twice";
}

TEST_F(ArtifactClientTest, UploadsNoFasterThanItMayUnlessItHasToHurry) {
  // 2.5 MB in pieces of 1 MiB, at 10 MiB/s: the last waits for two tenths.
  ArtifactClient slow(MakeChannel(server_.address()), &cache_, 10 << 20);
  absl::Time begin = absl::Now();
  ASSERT_OK(slow.Upload(&calls_, {}, std::vector<std::string>{large_}));
  EXPECT_GE(absl::Now() - begin, absl::Milliseconds(190));

  ArtifactClient slower(MakeChannel(server_.address()), &cache_, 1 << 10);
  slower.Hurry();
  begin = absl::Now();
  ASSERT_OK(slower.Upload(&calls_, {}, std::vector<std::string>{large_ + "2"}));
  EXPECT_LT(absl::Now() - begin, absl::Seconds(30));  // not 40 minutes
}

TEST_F(ArtifactClientTest, TakesFromTheCacheWhatItHas) {
  const std::string sha256 = server_.Keep(large_);
  ASSERT_OK(client_.Get(&calls_, sha256));
  server_.Stop();
  EXPECT_OK(client_.Get(&calls_, sha256));
}

TEST_F(ArtifactClientTest, RefusesBytesThatAreNotWhatWasAskedFor) {
  const std::string sha256 = server_.Keep(large_);
  server_.Damage(sha256);
  EXPECT_THAT(client_.Get(&calls_, sha256),
              StatusIs(absl::StatusCode::kDataLoss,
                       HasSubstr("artifact " + ToHex(sha256) +
                                 ": the 2500004 "
                                 "bytes that the server sent")));
  EXPECT_EQ(cache_.Get(sha256), std::nullopt);
}

TEST_F(ArtifactClientTest, SaysWhatTheServerSays) {
  EXPECT_THAT(client_.Get(&calls_, Sha256Of("nobody has this")),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("artifact ")));
  EXPECT_THAT(client_.Get(&calls_, "short"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("expected a hash of 32 bytes, found 5")));
  server_.Stop();
  EXPECT_TRUE(absl::IsUnavailable(
      client_.Get(&calls_, Sha256Of("nobody has this")).status()));
}

TEST_F(ArtifactClientTest, CancelledCallsEnd) {
  calls_.Cancel();
  EXPECT_TRUE(absl::IsCancelled(
      client_.Get(&calls_, server_.Keep("content")).status()));
}

}  // namespace
}  // namespace lehr::worker
