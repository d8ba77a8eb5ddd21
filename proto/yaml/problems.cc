#include "proto/yaml/problems.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <absl/strings/str_format.h>

namespace lehr::yaml {

std::vector<Problem> InFileOrder(std::vector<Problem> problems) {
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Problem& a, const Problem& b) {
                     return std::tie(a.position.line, a.position.column) <
                            std::tie(b.position.line, b.position.column);
                   });
  return problems;
}

std::string FormatProblems(std::string_view file,
                           std::vector<Problem> problems) {
  std::string text;
  for (const Problem& problem : InFileOrder(std::move(problems))) {
    if (!text.empty()) text += '\n';
    text += file;
    if (problem.position.line > 0) {
      absl::StrAppendFormat(&text, ":%d:%d", problem.position.line,
                            problem.position.column);
    }
    text += ": ";
    if (!problem.field.empty()) text += problem.field + ": ";
    text += problem.message;
  }
  return text;
}

}  // namespace lehr::yaml
