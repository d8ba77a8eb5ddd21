#ifndef LEHR_ENGINE_SRC_FORMATS_TEXT_LINES_H_
#define LEHR_ENGINE_SRC_FORMATS_TEXT_LINES_H_

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

namespace lehr::md::formats {

// TextLines walks the lines of a file and makes errors that name them.
class TextLines {
 public:
  TextLines(std::string_view text, std::string_view name)
      : rest_(text), name_(name) {}

  // Goes to the next line; false at the end.
  bool Next() {
    if (rest_.empty()) return false;
    const std::size_t end = rest_.find('\n');
    line_ = rest_.substr(0, end);
    if (!line_.empty() && line_.back() == '\r') line_.remove_suffix(1);
    rest_ = end == std::string_view::npos ? std::string_view()
                                          : rest_.substr(end + 1);
    ++number_;
    return true;
  }

  std::string_view line() const { return line_; }

  // Of the line, from 1.
  int number() const { return number_; }

  // "name:line: message".
  absl::Status Error(const std::string& message) const {
    return ErrorAt(number_, message);
  }
  absl::Status ErrorAt(int number, const std::string& message) const {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s:%d: %s", name_, number, message));
  }

 private:
  std::string_view rest_;
  std::string_view line_;
  std::string name_;
  int number_ = 0;
};

// The words of a line, split at blanks and tabs; a '#' begins a comment.
inline std::vector<std::string_view> Words(std::string_view line) {
  line = line.substr(0, line.find('#'));
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const std::size_t end = line.find_first_of(" \t");
    words.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return words;
    line.remove_prefix(end);
  }
}

// Whether all of `word` is a number of this type; fills `value` if so.
template <typename Number>
bool ParseNumber(std::string_view word, Number* value) {
  if (!word.empty() && word.front() == '+') word.remove_prefix(1);
  const char* const end = word.data() + word.size();
  const auto result = std::from_chars(word.data(), end, *value);
  return result.ec == std::errc() && result.ptr == end;
}

// Appends the shortest text that reads back to the same double.
inline void AppendNumber(double value, std::string* text) {
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  text->append(buffer, result.ptr);
}

}  // namespace lehr::md::formats

#endif  // LEHR_ENGINE_SRC_FORMATS_TEXT_LINES_H_
