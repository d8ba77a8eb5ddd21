#include "tests/bench/comparison.h"

#include <cmath>
#include <numbers>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_solids.h"

namespace lehr::bench {
namespace {

Measurement Took(double wall, double cpu) {
  Measurement result;
  result.wall_seconds = wall;
  result.cpu_seconds = cpu;
  result.first_energy = -5000;
  return result;
}

// A thousand atoms, a thousand steps: a million atom-steps.
Comparison TwoPrograms() {
  Comparison c;
  c.potential = "CuZr.eam.fs";
  c.atoms = 1000;
  c.steps = 1000;
  c.temperature = 300;
  c.neighbors = 100;
  c.contenders.resize(2);
  c.contenders[0].name = kOurselves;
  c.contenders[0].rounds = {Took(1, 1), Took(4, 1), Took(2, 1)};
  c.contenders[1].name = "lammps opt";
  c.contenders[1].rounds = {Took(5, 3), Took(6, 3), Took(7, 3)};
  return c;
}

TEST(ComparisonTest, MedianIsTheMiddle) {
  EXPECT_EQ(Median({3, 1, 2}), 2);
  EXPECT_EQ(Median({4, 1, 2, 3}), 2.5);
  EXPECT_EQ(Median({}), 0);
}

TEST(ComparisonTest, RatiosAreThoseOfTheMedians) {
  const std::string text = ComparisonText(TwoPrograms());
  // best 1e6 / 5 s, median 1e6 / 6 s, per CPU second 1e6 / 3 s; 6 / 2 and 3 / 1
  // as fast; 3 s for 5e7 pairs.
  EXPECT_THAT(text, testing::ContainsRegex(
                        "lammps opt +1 +0\\.200 +0\\.167 +0\\.333 +6\\.000 "
                        "+3\\.000 +3\\.00 +3\\.00 +60\\.00 +0\\.0e\\+00"));
}

TEST(ComparisonTest, PartsOfBothProgramsStandInOneTable) {
  Comparison c = TwoPrograms();
  c.contenders[0].shares = {
      {"density pass", 40}, {"force pass", 50}, {"wait", 4}, {"rest", 6}};
  c.contenders[1].shares = {{"Pair", 95},    {"Neigh", 2},  {"Comm", 1},
                            {"Output", 0.5}, {"Modify", 1}, {"Other", 0.5}};
  const std::string text = ComparisonText(c);
  EXPECT_THAT(text, testing::ContainsRegex(
                        "lehr +1 +40\\.0 +50\\.0 +90\\.0 +- +- +4\\.0 +6\\.0"));
  EXPECT_THAT(text, testing::ContainsRegex("lammps opt +1 +- +- +95\\.0 "
                                           "+2\\.0 +1\\.0 +1\\.0 +1\\.0"));
}

TEST(ComparisonTest, JsonHasEveryRound) {
  const auto json = ComparisonJson(TwoPrograms());
  ASSERT_EQ(json.at("contenders").size(), 2U);
  const auto& rounds = json.at("contenders")[0].at("rounds");
  ASSERT_EQ(rounds.size(), 3U);
  EXPECT_EQ(rounds[1].at("wall_seconds"), 4.0);
}

TEST(ComparisonTest, CountsNeighborsAcrossPeriodicFaces) {
  // fcc: 12 at a/√2, 6 at a, 24 at a √(3/2).
  const md::State state = md::FccState({4, 4, 4}, 4.0);
  EXPECT_EQ(MeanNeighbors(state, 4.0 / std::numbers::sqrt2 + 0.1), 12);
  EXPECT_EQ(MeanNeighbors(state, 4.1), 18);
  EXPECT_EQ(MeanNeighbors(state, 4.0 * std::sqrt(1.5) + 0.1), 42);
}

}  // namespace
}  // namespace lehr::bench
