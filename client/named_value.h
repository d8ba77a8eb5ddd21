#ifndef LEHR_CLIENT_NAMED_VALUE_H_
#define LEHR_CLIENT_NAMED_VALUE_H_

#include <string>

#include <absl/status/statusor.h>

#include "client/proto_json.h"

namespace lehr::client {

// The value of an enum that a person means by its short word: "crash",
// "paused". INVALID_ARGUMENT names the option and the words that there are.
template <typename Enum>
absl::StatusOr<Enum> NamedValue(const std::string& option,
                                const std::string& word) {
  std::string words;
  const auto* descriptor = google::protobuf::GetEnumDescriptor<Enum>();
  for (int i = 1; i < descriptor->value_count(); ++i) {  // 0 is unspecified
    const std::string name = ShortName(*descriptor->value(i));
    if (name == word) return static_cast<Enum>(descriptor->value(i)->number());
    words += (words.empty() ? "" : ", ") + name;
  }
  return absl::InvalidArgumentError(option + ": expected one of " + words +
                                    ", found \"" + word + "\"");
}

}  // namespace lehr::client

#endif  // LEHR_CLIENT_NAMED_VALUE_H_
