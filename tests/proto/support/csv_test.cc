#include "proto/support/csv.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace lehr {
namespace {

TEST(CsvTest, HeadingsEndWithTheUnitOnce) {
  EXPECT_EQ(CsvHeading("stress_xx", "GPa"), "stress_xx_GPa");
  EXPECT_EQ(CsvHeading("density", "g/cm^3"), "density_g_per_cm3");
  EXPECT_EQ(CsvHeading("expansion", "1/K"), "expansion_per_K");
  EXPECT_EQ(CsvHeading("creep_rate", "%/ns"), "creep_rate_percent_per_ns");
  EXPECT_EQ(CsvHeading("volume_per_atom", "A^3"), "volume_per_atom_A3");
  EXPECT_EQ(CsvHeading("time_ps", "ps"), "time_ps");
  EXPECT_EQ(CsvHeading("strain_y", "1"), "strain_y");
}

TEST(CsvTest, NumbersKeepAllTheirDigitsAndShortColumnsHaveEmptyCells) {
  const std::vector<double> a = {1, 1.0 / 3};
  const std::vector<double> b = {-2e-300};
  const std::vector<CsvColumn> columns = {{"a", a}, {"b_GPa", b}};
  EXPECT_EQ(ToCsv(columns), "a,b_GPa\n1,-2e-300\n0.3333333333333333,\n");
}

}  // namespace
}  // namespace lehr
