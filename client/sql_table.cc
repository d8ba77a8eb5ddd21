#include "client/sql_table.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/number_format.h"
#include "client/table_cells.h"
#include "client/text_table.h"
#include "proto/support/sha256.h"

namespace lehr::client {
namespace {

bool IsNumber(const v1::SqlValue& value) {
  return value.value_case() == v1::SqlValue::kInteger ||
         value.value_case() == v1::SqlValue::kReal;
}

std::string CsvCell(const v1::SqlValue& value) {
  switch (value.value_case()) {
    case v1::SqlValue::kInteger:
      return absl::StrCat(value.integer());
    case v1::SqlValue::kReal:
      return FormatExact(value.real());
    case v1::SqlValue::kText:
      return value.text();
    case v1::SqlValue::kBlob:
      return ToHex(value.blob());
    case v1::SqlValue::VALUE_NOT_SET:
      return "";
  }
  return "";
}

std::string TextCell(const v1::SqlValue& value) {
  switch (value.value_case()) {
    case v1::SqlValue::kReal:
      return absl::StrFormat("%.7g", value.real());
    case v1::SqlValue::VALUE_NOT_SET:
      return "–";
    default:
      return CsvCell(value);
  }
}

Json JsonCell(const v1::SqlValue& value) {
  switch (value.value_case()) {
    case v1::SqlValue::kInteger:
      return value.integer();
    case v1::SqlValue::kReal:
      return value.real();
    case v1::SqlValue::VALUE_NOT_SET:
      return nullptr;
    default:
      return CsvCell(value);
  }
}

template <typename Cell>
std::vector<std::string> Cells(const v1::SqlRow& row, Cell cell) {
  std::vector<std::string> cells;
  for (const v1::SqlValue& value : row.values()) cells.push_back(cell(value));
  return cells;
}

}  // namespace

std::string SqlText(const SqlAnswer& answer) {
  TextTable table;
  for (std::size_t i = 0; i < answer.columns.size(); ++i) {
    const bool has_numbers = std::any_of(
        answer.rows.begin(), answer.rows.end(), [i](const v1::SqlRow& row) {
          return IsNumber(row.values(static_cast<int>(i)));
        });
    table.AddColumn(answer.columns[i], has_numbers ? TextTable::Align::kRight
                                                   : TextTable::Align::kLeft);
  }
  for (const v1::SqlRow& row : answer.rows) {
    table.AddRow(Cells(row, TextCell));
  }
  return table.ToString();
}

std::string SqlCsv(const SqlAnswer& answer) {
  std::string csv = CsvLine(answer.columns);
  for (const v1::SqlRow& row : answer.rows) csv += CsvLine(Cells(row, CsvCell));
  return csv;
}

Json SqlJson(const SqlAnswer& answer) {
  Json rows = Json::array();
  for (const v1::SqlRow& row : answer.rows) {
    Json cells = Json::array();
    for (const v1::SqlValue& value : row.values()) {
      cells.push_back(JsonCell(value));
    }
    rows.push_back(std::move(cells));
  }
  return {{"columns", answer.columns},
          {"rows", std::move(rows)},
          {"truncated", answer.truncated}};
}

}  // namespace lehr::client
