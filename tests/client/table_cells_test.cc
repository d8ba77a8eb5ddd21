#include "client/table_cells.h"

#include <gtest/gtest.h>

namespace lehr::client {
namespace {

TEST(TableCellsTest, AnObservableHasItsErrorIfThereIsOne) {
  v1::Observable observable;
  observable.set_value(2.3125);
  EXPECT_EQ(ObservableText(&observable), "2.312");
  observable.set_standard_error(0.04);
  EXPECT_EQ(ObservableText(&observable), "2.31 ± 0.04");
  EXPECT_EQ(ObservableText(nullptr), "–");
}

TEST(TableCellsTest, CsvQuotesWhatNeedsIt) {
  EXPECT_EQ(CsvLine({"a,\"b\"", "", "c d"}), "\"a,\"\"b\"\"\",,c d\n");
}

}  // namespace
}  // namespace lehr::client
