#ifndef LEHR_PROTO_SUPPORT_LOG_H_
#define LEHR_PROTO_SUPPORT_LOG_H_

#include <initializer_list>
#include <string>
#include <string_view>

#include <absl/strings/str_cat.h>

namespace lehr {

// How much a log line matters. kInfo: something a person would tell another.
// kWarning: we carried on. kError: we gave something up.
enum class Severity { kInfo, kWarning, kError };

// A LogField is one key=value of a log line.
struct LogField {
  LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
  LogField(std::string_view k, const char* v) : key(k), value(v) {}
  LogField(std::string_view k, const std::string& v) : key(k), value(v) {}
  template <typename Number>
  LogField(std::string_view k, Number v) : key(k), value(absl::StrCat(v)) {}

  std::string_view key;
  std::string value;
};

// Writes one line to standard error: time in UTC, severity, event in plain
// words, then key=value; values with spaces or quotes are quoted. Any thread.
void Log(Severity severity, std::string_view event,
         std::initializer_list<LogField> fields = {});

// Lines below `severity` are not written; kInfo at the start.
void SetLogThreshold(Severity severity);

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_LOG_H_
