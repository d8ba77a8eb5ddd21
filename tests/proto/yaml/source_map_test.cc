#include "proto/yaml/source_map.h"

#include <gmock/gmock.h>

namespace lehr::yaml {
namespace {

TEST(SourceMapTest, FindsTheNearestEnclosingPath) {
  SourceMap map;
  map.Add("sample", {3, 1});
  map.Add("sample[1].hold", {5, 5});
  EXPECT_EQ(map.Find("sample[1].hold").line, 5);
  EXPECT_EQ(map.Find("sample[1].hold.stress.x_gpa").line, 5);
  EXPECT_EQ(map.Find("sample[0].create.cells").line, 3);
  EXPECT_EQ(map.Find("sample[1]").line, 3);
}

TEST(SourceMapTest, WhatIsNowhereIsTheFileAsAWhole) {
  SourceMap map;
  map.Add("sample", {3, 1});
  EXPECT_EQ(map.Find("replicas").line, 0);
  EXPECT_EQ(map.Find("").line, 0);
}

TEST(SourceMapTest, TheFirstPositionStays) {
  SourceMap map;
  map.Add("name", {1, 2});
  map.Add("name", {9, 9});
  EXPECT_EQ(map.Find("name").line, 1);
}

}  // namespace
}  // namespace lehr::yaml
