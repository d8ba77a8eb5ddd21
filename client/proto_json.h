#ifndef LEHR_CLIENT_PROTO_JSON_H_
#define LEHR_CLIENT_PROTO_JSON_H_

#include <string>

#include <google/protobuf/message.h>
#include <nlohmann/json.hpp>

namespace lehr::client {

using Json = nlohmann::ordered_json;

// `message` for programs: fields under their names in the proto's order, whole
// numbers as numbers, bytes as hexadecimal digits, enums as short lower-case
// words ("running"), google.protobuf.Timestamp as ISO 8601 text in UTC,
// google.protobuf.Duration as seconds under the name with `_seconds`. Fields
// that are unset, and enums that are unspecified, are left out; lists are
// always there.
Json ToJson(const google::protobuf::Message& message);

// The short word for an enum's value: SWEEP_STATE_RUNNING -> "running".
std::string ShortName(const google::protobuf::EnumValueDescriptor& value);

// As ShortName, for a generated enum: Word(v1::SWEEP_STATE_RUNNING).
template <typename Enum>
std::string Word(Enum value) {
  const auto* descriptor = google::protobuf::GetEnumDescriptor<Enum>();
  const auto* found = descriptor->FindValueByNumber(static_cast<int>(value));
  return found == nullptr ? "?" : ShortName(*found);
}

// JSON text with a line feed; bytes that are not UTF-8 are replaced.
std::string Dump(const Json& json);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PROTO_JSON_H_
