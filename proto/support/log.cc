#include "proto/support/log.h"

#include <atomic>
#include <cstdio>

#include <absl/strings/escaping.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>

namespace lehr {
namespace {

std::atomic<Severity> threshold{Severity::kInfo};

const char* Name(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return "INFO";
    case Severity::kWarning:
      return "WARNING";
    case Severity::kError:
      return "ERROR";
  }
  return "";
}

std::string Quoted(const std::string& value) {
  const bool plain = !value.empty() &&
                     value.find_first_of(" \t\r\n\"\\=") == std::string::npos;
  return plain ? value : absl::StrCat("\"", absl::Utf8SafeCEscape(value), "\"");
}

}  // namespace

void Log(Severity severity, std::string_view event,
         std::initializer_list<LogField> fields) {
  if (severity < threshold.load(std::memory_order_relaxed)) return;
  std::string line = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ ", absl::Now(),
                                      absl::UTCTimeZone()) +
                     Name(severity) + " ";
  line.append(event);
  for (const LogField& field : fields) {
    line.append(" ").append(field.key).append("=").append(Quoted(field.value));
  }
  line.push_back('\n');
  // One call, so that lines of several threads do not mix.
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void SetLogThreshold(Severity severity) {
  threshold.store(severity, std::memory_order_relaxed);
}

}  // namespace lehr
