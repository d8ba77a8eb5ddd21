#include "client/table_cells.h"

#include <optional>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>

#include "client/number_format.h"

namespace lehr::client {
namespace {

// A field of RFC 4180.
std::string CsvField(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

}  // namespace

std::string ObservableText(const v1::Observable* observable) {
  if (observable == nullptr) return "–";
  return Joined(FormatWithError(
      observable->value(), observable->has_standard_error()
                               ? std::optional(observable->standard_error())
                               : std::nullopt));
}

std::string CsvLine(const std::vector<std::string>& cells) {
  return absl::StrCat(
      absl::StrJoin(cells, ",",
                    [](std::string* out, const std::string& cell) {
                      out->append(CsvField(cell));
                    }),
      "\n");
}

}  // namespace lehr::client
