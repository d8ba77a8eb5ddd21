#include "client/plot/figure_layout.h"

#include <gtest/gtest.h>

namespace lehr::client {
namespace {

// Where the axes begin in a figure with values from low to high.
int LeftWith(double low, double high) {
  Series series;
  series.mark = Mark::kLine;
  series.samples.resize(2);
  series.samples[0].y = low;
  series.samples[1].y = high;
  Figure figure;
  figure.panels.emplace_back().series.push_back(series);
  return LayOutFigure(figure).places.front().left;
}

TEST(FigureLayoutTest, LongNumbersOfTicksLeaveRoomForTheAxisName) {
  const int usual = LeftWith(0, 2.1);
  EXPECT_EQ(LeftWith(300, 2000), usual);
  // "-4.5545" has two letters more than there is always room for.
  EXPECT_EQ(LeftWith(-4.5565, -4.5545), usual + 14);
  EXPECT_EQ(LeftWith(-4.5565, -4.5545), LeftWith(4.5545, 4.5565) + 7);
}

TEST(FigureLayoutTest, OneValueAloneNeedsNoMore) {
  EXPECT_EQ(LeftWith(2, 2), LeftWith(0, 2.1));
}

}  // namespace
}  // namespace lehr::client
