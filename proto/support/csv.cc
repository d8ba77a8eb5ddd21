#include "proto/support/csv.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include <absl/strings/str_replace.h>

namespace lehr {
namespace {

// The shortest text that reads back to the same double.
void AppendNumber(double value, std::string* text) {
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  text->append(buffer, result.ptr);
}

}  // namespace

std::string CsvHeading(std::string_view name, std::string_view unit) {
  std::string heading(name);
  if (unit == "1" || unit.empty()) return heading;
  const std::string suffix =
      "_" + absl::StrReplaceAll(std::string(unit), {{"1/", "per_"},
                                                    {"%", "percent"},
                                                    {"/", "_per_"},
                                                    {"^", ""},
                                                    {" ", "_"}});
  if (!heading.ends_with(suffix)) heading += suffix;
  return heading;
}

std::string ToCsv(std::span<const CsvColumn> columns) {
  std::string text;
  std::size_t rows = 0;
  for (const CsvColumn& column : columns) {
    if (!text.empty()) text.push_back(',');
    text += column.heading;
    rows = std::max(rows, column.values.size());
  }
  text.push_back('\n');
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t k = 0; k < columns.size(); ++k) {
      if (k > 0) text.push_back(',');
      if (row < columns[k].values.size()) {
        AppendNumber(columns[k].values[row], &text);
      }
    }
    text.push_back('\n');
  }
  return text;
}

}  // namespace lehr
