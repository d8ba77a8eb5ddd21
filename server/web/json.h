#ifndef LEHR_SERVER_WEB_JSON_H_
#define LEHR_SERVER_WEB_JSON_H_

#include <string>
#include <string_view>

#include <absl/strings/ascii.h>
#include <absl/time/time.h>
#include <nlohmann/json.hpp>

#include "server/store/state_names.h"

namespace lehr::server {

using Json = nlohmann::json;

// A name of the database for the page: "SUCCEEDED" -> "succeeded".
inline std::string Word(std::string_view name) {
  return absl::AsciiStrToLower(std::string(name));
}
inline std::string Word(v1::SegmentState state) { return Word(NameOf(state)); }
inline std::string Word(v1::SweepState state) { return Word(NameOf(state)); }
inline std::string Word(v1::FailureClass failure) {
  return Word(NameOf(failure));
}

// "2026-11-22T22:00:00.000Z".
inline std::string IsoTime(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone());
}

// As text; bytes that are not UTF-8 are replaced.
inline std::string Text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lehr::server

#endif  // LEHR_SERVER_WEB_JSON_H_
