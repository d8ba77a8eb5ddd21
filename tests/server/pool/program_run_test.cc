#include "server/pool/program_run.h"

#include <string>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::HasSubstr;

bool Always() { return true; }

absl::StatusOr<std::string> Shell(const std::string& script) {
  return RunToEnd({"sh", "-c", script}, "", absl::Seconds(20), Always);
}

TEST(ProgramRunTest, GivesInputAndReturnsOutput) {
  // More than a pipe holds, so that neither side may wait for the other.
  const std::string text(1 << 20, 'x');
  const auto output = RunToEnd({"cat"}, text, absl::Seconds(20), Always);
  ASSERT_OK(output);
  EXPECT_TRUE(*output == text);
}

TEST(ProgramRunTest, WordsAreNotASecondTimeSplit) {
  const auto output =
      RunToEnd({"echo", "a  b; c $HOME"}, "", absl::Seconds(20), Always);
  ASSERT_OK(output);
  EXPECT_EQ(*output, "a  b; c $HOME\n");
}

TEST(ProgramRunTest, AFailureIsToldInTheProgramsWords) {
  EXPECT_THAT(Shell("echo no such partition >&2; echo really >&2; exit 1"),
              StatusIs(absl::StatusCode::kUnavailable,
                       HasSubstr("sh: no such partition really")));
  EXPECT_THAT(Shell("exit 3"), StatusIs(absl::StatusCode::kUnavailable,
                                        HasSubstr("ended without a word")));
}

TEST(ProgramRunTest, SaysThatThereIsNoSuchProgram) {
  EXPECT_THAT(
      RunToEnd({"no-such-program"}, "", absl::Seconds(20), Always),
      StatusIs(absl::StatusCode::kNotFound, HasSubstr("no-such-program")));
}

TEST(ProgramRunTest, WhatTakesTooLongIsEnded) {
  const absl::Time begin = absl::Now();
  EXPECT_THAT(
      RunToEnd({"sleep", "60"}, "", absl::Milliseconds(200), Always),
      StatusIs(absl::StatusCode::kDeadlineExceeded, HasSubstr("sleep")));
  EXPECT_THAT(
      RunToEnd({"sleep", "60"}, "", absl::Seconds(60), [] { return false; }),
      StatusIs(absl::StatusCode::kCancelled, HasSubstr("sleep")));
  EXPECT_LT(absl::Now() - begin, absl::Seconds(30));
}

}  // namespace
}  // namespace lehr::server
