#ifndef LEHR_SERVER_CORE_AUDIT_CHOICE_H_
#define LEHR_SERVER_CORE_AUDIT_CHOICE_H_

#include <string_view>

namespace lehr::server {

// Whether the segment with this key (32 bytes) is among the `fraction` that is
// computed a second time. The key alone decides, so that the choice is the same
// whenever and in whatever order segments are done; what is chosen at a
// fraction is also chosen at a larger one.
bool IsAudited(std::string_view physical_key, double fraction);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_AUDIT_CHOICE_H_
