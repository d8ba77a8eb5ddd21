#include "server/core/failure_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FailurePatternTest, ErrorsOfOneCauseHaveOneFingerprint) {
  EXPECT_EQ(Fingerprint("step 1200: atom 17 moved 3.5e-2 Å"),
            Fingerprint("step 4: atom 863 moved -1.25e+03 Å"));
  EXPECT_EQ(Fingerprint("artifact 5f1c00aa9b: not there"),
            Fingerprint("artifact 00ff00ff00ff: not there"));
  EXPECT_EQ(Fingerprint("/tmp/w1/7.state:12: no space left"),
            Fingerprint("/home/me/cache/31.state:9: no space left"));
}

TEST(FailurePatternTest, DifferentCausesStayApart) {
  EXPECT_NE(Fingerprint("atom 3 lost"), Fingerprint("box 3 collapsed"));
  EXPECT_NE(Fingerprint("/tmp/a.state: full"),
            Fingerprint("/tmp/a.curve: full"));
  EXPECT_EQ(Fingerprint("the deed is dead"), "the deed is dead");
  EXPECT_EQ(Fingerprint("SIGSEGV"), "SIGSEGV");
  EXPECT_EQ(Fingerprint("/tmp/a/7.state:12: lost 3 of 864 atoms"),
            "…/#.state:#: lost # of # atoms");
  EXPECT_EQ(Fingerprint(""), "");
}

TEST(FailurePatternTest, AValueThatAllFailuresShareIsTold) {
  EXPECT_THAT(TellingValues({{"kelvin = 600", 0, 16},
                             {"kelvin = 1000", 12, 16},
                             {"treatment = aged", 12, 64},
                             {"replica = 1", 4, 21}},
                            12, 64, 3),
              ElementsAre("kelvin = 1000: 12 of 12, in the sweep 16 of 64"));
}

TEST(FailurePatternTest, TheMostTellingValueComesFirst) {
  EXPECT_THAT(
      TellingValues({{"a = 1", 18, 300}, {"b = 2", 20, 40}}, 20, 1000, 1),
      ElementsAre("b = 2: 20 of 20, in the sweep 40 of 1000"));
}

TEST(FailurePatternTest, AFewFailuresTellNothingOfParameters) {
  EXPECT_THAT(TellingValues({{"a = 1", 2, 2}}, 2, 1000, 3), IsEmpty());
}

}  // namespace
}  // namespace lehr::server
