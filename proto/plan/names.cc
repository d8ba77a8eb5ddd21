#include "proto/plan/names.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/str_format.h>

namespace lehr::plan {
namespace {

// "letters, digits, \"_\" and \"-\"".
std::string Allowed(std::string_view others) {
  std::string result = "letters, digits";
  for (std::size_t i = 0; i < others.size(); ++i) {
    result += i + 1 < others.size() ? ", " : " and ";
    result += absl::StrFormat("\"%c\"", others[i]);
  }
  return result;
}

}  // namespace

void CheckName(std::string_view name, std::string_view others,
               const std::string& field, Violations* violations) {
  if (name.empty()) {
    violations->Add(field, "expected a name, found none");
    return;
  }
  if (name.size() > kMaxNameLength) {
    violations->Add(field,
                    absl::StrFormat("expected at most %d characters, found %d",
                                    kMaxNameLength, name.size()));
    return;
  }
  const auto bad = std::find_if(name.begin(), name.end(), [others](char c) {
    return !absl::ascii_isalnum(static_cast<unsigned char>(c)) &&
           others.find(c) == std::string_view::npos;
  });
  if (bad == name.end()) return;
  violations->Add(field,
                  absl::StrFormat("expected %s, found \"%s\"", Allowed(others),
                                  absl::CHexEscape(std::string(name))));
}

}  // namespace lehr::plan
