#ifndef LEHR_PROTO_PLAN_KNOWN_NAMES_H_
#define LEHR_PROTO_PLAN_KNOWN_NAMES_H_

#include <span>
#include <string>
#include <string_view>

namespace lehr::plan {

// What to say of a name that does not exist, after it has been quoted:
// "; known are a, b; did you mean \"a\"?", or "; there are none". The question
// is put if a name differs by at most a third of its letters.
std::string KnownNames(std::string_view name,
                       std::span<const std::string> names);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_KNOWN_NAMES_H_
