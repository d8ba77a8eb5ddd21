#ifndef LEHR_CLIENT_SEGMENT_PAGE_H_
#define LEHR_CLIENT_SEGMENT_PAGE_H_

#include <cstdint>
#include <string>

#include <absl/status/statusor.h>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// The segment of a sweep with this number. NOT_FOUND if it has none.
absl::StatusOr<const v1::Segment*> FindSegment(
    const v1::GetSweepResponse& sweep, std::int64_t segment_id);

// All that is known of one segment of `sweep`, for people: how it went, keys
// and hashes, and what it found out with standard errors.
std::string SegmentPage(const v1::GetSweepResponse& sweep,
                        const v1::Segment& segment);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SEGMENT_PAGE_H_
