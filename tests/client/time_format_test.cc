#include "client/time_format.h"

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

TEST(TimeFormatTest, SpansHaveTwoUnitsAtMost) {
  EXPECT_EQ(FormatSpan(absl::Milliseconds(300)), "0.3 s");
  EXPECT_EQ(FormatSpan(absl::Milliseconds(9990)), "10 s");
  EXPECT_EQ(FormatSpan(absl::Seconds(41)), "41 s");
  EXPECT_EQ(FormatSpan(absl::Seconds(61)), "1 min 1 s");
  EXPECT_EQ(FormatSpan(absl::Minutes(125)), "2 h 5 min");
  EXPECT_EQ(FormatSpan(absl::Hours(76)), "3 d 4 h");
}

TEST(TimeFormatTest, TimesForProgramsAreUtc) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(1);
  timestamp.set_nanos(500'000'000);
  EXPECT_EQ(IsoTime(ToTime(timestamp)), "1970-01-01T00:00:01.5Z");
}

}  // namespace
}  // namespace lehr::client
