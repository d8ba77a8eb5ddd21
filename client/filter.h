#ifndef LEHR_CLIENT_FILTER_H_
#define LEHR_CLIENT_FILTER_H_

#include <set>
#include <span>
#include <string>
#include <string_view>

#include <absl/status/statusor.h>

namespace lehr::client {

// A column that results have, for people who ask for some of them.
struct ResultColumn {
  std::string name;     // "yield_stress"
  std::string role;     // "point", "parameter", "observable" or "error"
  std::string unit;     // "GPa"; "" or "1" if there is none
  std::string heading;  // as in CSV: "yield_stress_GPa"

  // What it has are words, not numbers.
  bool is_text() const {
    return name == "sweep" || name == "treatment" || name == "state" ||
           name == "error";
  }
  // The observable that it has the value or the error of.
  std::string observable() const {
    return role == "error" ? name.substr(0, name.rfind("_error")) : name;
  }
};

// The column of this name or heading, nullptr if there is none.
const ResultColumn* FindColumn(std::span<const ResultColumn> columns,
                               std::string_view name);

// What to say of a name that no column has: `unknown column "anealing": did you
// mean "annealing_temperature"?`.
std::string UnknownColumn(std::string_view name,
                          std::span<const ResultColumn> columns);

// A name and a text as SQL has them.
std::string SqlName(std::string_view name);
std::string SqlLiteral(std::string_view text);

// A Filter says which points are wanted, as an expression of SQL over columns
// of results.
struct Filter {
  std::string sql;
  std::set<std::string> columns;  // that it names
};

// Reads what a person wrote:
//
//   condition:  condition and condition, condition or condition,
//               not condition, (condition),
//               value = value (also ==, !=, <>, <, <=, >, >=),
//               value in (value, ...), value is missing, value is not missing
//   value:      a column, a number, "text" or 'text'
//
// `and` binds closer than `or`; words of the language are read in any case. A
// comparison with a value that a point does not have is not true, whichever way
// it is turned.
//
// INVALID_ARGUMENT with the column of `text` (counted in characters of UTF-8,
// from 1): "column 12: …".
absl::StatusOr<Filter> ParseFilter(std::string_view text,
                                   std::span<const ResultColumn> columns);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_FILTER_H_
