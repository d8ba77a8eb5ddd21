#include "client/time_format.h"

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

TEST(TimeFormatTest, TimesForProgramsAreUtc) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(1);
  timestamp.set_nanos(500'000'000);
  EXPECT_EQ(IsoTime(ToTime(timestamp)), "1970-01-01T00:00:01.5Z");
}

}  // namespace
}  // namespace lehr::client
