#ifndef LEHR_CLIENT_SEGMENT_TABLE_H_
#define LEHR_CLIENT_SEGMENT_TABLE_H_

#include <string>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// A table of the sweep's segments: how each went. With the names of saved
// states, and how often segments were computed again with the same result, if
// any; below the table what does not fit into it.
std::string SegmentsText(const v1::GetSweepResponse& sweep);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SEGMENT_TABLE_H_
