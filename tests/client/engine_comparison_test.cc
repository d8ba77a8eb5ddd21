#include "client/engine_comparison.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::client {
namespace {

using ::testing::HasSubstr;

using Series = std::pair<std::string, std::vector<double>>;

// One treatment; a value of each observable for each replica.
std::vector<v1::PointResult> Points(const std::vector<Series>& observables) {
  std::vector<v1::PointResult> points(observables.front().second.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i].set_treatment("as_cast");
    points[i].set_replica(static_cast<int>(i));
    for (const auto& [name, values] : observables) {
      v1::Observable& observable = *points[i].add_observables();
      observable.set_name(name);
      observable.set_unit("GPa");
      observable.set_value(values[i]);
    }
  }
  return points;
}

TEST(EngineComparisonTest, EqualMeansAgreeAndOthersDiffer) {
  const auto lehr = Points({{"yield_stress", {2.1, 2.2, 2.0, 2.15}},
                            {"young_modulus", {80, 81, 79, 80}}});
  const auto lammps = Points({{"yield_stress", {2.2, 2.05, 2.1, 2.12}},
                              {"young_modulus", {90, 91, 89, 90}}});
  const auto rows = CompareEngines(lehr, lammps);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].verdict, Verdict::kAgree);
  EXPECT_EQ(rows[1].verdict, Verdict::kDiffer);
  EXPECT_DOUBLE_EQ(rows[1].difference.difference, 10) << "LAMMPS minus Lehr";
  EXPECT_TRUE(AnyDiffers(rows));
  EXPECT_THAT(ComparisonText(rows), HasSubstr("differ"));
  EXPECT_EQ(ComparisonJson(rows)[1]["verdict"], "differ");
}

// One row in many has a small p by chance.
TEST(EngineComparisonTest, ManyRowsTogetherNeedMoreThanOneAlone) {
  std::vector<Series> here = {{"a", {4.92, 5.11, 4.87, 5.30, 5.05}}};
  std::vector<Series> there = {{"a", {5.42, 5.61, 5.20, 5.96, 5.0}}};
  for (const char* name : {"b", "c", "d", "e"}) {
    here.emplace_back(name, std::vector<double>{1, 2, 3, 4, 5});
    there.emplace_back(name, std::vector<double>{1, 2, 3, 4, 5.5});
  }
  const auto rows = CompareEngines(Points(here), Points(there));
  ASSERT_TRUE(rows[0].difference.p_value.has_value());
  EXPECT_EQ(*rows[0].holm_p_value, 5 * *rows[0].difference.p_value);
  EXPECT_FALSE(AnyDiffers(rows));
}

TEST(EngineComparisonTest, OneReplicaIsTooFew) {
  const auto rows = CompareEngines(Points({{"yield_stress", {2.1}}}),
                                   Points({{"yield_stress", {2.9}}}));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].verdict, Verdict::kUnknown);
  EXPECT_FALSE(AnyDiffers(rows));
}

TEST(EngineComparisonTest, WithoutScatterNumbersHaveToBeTheSame) {
  const auto lehr = Points({{"c11", {100, 100}}, {"c12", {50, 50}}});
  const auto lammps =
      Points({{"c11", {100.00001, 100.00001}}, {"c12", {51, 51}}});
  const auto rows = CompareEngines(lehr, lammps);
  EXPECT_EQ(rows[0].verdict, Verdict::kAgree);
  EXPECT_EQ(rows[1].verdict, Verdict::kDiffer);
}

TEST(EngineComparisonTest, WhatOnlyOneEngineKnowsIsLeftOut) {
  const auto lehr = Points({{"density_overflows", {1, 2}}, {"x", {1, 2}}});
  const auto lammps = Points({{"x", {1, 2}}});
  ASSERT_EQ(CompareEngines(lehr, lammps).size(), 1u);
}

}  // namespace
}  // namespace lehr::client
