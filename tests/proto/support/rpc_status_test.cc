#include "proto/support/rpc_status.h"

#include <string>

#include <gtest/gtest.h>

namespace lehr {
namespace {

TEST(RpcStatusTest, CodeMessageAndDetailSurviveTheWayThere) {
  absl::Status status = absl::InvalidArgumentError("x: expected a number");
  AttachDetail(std::string("\x00\x01", 2), &status);
  const absl::Status back = FromGrpc(ToGrpc(status));
  EXPECT_EQ(back.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(back.message(), "x: expected a number");
  EXPECT_EQ(DetailOf(back), std::string("\x00\x01", 2));
}

TEST(RpcStatusTest, OkIsOkBothWays) {
  EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok());
  EXPECT_TRUE(FromGrpc(grpc::Status::OK).ok());
}

TEST(RpcStatusTest, AnnotationGoesInFrontAndKeepsTheDetail) {
  absl::Status status = absl::NotFoundError("no such sweep");
  AttachDetail("detail", &status);
  const absl::Status annotated = Annotate(status, "sweep 4");
  EXPECT_EQ(annotated.message(), "sweep 4: no such sweep");
  EXPECT_EQ(annotated.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(DetailOf(annotated), "detail");
}

TEST(RpcStatusTest, OnlyAbsentOrBusyPeersAreWorthAnotherTry) {
  EXPECT_TRUE(IsRetryable(absl::UnavailableError("")));
  EXPECT_TRUE(IsRetryable(absl::DeadlineExceededError("")));
  EXPECT_TRUE(IsRetryable(absl::ResourceExhaustedError("")));
  EXPECT_FALSE(IsRetryable(absl::AbortedError("")));
  EXPECT_FALSE(IsRetryable(absl::InternalError("")));
  EXPECT_FALSE(IsRetryable(absl::OkStatus()));
}

}  // namespace
}  // namespace lehr
