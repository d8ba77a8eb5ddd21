#include "client/sql_table.h"

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

SqlAnswer Answer() {
  SqlAnswer answer;
  answer.columns = {"name", "value", "hash", "none"};
  v1::SqlRow row;
  row.add_values()->set_text("a,b");
  row.add_values()->set_real(1.0 / 3);
  row.add_values()->set_blob(std::string("\x01\xff", 2));
  row.add_values();
  answer.rows.push_back(row);
  return answer;
}

TEST(SqlTableTest, PeopleGetSevenDigitsAndADashForNull) {
  EXPECT_EQ(SqlText(Answer()),
            "name      value  hash  none\n"
            "----  ---------  ----  ----\n"
            "a,b   0.3333333  01ff  –\n");
}

TEST(SqlTableTest, CsvHasAllDigits) {
  EXPECT_EQ(SqlCsv(Answer()),
            "name,value,hash,none\n\"a,b\",0.3333333333333333,01ff,\n");
}

TEST(SqlTableTest, JsonKeepsTypes) {
  const Json json = SqlJson(Answer());
  EXPECT_EQ(json["columns"].size(), 4U);
  EXPECT_EQ(json["rows"][0][0], "a,b");
  EXPECT_EQ(json["rows"][0][1], 1.0 / 3);
  EXPECT_TRUE(json["rows"][0][3].is_null());
  EXPECT_EQ(json["truncated"], false);
}

}  // namespace
}  // namespace lehr::client
