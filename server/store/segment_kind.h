#ifndef LEHR_SERVER_STORE_SEGMENT_KIND_H_
#define LEHR_SERVER_STORE_SEGMENT_KIND_H_

#include <string_view>

#include "lehr/v1/law.pb.h"

namespace lehr::server {

// segments.kind of work: what is measured, or ADVANCE. Of each kind the results
// of a point show the last.
std::string_view KindOf(const v1::Work& work);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_SEGMENT_KIND_H_
