#ifndef LEHR_PROTO_SUPPORT_SPAN_TEXT_H_
#define LEHR_PROTO_SUPPORT_SPAN_TEXT_H_

#include <string>

#include <absl/time/time.h>

namespace lehr {

// For people, two units at most: "3 d 4 h", "2 h 5 min", "41 s", "0.3 s".
std::string FormatSpan(absl::Duration span);

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_SPAN_TEXT_H_
