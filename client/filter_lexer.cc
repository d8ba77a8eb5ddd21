#include "client/filter_lexer.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

namespace lehr::client {
namespace {

using Kind = FilterToken::Kind;

bool IsDigit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}
bool IsWordCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// The longer ones first; each as it is written, and as SQL has it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kSigns =
    {{{"==", "="},
      {"!=", "<>"},
      {"<>", "<>"},
      {"<=", "<="},
      {">=", ">="},
      {"=", "="},
      {"<", "<"},
      {">", ">"},
      {"(", "("},
      {")", ")"},
      {",", ","},
      {"-", "-"}}};

class Lexer {
 public:
  explicit Lexer(std::string_view filter) : filter_(filter) {}

  absl::StatusOr<FilterToken> Next() {
    while (at_ < filter_.size() &&
           std::isspace(static_cast<unsigned char>(filter_[at_])) != 0) {
      ++at_;
    }
    if (at_ == filter_.size()) return Token(Kind::kEnd, "", at_);
    const char c = filter_[at_];
    if (c == '"' || c == '\'') return Text(c);
    if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)))) return Number();
    if (IsWordCharacter(c)) return Word();
    return Sign();
  }

 private:
  static FilterToken Token(Kind kind, std::string text, std::size_t at) {
    return {.kind = kind, .text = std::move(text), .number = 0, .at = at};
  }

  char Peek(std::size_t ahead) const {
    return at_ + ahead < filter_.size() ? filter_[at_ + ahead] : '\0';
  }

  absl::StatusOr<FilterToken> Text(char quote) {
    const std::size_t end = filter_.find(quote, at_ + 1);
    if (end == std::string_view::npos) {
      return FilterError(filter_, at_,
                         absl::StrFormat("text without its closing %c", quote));
    }
    FilterToken token = Token(
        Kind::kText, std::string(filter_.substr(at_ + 1, end - at_ - 1)), at_);
    at_ = end + 1;
    return token;
  }

  absl::StatusOr<FilterToken> Number() {
    FilterToken token = Token(Kind::kNumber, "", at_);
    const char* const begin = filter_.data() + at_;
    const char* const all = filter_.data() + filter_.size();
    const auto [end, error] = std::from_chars(begin, all, token.number);
    const auto length = static_cast<std::size_t>(end - begin);
    if (error != std::errc() || IsWordCharacter(Peek(length))) {
      std::size_t stop = at_ + length;
      while (stop < filter_.size() && IsWordCharacter(filter_[stop])) ++stop;
      return FilterError(filter_, at_,
                         absl::StrFormat("expected a number, found \"%s\"",
                                         filter_.substr(at_, stop - at_)));
    }
    token.text = std::string(begin, length);
    at_ += length;
    return token;
  }

  FilterToken Word() {
    const std::size_t begin = at_;
    while (at_ < filter_.size() && IsWordCharacter(filter_[at_])) ++at_;
    return Token(Kind::kWord, std::string(filter_.substr(begin, at_ - begin)),
                 begin);
  }

  absl::StatusOr<FilterToken> Sign() {
    for (const auto& [written, meant] : kSigns) {
      if (filter_.substr(at_).starts_with(written)) {
        FilterToken token = Token(Kind::kSign, std::string(meant), at_);
        at_ += written.size();
        return token;
      }
    }
    return FilterError(filter_, at_,
                       absl::StrFormat("\"%c\" means nothing here: conditions "
                                       "are joined by and, or, not",
                                       filter_[at_]));
  }

  std::string_view filter_;
  std::size_t at_ = 0;
};

}  // namespace

absl::Status FilterError(std::string_view filter, std::size_t at,
                         const std::string& message) {
  // Bytes that continue a character of UTF-8 are not counted.
  const auto before = filter.substr(0, at);
  const auto column = std::count_if(before.begin(), before.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  });
  return absl::InvalidArgumentError(
      absl::StrFormat("column %d: %s", column + 1, message));
}

absl::StatusOr<std::vector<FilterToken>> ReadFilterTokens(
    std::string_view filter) {
  Lexer lexer(filter);
  std::vector<FilterToken> tokens;
  do {
    auto token = lexer.Next();
    if (!token.ok()) return token.status();
    tokens.push_back(*std::move(token));
  } while (tokens.back().kind != Kind::kEnd);
  return tokens;
}

}  // namespace lehr::client
