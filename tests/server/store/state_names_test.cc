#include "server/store/state_names.h"

#include <gtest/gtest.h>

namespace lehr::server {
namespace {

TEST(StateNamesTest, NamesAreThoseOfTheProtoWithoutPrefix) {
  EXPECT_EQ(NameOf(v1::SEGMENT_STATE_WAITING), "WAITING");
  EXPECT_EQ(NameOf(v1::SWEEP_STATE_CANCELLED), "CANCELLED");
}

TEST(StateNamesTest, EveryStateIsFoundByItsName) {
  for (int i = 0; i < v1::SegmentState_ARRAYSIZE; ++i) {
    const auto state = static_cast<v1::SegmentState>(i);
    EXPECT_EQ(SegmentStateOf(NameOf(state)), state);
  }
  for (int i = 0; i < v1::SweepState_ARRAYSIZE; ++i) {
    const auto state = static_cast<v1::SweepState>(i);
    EXPECT_EQ(SweepStateOf(NameOf(state)), state);
  }
}

TEST(StateNamesTest, WhatIsNoNameIsUnspecified) {
  EXPECT_EQ(SegmentStateOf("nonsense"), v1::SEGMENT_STATE_UNSPECIFIED);
}

}  // namespace
}  // namespace lehr::server
