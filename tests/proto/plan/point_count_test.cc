#include "proto/plan/point_count.h"

#include <gtest/gtest.h>

#include "tests/proto/plan/sweeps.h"

namespace lehr::plan {
namespace {

TEST(PointCountTest, IsThatOfThePlan) {
  const char* const kTexts[] = {
      "replicas: 3",
      "treatments { name: \"as_cast\" } "
      "treatments { name: \"held\" parameters { name: \"t\" "
      "  range { from: 1 to: 4 count: 4 } } "
      "  stages { hold { time_ps { parameter: \"t\" } } } } replicas: 2"};
  for (const char* text : kTexts) {
    const std::string sweep = std::string(kSample) + text;
    EXPECT_EQ(CountPoints(ParseSweep(sweep)), PlanOf(sweep).points.size());
  }
}

TEST(PointCountTest, IsZeroForWhatCannotBePlanned) {
  EXPECT_EQ(CountPoints(ParseSweep(std::string(kSample) + "replicas: -1")), 1)
      << "what is wrong otherwise is left to the plan";
  EXPECT_EQ(
      CountPoints(ParseSweep(std::string(kSample) + "replicas: 1000000000")),
      0);
}

}  // namespace
}  // namespace lehr::plan
