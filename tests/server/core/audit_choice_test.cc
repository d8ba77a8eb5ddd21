#include "server/core/audit_choice.h"

#include <gtest/gtest.h>

#include "proto/support/sha256.h"

namespace lehr::server {
namespace {

TEST(AuditChoiceTest, TakesTheFractionThatWasAskedFor) {
  int chosen = 0;
  for (int i = 0; i < 10000; ++i) {
    const std::string key = Sha256Of(std::to_string(i));
    EXPECT_TRUE(IsAudited(key, 1));
    EXPECT_FALSE(IsAudited(key, 0));
    if (IsAudited(key, 0.2)) {
      ++chosen;
      EXPECT_TRUE(IsAudited(key, 0.3)) << "a larger share has the smaller one";
    }
  }
  // Standard deviation sqrt(10000 * 0.2 * 0.8) = 40; the keys are fixed.
  EXPECT_NEAR(chosen, 2000, 160);
}

}  // namespace
}  // namespace lehr::server
