#include "client/filter.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_replace.h>

#include "client/filter_lexer.h"
#include "client/number_format.h"
#include "proto/support/nearest_name.h"

namespace lehr::client {
namespace {

using Kind = FilterToken::Kind;

// Parentheses within each other: more than a person writes, less than what the
// stack and SQLite's parser (1000) hold.
constexpr int kMostDepth = 100;

// A value, as SQL.
struct Value {
  std::string sql;
  bool is_text = false;
  std::size_t at = 0;
  std::string what;  // for people: `treatment`, `900`
};

// Reads by recursive descent and writes SQL.
class Parser {
 public:
  Parser(std::string_view text, std::vector<FilterToken> tokens,
         std::span<const ResultColumn> columns)
      : text_(text), tokens_(std::move(tokens)), columns_(columns) {}

  absl::StatusOr<Filter> Parse() {
    auto sql = Either();
    if (!sql.ok()) return sql.status();
    if (Here().kind != Kind::kEnd) return Expected("and, or, or the end");
    filter_.sql = *std::move(sql);
    return std::move(filter_);
  }

 private:
  const FilterToken& Here() const { return tokens_[next_]; }

  bool IsWord(std::string_view word) const {
    return Here().kind == Kind::kWord &&
           absl::AsciiStrToLower(Here().text) == word;
  }
  bool TakeWord(std::string_view word) {
    if (!IsWord(word)) return false;
    ++next_;
    return true;
  }
  bool TakeSign(std::string_view sign) {
    if (Here().kind != Kind::kSign || Here().text != sign) return false;
    ++next_;
    return true;
  }

  absl::Status Wrong(std::size_t at, const std::string& message) const {
    return FilterError(text_, at, message);
  }
  absl::Status Expected(const std::string& what) const {
    const FilterToken& found = Here();
    return Wrong(
        found.at,
        found.kind == Kind::kEnd
            ? absl::StrFormat("expected %s, found the end", what)
            : absl::StrFormat("expected %s, found \"%s\"", what, found.text));
  }

  absl::StatusOr<std::string> Either() {
    auto sql = Both();
    while (sql.ok() && TakeWord("or")) {
      const auto other = Both();
      if (!other.ok()) return other.status();
      sql = absl::StrCat("(", *sql, " OR ", *other, ")");
    }
    return sql;
  }

  absl::StatusOr<std::string> Both() {
    auto sql = Negated();
    while (sql.ok() && TakeWord("and")) {
      const auto other = Negated();
      if (!other.ok()) return other.status();
      sql = absl::StrCat("(", *sql, " AND ", *other, ")");
    }
    return sql;
  }

  absl::StatusOr<std::string> Negated() {
    const std::size_t at = Here().at;
    if (++depth_ > kMostDepth) {
      return Wrong(at, absl::StrFormat("more than %d conditions within each "
                                       "other",
                                       kMostDepth));
    }
    const bool is_not = TakeWord("not");
    auto sql = is_not ? Negated() : Primary();
    --depth_;
    if (sql.ok() && is_not) return absl::StrCat("(NOT ", *sql, ")");
    return sql;
  }

  absl::StatusOr<std::string> Primary() {
    if (TakeSign("(")) {
      auto sql = Either();
      if (!sql.ok()) return sql;
      if (!TakeSign(")")) return Expected("\")\"");
      return sql;
    }
    const auto left = ReadValue();
    if (!left.ok()) return left.status();
    if (TakeWord("in")) return OneOf(*left);
    if (TakeWord("is")) return Missing(*left);
    return Comparison(*left);
  }

  absl::StatusOr<std::string> Comparison(const Value& left) {
    static constexpr std::string_view kComparisons[] = {"=",  "<>", "<",
                                                        "<=", ">",  ">="};
    const bool compares =
        Here().kind == Kind::kSign &&
        std::find(std::begin(kComparisons), std::end(kComparisons),
                  Here().text) != std::end(kComparisons);
    if (!compares)
      return Expected("a comparison (=, !=, <, <=, >, >=, in, is)");
    const std::string sign = tokens_[next_++].text;
    const auto right = ReadValue();
    if (!right.ok()) return right.status();
    if (const auto alike = CheckAlike(left, *right); !alike.ok()) return alike;
    return absl::StrCat("(", left.sql, " ", sign, " ", right->sql, ")");
  }

  absl::StatusOr<std::string> OneOf(const Value& left) {
    if (!TakeSign("(")) return Expected("\"(\"");
    std::string list;
    do {
      const auto value = ReadValue();
      if (!value.ok()) return value.status();
      if (const auto alike = CheckAlike(left, *value); !alike.ok()) {
        return alike;
      }
      absl::StrAppend(&list, list.empty() ? "" : ", ", value->sql);
    } while (TakeSign(","));
    if (!TakeSign(")")) return Expected("\",\" or \")\"");
    return absl::StrCat("(", left.sql, " IN (", list, "))");
  }

  absl::StatusOr<std::string> Missing(const Value& left) {
    const bool is_not = TakeWord("not");
    if (!TakeWord("missing")) return Expected("missing");
    return absl::StrCat("(", left.sql, is_not ? " IS NOT NULL)" : " IS NULL)");
  }

  absl::Status CheckAlike(const Value& left, const Value& right) const {
    if (left.is_text == right.is_text) return absl::OkStatus();
    return Wrong(right.at,
                 absl::StrFormat("%s is %s and %s is %s", left.what,
                                 left.is_text ? "text" : "a number", right.what,
                                 right.is_text ? "text" : "a number"));
  }

  absl::StatusOr<Value> ReadValue() {
    const std::size_t at = Here().at;
    const bool is_negative = TakeSign("-");
    const FilterToken& token = Here();
    if (token.kind == Kind::kNumber) {
      ++next_;
      const double number = is_negative ? -token.number : token.number;
      return Value{FormatExact(number), false, at, FormatExact(number)};
    }
    if (is_negative) return Expected("a number");
    if (token.kind == Kind::kText) {
      ++next_;
      return Value{SqlLiteral(token.text), true, at,
                   absl::StrCat("\"", token.text, "\"")};
    }
    if (token.kind != Kind::kWord) {
      return Expected("a column, a number or text in quotes");
    }
    const ResultColumn* const column = FindColumn(columns_, token.text);
    if (column == nullptr) {
      return Wrong(at, UnknownColumn(token.text, columns_));
    }
    ++next_;
    filter_.columns.insert(column->name);
    // The database has DONE where tables have done.
    const char* const any_case =
        column->name == "state" ? " COLLATE NOCASE" : "";
    return Value{absl::StrCat(SqlName(column->name), any_case),
                 column->is_text(), at, column->name};
  }

  std::string_view text_;
  std::vector<FilterToken> tokens_;
  std::span<const ResultColumn> columns_;
  std::size_t next_ = 0;
  int depth_ = 0;
  Filter filter_;
};

// The name whose beginning is nearest: "anealing" means annealing_temperature.
std::string NearestBeginning(std::string_view word,
                             const std::vector<std::string>& names) {
  std::string nearest;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& name : names) {
    for (std::size_t size = word.size() > 1 ? word.size() - 1 : 1;
         size <= std::min(word.size() + 1, name.size()); ++size) {
      const std::size_t distance =
          EditDistance(word, std::string_view(name).substr(0, size));
      if (distance < least) {
        least = distance;
        nearest = name;
      }
    }
  }
  return nearest;
}

}  // namespace

std::string SqlName(std::string_view name) {
  return absl::StrFormat(
      "\"%s\"", absl::StrReplaceAll(std::string(name), {{"\"", "\"\""}}));
}

std::string SqlLiteral(std::string_view text) {
  return absl::StrFormat("'%s'",
                         absl::StrReplaceAll(std::string(text), {{"'", "''"}}));
}

const ResultColumn* FindColumn(std::span<const ResultColumn> columns,
                               std::string_view name) {
  for (const ResultColumn& column : columns) {
    if (column.name == name) return &column;
  }
  for (const ResultColumn& column : columns) {
    if (column.heading == name) return &column;
  }
  return nullptr;
}

std::string UnknownColumn(std::string_view name,
                          std::span<const ResultColumn> columns) {
  std::vector<std::string> names;
  for (const ResultColumn& column : columns) names.push_back(column.name);
  std::string near = NearestName(name, names);
  if (near.empty()) near = NearestBeginning(name, names);
  return absl::StrFormat("unknown column \"%s\"%s", name,
                         near.empty()
                             ? std::string()
                             : absl::StrFormat(": did you mean \"%s\"?", near));
}

absl::StatusOr<Filter> ParseFilter(std::string_view text,
                                   std::span<const ResultColumn> columns) {
  auto tokens = ReadFilterTokens(text);
  if (!tokens.ok()) return tokens.status();
  return Parser(text, *std::move(tokens), columns).Parse();
}

}  // namespace lehr::client
