#ifndef LEHR_CLIENT_FILTER_LEXER_H_
#define LEHR_CLIENT_FILTER_LEXER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

namespace lehr::client {

// A FilterToken is a word of a filter.
struct FilterToken {
  enum class Kind { kWord, kNumber, kText, kSign, kEnd };
  Kind kind = Kind::kEnd;
  std::string text;  // of text without its quotes; signs as SQL spells them
  double number = 0;
  std::size_t at = 0;  // byte in the filter
};

// INVALID_ARGUMENT, "column 12: …", of what stands at byte `at`.
absl::Status FilterError(std::string_view filter, std::size_t at,
                         const std::string& message);

// The tokens of a filter; the last is kEnd. INVALID_ARGUMENT for a character
// that is none, a number that is none, and text without an end.
absl::StatusOr<std::vector<FilterToken>> ReadFilterTokens(
    std::string_view filter);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_FILTER_LEXER_H_
