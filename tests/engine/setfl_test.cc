#include "engine/src/setfl.h"

#include <cstddef>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"
#include "tests/support/synthetic_alloy.h"

namespace lehr::md {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

SyntheticAlloy SmallAlloy(bool finnis_sinclair) {
  SyntheticAlloy alloy;
  alloy.finnis_sinclair = finnis_sinclair;
  alloy.densities = 7;
  alloy.distances = 11;
  alloy.distance_step = 0.5;
  return alloy;
}

// The text with its line `number` (from 1) replaced.
std::string WithLine(const std::string& text, int number,
                     std::string_view line) {
  std::size_t begin = 0;
  for (int k = 1; k < number; ++k) begin = text.find('\n', begin) + 1;
  std::string changed = text;
  return changed.replace(begin, text.find('\n', begin) - begin, line);
}

TEST(SetflTest, ReadsAnAlloyTable) {
  const SyntheticAlloy alloy = SmallAlloy(false);
  const absl::StatusOr<SetflTable> table = ReadSetfl(alloy.Setfl(), "a.setfl");
  ASSERT_OK(table);
  EXPECT_FALSE(table->finnis_sinclair);
  EXPECT_THAT(table->elements, ElementsAre("Zr", "Cu"));
  EXPECT_THAT(table->masses, ElementsAre(91.224, 63.546));
  EXPECT_EQ(table->density_step, alloy.density_step);
  EXPECT_EQ(table->distance_step, alloy.distance_step);
  EXPECT_EQ(table->cutoff, alloy.cutoff);
  EXPECT_EQ(table->embedding[1][3], alloy.EmbeddingAt(1, 3 * 0.02));
  // What an atom gives does not depend on who gets it.
  EXPECT_EQ(table->density[0][1][4], alloy.DensityAt(0, 1, 2.0));
  EXPECT_EQ(table->density[1][1], table->density[0][1]);
  EXPECT_EQ(table->pair.size(), 3u);
  EXPECT_EQ(table->pair[SetflTable::PairIndex(0, 1)][5],
            alloy.PairAt(1, 0, 2.5));
}

TEST(SetflTest, ReadsAFinnisSinclairTableBySource) {
  const SyntheticAlloy alloy = SmallAlloy(true);
  const absl::StatusOr<SetflTable> table = ReadSetfl(alloy.Setfl(), "a.fs");
  ASSERT_OK(table);
  EXPECT_TRUE(table->finnis_sinclair);
  for (int a = 0; a < 2; ++a) {
    for (int b = 0; b < 2; ++b) {
      EXPECT_EQ(table->density[static_cast<std::size_t>(a)]
                              [static_cast<std::size_t>(b)][6],
                alloy.DensityAt(a, b, 3.0))
          << "density at " << a << " from " << b;
    }
  }
}

TEST(SetflTest, AcceptsLineEndsOfOtherSystemsAndBlankLines) {
  std::string text = SmallAlloy(true).Setfl();
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos;
       at += 2) {
    text.replace(at, 1, "\r\n");
  }
  EXPECT_OK(ReadSetfl(text + "\r\n \n", "a.fs"));
}

TEST(SetflTest, NamesTheLineOfABadHeader) {
  const std::string good = SmallAlloy(true).Setfl();
  EXPECT_THAT(ReadSetfl("one line", "x"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(StartsWith("x:1: "), HasSubstr("end"))));
  EXPECT_THAT(ReadSetfl(WithLine(good, 4, "many Cu"), "x"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(StartsWith("x:4: "), HasSubstr("\"many\""))));
  EXPECT_THAT(
      ReadSetfl(WithLine(good, 4, "3 Cu Zr"), "x"),
      StatusIs(absl::StatusCode::kInvalidArgument,
               AllOf(StartsWith("x:4: "), HasSubstr("expected 3, found 2"))));
  EXPECT_THAT(ReadSetfl(WithLine(good, 5, "7 0.02 11 -0.5 5"), "x"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(StartsWith("x:5: dr"), HasSubstr("\"-0.5\""))));
  EXPECT_THAT(ReadSetfl(WithLine(good, 5, "7 0.02 11 0.5 6"), "x"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(StartsWith("x:5: cutoff"), HasSubstr("5.5"))));
  EXPECT_THAT(ReadSetfl(WithLine(good, 6, "Zr 91"), "x"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(StartsWith("x:6: "), HasSubstr("\"Zr 91\""))));
}

TEST(SetflTest, NamesTheLineAfterTooFewNumbers) {
  const std::string good = SmallAlloy(true).Setfl();
  // The first of two lines of F, without its last number.
  EXPECT_THAT(ReadSetfl(WithLine(good, 7, "1 2 3 4"), "x"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(StartsWith("x:15: "), HasSubstr("element \"Zr\""),
                             HasSubstr("18 numbers (eam/alloy) or 29 (eam/fs)"),
                             HasSubstr("found 28"))));
  EXPECT_THAT(
      ReadSetfl(WithLine(good, 7, "1 2 3 4 what"), "x"),
      StatusIs(absl::StatusCode::kInvalidArgument,
               AllOf(StartsWith("x:7: "), HasSubstr("then \"1 2 3 4 what\""))));
  EXPECT_THAT(ReadSetfl(WithLine(good, 7, "1 2 3 4 nan"), "x"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(StartsWith("x:7: "), HasSubstr("finite"))));
}

// Wherever the file is cut, that is seen, but for the last character or two.
TEST(SetflTest, RefusesEveryTruncation) {
  const std::string good = SmallAlloy(false).Setfl();
  const std::size_t last_word = good.find_last_of(" \n", good.size() - 2);
  for (std::size_t size = 0; size <= last_word; ++size) {
    EXPECT_THAT(ReadSetfl(good.substr(0, size), "x"),
                StatusIs(absl::StatusCode::kInvalidArgument, StartsWith("x:")))
        << size << " of " << good.size();
  }
}

}  // namespace
}  // namespace lehr::md
