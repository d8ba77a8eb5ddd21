#ifndef LEHR_PROTO_PLAN_NAMES_H_
#define LEHR_PROTO_PLAN_NAMES_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "proto/plan/violations.h"

namespace lehr::plan {

// Longest name of anything in a sweep.
inline constexpr std::size_t kMaxNameLength = 100;

// Adds a violation unless `name` is 1 to kMaxNameLength ASCII letters, digits
// and characters of `others`.
void CheckName(std::string_view name, std::string_view others,
               const std::string& field, Violations* violations);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_NAMES_H_
