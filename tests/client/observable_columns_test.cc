#include "client/observable_columns.h"

#include <gtest/gtest.h>

namespace lehr::client {
namespace {

TEST(ObservableColumnsTest, SymbolsChooseColumnsAndTheirOrder) {
  const std::vector<ObservableColumn> columns = {
      {"five_fold_symmetry", "1"}, {"c11", "GPa"}, {"young_modulus", "GPa"}};
  const auto shown = ColumnsWithSymbols(columns, UsualSymbols());
  ASSERT_EQ(shown.size(), 2u);
  EXPECT_EQ(shown[0].header, "E (GPa)");
  EXPECT_EQ(shown[1].header, "W");
  EXPECT_EQ(AllColumns(columns)[1].header, "c11 (GPa)");
}

}  // namespace
}  // namespace lehr::client
