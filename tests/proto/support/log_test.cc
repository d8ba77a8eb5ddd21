#include "proto/support/log.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

TEST(LogTest, WritesOneLineWithTimeSeverityEventAndFields) {
  testing::internal::CaptureStderr();
  Log(Severity::kInfo, "attempt lost",
      {{"sweep_id", 4}, {"worker", "w7"}, {"silent_for", "30 s"}});
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              MatchesRegex("....-..-..T..:..:..\\....Z INFO attempt lost "
                           "sweep_id=4 worker=w7 silent_for=\"30 s\"\n"));
}

TEST(LogTest, AValueCannotForgeALine) {
  testing::internal::CaptureStderr();
  Log(Severity::kError, "bad", {{"message", "a\nINFO fake"}});
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("message=\"a\\nINFO fake\"\n"));
}

TEST(LogTest, LinesBelowTheThresholdAreNotWritten) {
  SetLogThreshold(Severity::kWarning);
  testing::internal::CaptureStderr();
  Log(Severity::kInfo, "quiet");
  EXPECT_THAT(testing::internal::GetCapturedStderr(), IsEmpty());
  SetLogThreshold(Severity::kInfo);
}

}  // namespace
}  // namespace lehr
