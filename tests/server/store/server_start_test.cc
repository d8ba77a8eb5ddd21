#include "server/store/server_start.h"

#include <gtest/gtest.h>

#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

TEST(ServerStartTest, EveryStartHasALargerNumber) {
  const auto path = MakeTestFolder() / "lehr.db";
  std::int64_t last = 0;
  for (int i = 0; i < 3; ++i) {
    const auto database = Database::Open(path);
    ASSERT_OK(database);
    const auto start =
        BeginServerStart(**database, absl::FromUnixSeconds(1800000000));
    ASSERT_OK(start);
    EXPECT_GT(*start, last);
    last = *start;
  }
}

}  // namespace
}  // namespace lehr::server
